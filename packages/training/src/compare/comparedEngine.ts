import type { Recipe, TensorName } from '@archetype/spec';
import type { Feeds, GraphSet, Program, StepGraph, TensorValues } from '../backend.js';
import type { BatchSource } from '../fit/batchSource.js';
import { trainingFeeds } from '../fit/feeds.js';

/**
 * An engine under comparison, in this process or another. Every run begins at the same weights and sees the same batches and masks. Steps count
 * from 0: step s has s updates behind it, and is the s-th of `losses`.
 */
export interface ComparedEngine {
  /** Such as `ort:cpu`. */
  readonly name: string;
  /** Trains the given number of steps from the beginning. */
  run(steps: number): Promise<Trajectory>;
  /** The named tensors of the training graph of a step, in a run from the beginning. */
  inspect(step: number, names: readonly TensorName[]): Promise<TensorValues>;
}

export interface Trajectory {
  /** Of each step, before its update. */
  readonly losses: readonly number[];
  /** From handing in a step's batch until its loss was read. */
  readonly milliseconds: readonly number[];
}

export interface ComparedProgram {
  readonly name: string;
  /** Compiled from `graphs`. */
  readonly program: Program;
  readonly graphs: GraphSet;
  readonly recipe: Recipe;
  /** The state at the beginning, the optimiser's included. */
  readonly initial: TensorValues;
  readonly training: BatchSource;
}

/** A program of this process as a compared engine. */
export function comparedProgram({ name, program, graphs, recipe, initial, training }: ComparedProgram): ComparedEngine {
  /** How many updates the program's state has behind it; undefined before the first run. */
  let updates: number | undefined;

  const feedsOf = (step: number): Feeds => {
    const batch = training.batch(Math.floor(step / training.batches), step % training.batches);
    const clock = { step, steps: recipe.epochs * training.batches, stepsPerEpoch: training.batches };
    return trainingFeeds(graphs.training(batch.labels.length), batch, recipe, clock);
  };
  const rewind = async (): Promise<void> => {
    await program.writeState(initial);
    updates = 0;
  };
  const train = async (step: number): Promise<readonly [loss: number, milliseconds: number]> => {
    const feeds = feedsOf(step);
    const begun = performance.now();
    const read = await program.step(feeds);
    const { loss } = await read();
    updates = step + 1;
    return [loss, performance.now() - begun];
  };

  return {
    name,
    async run(steps) {
      await rewind();
      const trained: (readonly [number, number])[] = [];
      for (let step = 0; step < steps; step++) trained.push(await train(step));
      return { losses: trained.map(([loss]) => loss), milliseconds: trained.map(([, milliseconds]) => milliseconds) };
    },
    async inspect(step, names) {
      if (updates === undefined || updates > step) await rewind();
      for (let behind = updates ?? 0; behind < step; behind++) await train(behind);
      return program.inspect(feedsOf(step), names);
    },
  };
}

/** The training graph of a step, of the size of its batch. */
export function stepGraphs(graphs: GraphSet, training: BatchSource): (step: number) => StepGraph {
  return (step) => graphs.training(training.batch(Math.floor(step / training.batches), step % training.batches).labels.length);
}
