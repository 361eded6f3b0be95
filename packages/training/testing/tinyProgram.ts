import { setTimeout as wait } from 'node:timers/promises';
import { defineModel, defineRecipe, dropout, flatten, linear, type ModelSpec, type Recipe, type RecipeFields } from '@archetype/spec';
import type { Feeds, GraphSet, Program, TensorValues } from '../src/backend.js';
import type { BatchSource } from '../src/fit/batchSource.js';
import { createGraphSet } from '../src/graphSet.js';

/** Four pixels, dropout, three classes. */
export const tinyModel: ModelSpec = defineModel({ name: 'tiny', input: [1, 2, 2], layers: [flatten(), dropout({ rate: 0.5 }), linear({ outFeatures: 3 })] });

export function tinyRecipe(fields: Partial<RecipeFields> = {}): Recipe {
  return defineRecipe({
    name: 'tiny',
    model: tinyModel,
    batchSize: 4,
    epochs: 3,
    optimizer: { kind: 'adam', learningRate: 0.01 },
    schedule: { kind: 'cosine' },
    ...fields,
  });
}

export function tinyGraphs(recipe: Recipe): GraphSet {
  return createGraphSet({ model: tinyModel, recipe, images: [1, 2, 2] });
}

/** Batches of 4 out of 18 images: five an epoch, the last one of 2. Pixels and labels are by arithmetic, other ones each epoch. */
export const tinyBatches: BatchSource = {
  images: 18,
  batches: 5,
  batch(epoch, index) {
    const count = index === 4 ? 2 : 4;
    const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => (37 * i + 11 * index + 101 * epoch) % 256);
    return { pixels, labels: Int32Array.from({ length: count }, (_, i) => (i + index + epoch) % 3) };
  },
};

export interface TinyOptions {
  /** Waits so long in each call, as a device would. */
  readonly milliseconds?: number;
  /** In place of the loss that the program makes up, by steps done. */
  readonly lossAt?: (step: number) => number;
  /** In place of the right answers that it makes up, by evaluations done and images. */
  readonly correctAt?: (evaluation: number, images: number) => number;
  /** Adds to every value of that tensor when it is inspected. */
  readonly wrongAt?: string;
  /** Adds to every loss. */
  readonly offset?: (step: number) => number;
}

/**
 * A program that trains nothing, but whose state and losses depend, in float32, on everything that a step is fed and on all steps before: a batch, a mask or a
 * scalar that differs in one bit, or a step that is done twice or left out, changes all losses after it.
 */
export function tinyProgram(graphs: GraphSet, options: TinyOptions = {}): Program {
  let state = new Map<string, Float32Array>();
  let steps = 0;
  let evaluations = 0;
  let busy = false;

  const alone = async <Result>(use: () => Result): Promise<Result> => {
    if (busy) throw new Error('calls overlap');
    busy = true;
    await (options.milliseconds === undefined ? Promise.resolve() : wait(options.milliseconds));
    busy = false;
    return use();
  };
  const correctOf = (images: number): number => options.correctAt?.(evaluations++, images) ?? 1;

  return {
    step: (feeds) => {
      const digest = digestOf(feeds);
      return alone(() => {
        let loss = 0;
        for (const [name, values] of state) {
          const next = values.map((value, i) => value * 0.75 + Math.fround(digest / (i + 2)));
          state.set(name, next);
          loss += Math.abs(next[0] ?? 0);
        }
        const metrics = { loss: options.lossAt?.(steps) ?? Math.fround(loss + (options.offset?.(steps) ?? 0)), correct: Math.floor(digest) % 3 };
        steps += 1;
        return async () => metrics;
      });
    },
    evaluate: (feeds) => alone(() => ({ loss: Math.abs([...state.values()][0]?.[0] ?? 0), correct: correctOf(imagesOf(feeds)) })),
    predict: (feeds) => alone(() => new Float32Array(3 * imagesOf(feeds))),
    inspect: (feeds, names = []) =>
      alone(() => {
        const graph = graphs.training(imagesOf(feeds));
        const first = [...state.values()][0]?.[0] ?? 0;
        return new Map(names.map((name) => [name, valuesOf(name, graph.tensors.get(name)?.shape ?? [], first, options.wrongAt)]));
      }),
    readState: () => alone(() => new Map([...state].map(([name, values]) => [name, values.slice()]))),
    writeState: (values: TensorValues) =>
      alone(() => {
        state = new Map([...state, ...[...values].map(([name, value]) => [name, value.slice()] as const)]);
        steps = 0;
      }),
    tensorCount: () => state.size,
    dispose: async () => undefined,
  };
}

/** Depends on every byte that is fed. */
function digestOf(feeds: Feeds): number {
  let digest = 1;
  for (const [, values] of [...feeds].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const value of values) digest = (digest * 1.37 + value * 0.11) % 97;
  }
  return digest;
}

function imagesOf(feeds: Feeds): number {
  return (feeds.get('labels') ?? new Int32Array()).length;
}

function valuesOf(name: string, shape: readonly number[], first: number, wrongAt: string | undefined): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  return values.map((_, i) => first + 1 + (name.length + i) / 8 + (name === wrongAt ? 0.5 : 0));
}
