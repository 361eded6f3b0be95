import { oneOf, trueOrFalse } from '../fields/choice.js';
import { optional } from '../fields/field.js';
import { fraction, positiveNumber } from '../fields/number.js';
import { elementsOf, isImage } from '../shapes/shape.js';
import { SpecError } from '../check/error.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type LayerState, type Named, type Site } from './definition.js';
import type { GraphBuilder } from '../lowering/graphBuilder.js';

/**
 * y = (x − mean) / √(variance + eps) · weight + bias, per channel of `[N, C, H, W]` or per feature of `[N, F]`; by the batch's own
 * statistics in training, by the running ones in inference. Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 */
export interface BatchNorm extends Named {
  readonly kind: 'batchNorm';
  /** @defaultValue 1e-5 */
  readonly eps?: number;
  /** The weight of the new batch in the running statistics (PyTorch's; Keras and ONNX give the weight of the old value). @defaultValue 0.1 */
  readonly momentum?: number;
  /** Whether the running variance takes Σ(x − mean)²/(n − 1) or /n of each batch. @defaultValue 'unbiased' */
  readonly runningVariance?: 'unbiased' | 'biased';
  /** Whether there are a weight and a bias. @defaultValue true */
  readonly affine?: boolean;
}

/** A layer as {@link BatchNorm} describes it. */
export const batchNorm = (fields: FieldsGiven<BatchNorm> = {}): BatchNorm => ({ kind: 'batchNorm', ...fields });

export const batchNormDefinition: LayerDefinition<BatchNorm> = {
  fields: {
    eps: optional(positiveNumber, 1e-5),
    momentum: optional(fraction, 0.1),
    runningVariance: optional(oneOf(['unbiased', 'biased']), 'unbiased'),
    affine: optional(trueOrFalse, true),
  },

  shape: (_, input) => ({ output: input }),

  state({ affine }, [channels]) {
    const shape = [channels];
    const learnt: readonly LayerState[] = [{ name: 'weight', shape, role: 'normWeight' }, { name: 'bias', shape, role: 'normBias' }];
    const running: readonly LayerState[] = [
      { name: 'running_mean', shape, role: 'runningMean' },
      { name: 'running_var', shape, role: 'runningVariance' },
    ];
    return affine ? [...learnt, ...running] : running;
  },

  lower({ eps, momentum, runningVariance, affine }, site, graph) {
    const { path, input, inputShape } = site;
    const output = outputTensor(site, graph);
    const learnt = [`${path}.weight`, `${path}.bias`] as const;
    const running = [`${path}.running_mean`, `${path}.running_var`] as const;
    if (graph.mode === 'inference') {
      const inputs = affine ? ([input, ...running, ...learnt] as const) : ([input, ...running] as const);
      graph.emit({ kind: 'batchNormInference', path, eps, inputs, outputs: [output] });
      return output;
    }
    const samples = samplesPerChannel(site, graph);
    const mean = graph.tensor(`${path}:mean`, [inputShape[0]]);
    const variance = graph.tensor(`${path}:variance`, [inputShape[0]]);
    graph.emit({ kind: 'batchNorm', path, eps, inputs: affine ? [input, ...learnt] : [input], outputs: [output, mean, variance] });
    const follow = (state: string, batch: string, correction: number) => {
      const next = graph.tensor(`${state}:next`, [inputShape[0]]);
      graph.emit({ kind: 'movingAverage', path, momentum, correction, inputs: [state, batch], outputs: [next] });
      graph.update(state, next);
    };
    follow(running[0], mean, 1);
    follow(running[1], variance, runningVariance === 'unbiased' ? samples / (samples - 1) : 1);
    return output;
  },
};

function samplesPerChannel({ path, inputShape }: Site, { batchSize }: GraphBuilder): number {
  const samples = (batchSize * elementsOf(inputShape)) / inputShape[0];
  if (samples > 1) return samples;
  throw new SpecError({
    code: 'batch-norm-single-value',
    subject: `${path} batchNorm`,
    problem: `one value for each ${isImage(inputShape) ? 'channel' : 'feature'}: its variance is 0`,
    details: [`input [${[batchSize, ...inputShape].join(', ')}]; values for each = ${[batchSize, ...inputShape.slice(1)].join(' · ')}${inputShape.length > 1 ? ' = 1' : ''}`],
    remedy: 'train with a batch size of at least 2; where the last batch has one item, drop it ("lastBatch": "drop")',
  });
}
