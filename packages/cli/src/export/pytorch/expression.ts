/** A Python call as it stands in the file: `nn.Conv2d(1, 6, kernel_size=5)`, or a container with its modules below each other. */
export interface Call {
  readonly callee: string;
  /** Finished Python, before the modules. */
  readonly arguments: readonly string[];
  readonly modules?: Modules;
  /** Behind the line. */
  readonly remark?: string;
}

/** Modules handed over in order, in a list, or by name. */
export interface Modules {
  readonly kind: 'positional' | 'list' | 'named';
  readonly entries: readonly { readonly name: string; readonly module: Call }[];
}

const INDENT = '    ';
const BRACKETS = { positional: ['', ''], list: ['[', ']'], named: ['OrderedDict([', '])'] } as const;

/** A call as lines, the first without indentation; `prefix` and `suffix` are what stands around it. */
export function linesOf(call: Call, prefix = '', suffix = ''): readonly string[] {
  const { callee, modules, remark } = call;
  const remarked = (line: string): string => (remark === undefined ? line : `${line}  # ${remark}`);
  if (modules === undefined || modules.entries.length === 0) return [remarked(`${prefix}${callee}(${call.arguments.join(', ')})${suffix}`)];
  const [open, close] = BRACKETS[modules.kind];
  const inner = modules.entries.flatMap(({ name, module }) =>
    modules.kind === 'named' ? linesOf(module, `("${name}", `, '),') : linesOf(module, '', ','),
  );
  return [`${prefix}${callee}(${open}`, ...inner.map((line) => `${INDENT}${line}`), remarked(`${close})${suffix}`)];
}

/** A call of plain arguments and keywords; keywords without a value are left out. */
export function call(callee: string, positional: readonly (string | number)[], keywords: Readonly<Record<string, string | undefined>> = {}): Call {
  const named = Object.entries(keywords).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  return { callee, arguments: [...positional.map(String), ...named] };
}

/** `5`, or `(5, 3)` where height and width differ. */
export const pair = ([height, width]: readonly [number, number]): string => (height === width ? String(height) : tuple([height, width]));

export const tuple = (values: readonly number[]): string => `(${values.join(', ')})`;

/** The argument where it is not PyTorch's default anyway. */
export const unless = (value: string, usual: string): string | undefined => (value === usual ? undefined : value);
