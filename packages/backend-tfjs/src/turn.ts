/** Lets signals and timers have their turn: a step occupies the thread from end to end. */
export function letOthersRun(): Promise<void> {
  return new Promise((resolve) => (typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve)));
}
