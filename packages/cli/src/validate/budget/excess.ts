import { optimizerSlots, summarize, type LayerSummary, type ModelSummary, type Optimizer } from '@archetype/spec';
import type { Subject } from '../examine.js';
import { LIMITS, type LimitName, type Limits } from './budget.js';

/** One limit that a model exceeds. */
export interface Excess {
  readonly limit: LimitName;
  readonly allowed: number;
  readonly received: number;
  /** received / allowed; absent where nothing is allowed. */
  readonly ratio?: number;
  /** The layers that take most, the largest first. */
  readonly largest: readonly LargeLayer[];
  /** Of `maxTrainingBytes`. */
  readonly batchSize?: number;
  readonly optimizer?: Optimizer['kind'];
}

export interface LargeLayer {
  readonly path: string;
  readonly kind: string;
  /** In the unit of the limit. Bytes are of the layer's output, and its parameters with their gradients and what the optimiser keeps. */
  readonly amount: number;
}

const MOST_NAMED = 3;
const DEFAULT_BATCH = 128;
const SGD: Optimizer = { kind: 'sgd', learningRate: 0.05 };

/** The limits that the model exceeds, with the batch size and optimiser of its recipe where it has one. */
export function excesses({ model, training }: Subject, limits: Limits): readonly Excess[] {
  const batchSize = training?.recipe.batchSize ?? limits.batchSize ?? DEFAULT_BATCH;
  const optimizer = training?.recipe.optimizer ?? limits.optimizer ?? SGD;
  const summary = summarize(model, { batchSize, optimizer, ...(training && { input: training.input }) });
  const bytesOf = ({ outputShape, parameters }: LayerSummary): number =>
    FLOAT32_BYTES * (batchSize * outputShape.reduce((product, size) => product * size, 1) + parameters * (2 + optimizerSlots(optimizer)));
  const measures: Readonly<Record<LimitName, { readonly received: number; amountOf(layer: LayerSummary): number }>> = {
    maxParameters: { received: summary.totals.parameters, amountOf: ({ parameters }) => parameters },
    maxMultiplyAdds: { received: summary.totals.macs, amountOf: ({ macs }) => macs },
    maxTrainingBytes: { received: summary.totals.trainingBytes, amountOf: bytesOf },
  };
  return LIMITS.flatMap((limit) => {
    const allowed = limits[limit];
    const { received, amountOf } = measures[limit];
    if (allowed === undefined || received <= allowed) return [];
    const trained = limit === 'maxTrainingBytes' ? { batchSize, optimizer: optimizer.kind } : {};
    return [{ limit, allowed, received, ...(allowed > 0 && { ratio: received / allowed }), largest: largestOf(summary, amountOf), ...trained }];
  });
}

const FLOAT32_BYTES = 4;

function largestOf({ layers }: ModelSummary, amountOf: (layer: LayerSummary) => number): readonly LargeLayer[] {
  return layers
    .map((layer) => ({ path: layer.path, kind: layer.kind, amount: amountOf(layer) }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount)
    .slice(0, MOST_NAMED);
}
