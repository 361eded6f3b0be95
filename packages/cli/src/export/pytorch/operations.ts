import { lower, type ForwardOperation, type ModelSpec } from '@archetype/spec';

type OperationOf<Kind extends ForwardOperation['kind']> = Extract<ForwardOperation, { readonly kind: Kind }>;

/** What a layer became when it was lowered: every padding a number, every default resolved. */
export interface Operations {
  /** @throws TypeError where the layer has none of this kind, which would be a defect of ours */
  only<Kind extends ForwardOperation['kind']>(kind: Kind): OperationOf<Kind>;
  all<Kind extends ForwardOperation['kind']>(kind: Kind): readonly OperationOf<Kind>[];
}

/** The operations of each layer in training, by its path. */
export function operationsOf(model: ModelSpec): (path: string) => Operations {
  // A batch of one has no statistics where batch normalisation reads flat features.
  const { operations } = lower(model, { batchSize: 2, mode: 'training' });
  const byPath = new Map<string, ForwardOperation[]>();
  for (const operation of operations) byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), operation]);
  return (path) => {
    const all = <Kind extends ForwardOperation['kind']>(kind: Kind): readonly OperationOf<Kind>[] =>
      (byPath.get(path) ?? []).filter((operation): operation is OperationOf<Kind> => operation.kind === kind);
    return {
      all,
      only(kind) {
        const [first] = all(kind);
        if (first === undefined) throw new TypeError(`${model.name}/${path} was lowered without ${kind}`);
        return first;
      },
    };
  };
}
