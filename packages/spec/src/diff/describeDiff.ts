import type { Layer } from '../layers/layer.js';
import type { Shape } from '../shapes/shape.js';
import type { FieldChange, LayerChange } from './changes.js';
import type { Change, ModelDiff } from './diffModels.js';

/** As many lines of a kind as are written before the rest is counted. */
const mostLines = 12;

/** A comparison for people: `+` added, `-` removed, `~` changed, then what follows from it. */
export function describeDiff(diff: ModelDiff): readonly string[] {
  const { names, input, layers, parameters, multiplyAdds, same } = diff;
  const head = `${names.before} → ${names.after}`;
  if (same) return [`${head}: the same architecture`];
  return [
    head,
    ...(input ? [`~ input ${arrow(input, size)}`] : []),
    ...layers.flatMap((change) => describeChange(change)),
    ...(layers.length > 0 ? ['', totals(layers)] : ['']),
    ...limited('shapes', reshapedLines(diff)),
    `parameters ${difference(parameters)}`,
    `multiply-adds ${difference(multiplyAdds)}`,
    ...weightLines(diff),
  ];
}

function describeChange(change: LayerChange): readonly string[] {
  if (change.change === 'added' || change.change === 'removed') {
    const stays = change.change === 'added' ? change.around : change.leaving;
    const around = stays === undefined ? '' : change.change === 'added' ? `, put around ${stays}` : `, what it held stays`;
    return [`${change.change === 'added' ? '+' : '-'} ${change.path} ${describeLayer(change.kind, change.layer, change.count)}${around}`];
  }
  const moved = change.before.path === change.path ? '' : `, which was ${change.before.path}`;
  if (change.change === 'replaced') return [`~ ${change.path} ${change.before.kind} → ${change.kind}${moved}`];
  return [`~ ${change.path} ${change.kind}${moved}: ${change.fields.map((field) => describeField(field)).join(', ')}`];
}

function describeLayer(kind: string, layer: Layer | readonly Layer[], count: number): string {
  if (kind === 'sequential' || kind === 'parallel' || kind === 'branch') return count > 0 ? `${kind} of ${count} layer${count === 1 ? '' : 's'}` : kind;
  const { kind: _kind, name: _name, ...fields } = layer as Layer;
  const written = Object.entries(fields).map(([field, value]) => `${field} ${valueText(value)}`);
  return written.length === 0 ? kind : `${kind} (${written.join(', ')})`;
}

function describeField({ field, before, after }: FieldChange): string {
  return `${field} ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function totals(layers: readonly LayerChange[]): string {
  const count = (change: LayerChange['change']) => layers.filter((layer) => layer.change === change).length;
  const parts = (['added', 'removed', 'changed', 'replaced'] as const).filter((change) => count(change) > 0);
  return parts.map((change) => `${count(change)} ${change}`).join(', ');
}

/** Runs of layers whose output went from one shape to another, once each. */
function reshapedLines({ reshaped }: ModelDiff): readonly string[] {
  const lines = reshaped.map(({ path, outputShape }) => ({ path: path.after, text: arrow(outputShape, size), changed: size(outputShape.before) !== size(outputShape.after) })).filter(({ changed }) => changed);
  const runs: { first: string; last: string; text: string }[] = [];
  for (const { path, text } of lines) {
    const run = runs.at(-1);
    if (run?.text === text) run.last = path;
    else runs.push({ first: path, last: path, text });
  }
  return runs.map(({ first, last, text }) => `  ${first === last ? first : `${first} … ${last}`}  ${text}`);
}

function limited(title: string, lines: readonly string[], unit = ''): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - mostLines;
  return [title, ...lines.slice(0, mostLines), ...(more > 0 ? [`${/^ */.exec(lines[0] ?? '')?.[0] ?? ''}and ${more} more ${unit}`.trimEnd()] : [])];
}

function weightLines({ weights, compatible }: ModelDiff): readonly string[] {
  if (compatible) return ['weights load as they are'];
  const { loaded, missing, unused, reshaped, renamed, share } = weights;
  const head = `weights do not load as they are: ${loaded.length} tensors with ${(100 * share).toFixed(1)} % of the numbers do`;
  return [
    head,
    ...limited(`  of another shape: ${reshaped.length}`, reshaped.map(({ name, before, after }) => `    ${name} [${before.join(', ')}] → [${after.join(', ')}]`)),
    ...limited(`  of the same layer by another name: ${renamed.length}`, renamed.map(({ before, after }) => `    ${before} → ${after}`)),
    ...byLayer('new', missing.filter((name) => renamed.every(({ after }) => after !== name))),
    ...byLayer('left over', unused.filter((name) => renamed.every(({ before }) => before !== name))),
  ];
}

/** `conv1: weight, bias`, a line a layer. */
function byLayer(title: string, names: readonly string[]): readonly string[] {
  const layers = new Map<string, string>();
  for (const name of names) {
    const end = name.lastIndexOf('.');
    const [layer, tensor] = [name.slice(0, end), name.slice(end + 1)];
    const listed = layers.get(layer);
    layers.set(layer, listed === undefined ? tensor : `${listed}, ${tensor}`);
  }
  return limited(`  ${title}: ${names.length}`, [...layers].map(([layer, tensors]) => `    ${layer}: ${tensors}`), 'layers');
}

function arrow<T>({ before, after }: Change<T>, text: (value: T) => string): string {
  return `${text(before)} → ${text(after)}`;
}

function size(shape: Shape): string {
  return shape.join('×');
}

function difference({ before, after }: Change<number>): string {
  if (before === after) return `${number(before)}, as before`;
  return `${number(before)} → ${number(after)} (${after > before ? '+' : '−'}${number(Math.abs(after - before))})`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
