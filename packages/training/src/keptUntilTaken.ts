/** Gives `first` to who asks first, and keeps it no longer; whoever asks again has it made again. For what is large, and read early so that a fault in it is found early. */
export function keptUntilTaken<Value>(first: Value, again: () => Promise<Value>): () => Promise<Value> {
  let kept: { readonly value: Value } | undefined = { value: first };
  return async () => {
    const taken = kept;
    kept = undefined;
    return taken === undefined ? again() : taken.value;
  };
}
