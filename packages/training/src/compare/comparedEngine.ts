import type { Recipe, TensorName } from '@archetype/spec';
import type { Feeds, GraphSet, Program, StepGraph, TensorValues } from '../backend.js';
import type { Batch, BatchSource } from '../fit/batchSource.js';
import { trainingFeeds } from '../fit/feeds.js';

/**
 * An engine under comparison, in this process or another. Every run begins at the same weights and sees the same batches and masks. Steps count from 1, as in
 * the events of a run; the loss of step s is `losses[s − 1]`.
 */
export interface ComparedEngine {
  /** Such as `ort:cpu`. */
  readonly name: string;
  /** Trains the given number of steps from the beginning. */
  run(steps: number): Promise<Trajectory>;
  /** The whole state before a step, in a run from the beginning. */
  stateBefore(step: number): Promise<TensorValues>;
  /** The named tensors of a step's training graph, with that step's batch and masks, from the given state. Nothing is trained. */
  inspect(step: number, state: TensorValues, names: readonly TensorName[]): Promise<TensorValues>;
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
  /** Makes the state at the beginning, the optimiser's included: asked for by each run, and kept by none. */
  readonly initial: () => TensorValues | Promise<TensorValues>;
  readonly training: BatchSource;
}

/** A program of this process as a compared engine. */
export function comparedProgram({ name, program, graphs, recipe, initial, training }: ComparedProgram): ComparedEngine {
  const batchAt = (step: number): Batch => training.batch(Math.floor((step - 1) / training.batches), (step - 1) % training.batches);
  const feedsAt = (step: number): Feeds => {
    const batch = batchAt(step);
    const clock = { step: step - 1, steps: recipe.epochs * training.batches, stepsPerEpoch: training.batches };
    return trainingFeeds(graphs.training(batch.labels.length), batch, recipe, clock);
  };
  const run = async (steps: number): Promise<Trajectory> => {
    const losses: number[] = [];
    const milliseconds: number[] = [];
    await program.writeState(await initial());
    for (let step = 1; step <= steps; step++) {
      const feeds = feedsAt(step);
      const begun = performance.now();
      const read = await program.step(feeds);
      losses.push((await read()).loss);
      milliseconds.push(performance.now() - begun);
    }
    return { losses, milliseconds };
  };
  return {
    name,
    run,
    async stateBefore(step) {
      await run(step - 1);
      return program.readState();
    },
    async inspect(step, state, names) {
      await program.writeState(state);
      return program.inspect(feedsAt(step), names);
    },
  };
}

/** The training graph of a step, of the size of its batch. */
export function stepGraphs(graphs: GraphSet, training: BatchSource): (step: number) => StepGraph {
  return (step) => graphs.training(training.batch(Math.floor((step - 1) / training.batches), (step - 1) % training.batches).labels.length);
}
