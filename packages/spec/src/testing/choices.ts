/** Reads decisions off a list of numbers; 0 is always the plainest one, so that shrinking the numbers shrinks the decisions. */
export interface Choices {
  /** minimum … maximum, both included; the minimum where the range is empty. */
  readonly between: (minimum: number, maximum: number) => number;
  /** true, or false as the plainest. */
  readonly flag: () => boolean;
  /** One of the options, the first as the plainest. */
  readonly oneOf: <T>(options: readonly [T, ...T[]]) => T;
}

export function choices(numbers: readonly number[]): Choices {
  let used = 0;
  const next = () => numbers[used++ % Math.max(1, numbers.length)] ?? 0;
  const between = (minimum: number, maximum: number) => minimum + (next() % Math.max(1, maximum - minimum + 1));
  return {
    between,
    flag: () => between(0, 1) === 1,
    oneOf: (options) => options[between(0, options.length - 1)] ?? options[0],
  };
}
