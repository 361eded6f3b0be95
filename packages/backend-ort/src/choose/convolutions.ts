import type { Device } from '../devices/device.js';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { convolutionFormulations } from '../formulations/convolution/formulations.js';
import { convolutionOf } from '../formulations/convolution/formulation.js';
import type { Convolution, ConvolutionFormulation } from '../formulations/convolution/formulation.js';
import type { Plan } from '../plan/operations.js';
import type { Cost } from './cost.js';
import { totalCost } from './cost.js';

/**
 * `exact` admits only formulations that sum the products of the definition; `fast` admits Winograd's within their error bounds.
 */
export type Precision = 'exact' | 'fast';

/** Which of a convolution's operations a graph holds. */
export interface Uses {
  readonly bias: boolean;
  readonly inputGradient: boolean;
  readonly weightGradient: boolean;
}

export interface Candidate {
  readonly formulation: ConvolutionFormulation;
  /** Of the forward pass and the gradients together. */
  readonly cost: Cost;
}

/** What was chosen for one layer, and what it was up against, the cheapest first. */
export interface ConvolutionChoice {
  readonly path: string;
  readonly convolution: Convolution;
  readonly uses: Uses;
  readonly candidates: readonly [Candidate, ...Candidate[]];
}

/** By the layer's path; the first candidate is the choice. */
export type Choices = ReadonlyMap<string, ConvolutionChoice>;

/**
 * Chooses a formulation for each convolution: all that apply are written out, the forward pass and the gradients that the graph holds, and
 * the estimates of their nodes added up. So work that the three share counts once.
 */
export function chooseConvolutions(graph: Plan, device: Device, precision: Precision): Choices {
  const shape = (name: string): readonly number[] => graph.tensors.get(name)!.shape;
  const found = new Map<string, { convolution: Convolution; uses: Uses }>();
  for (const operation of graph.operations) {
    if (operation.kind !== 'conv2d' && operation.kind !== 'conv2dInputGradient' && operation.kind !== 'conv2dWeightGradient') continue;
    const { uses, convolution } = found.get(operation.path) ?? {
      uses: { bias: false, inputGradient: false, weightGradient: false },
      convolution: convolutionOf(operation, shape),
    };
    found.set(operation.path, {
      convolution,
      uses: {
        bias: uses.bias || (operation.kind === 'conv2d' && operation.inputs.length === 3),
        inputGradient: uses.inputGradient || operation.kind === 'conv2dInputGradient',
        weightGradient: uses.weightGradient || operation.kind === 'conv2dWeightGradient',
      },
    });
  }

  const ranked = new Map<string, readonly [Candidate, ...Candidate[]]>();
  const choices = new Map<string, ConvolutionChoice>();
  for (const [path, { convolution, uses }] of found) {
    const key = JSON.stringify([convolution, uses]);
    const candidates = ranked.get(key) ?? rank(convolution, uses, device, precision);
    ranked.set(key, candidates);
    choices.set(path, { path, convolution, uses, candidates });
  }
  return choices;
}

function rank(convolution: Convolution, uses: Uses, device: Device, precision: Precision): readonly [Candidate, ...Candidate[]] {
  const candidates = convolutionFormulations
    .filter(({ error, applies }) => (precision === 'fast' || error.kind === 'exact') && applies(convolution))
    .map((formulation) => ({ formulation, cost: costOf(formulation, convolution, uses, device) }))
    .toSorted((a, b) => a.cost.microseconds - b.cost.microseconds);
  const [first, ...rest] = candidates;
  if (!first) throw new Error(`no formulation applies to ${JSON.stringify(convolution)}`);
  return [first, ...rest];
}

function costOf(formulation: ConvolutionFormulation, c: Convolution, uses: Uses, device: Device): Cost {
  const builder = createBuilder();
  const g = createOperators(builder);
  const x = builder.input('x', 'float32', [...c.input, c.batch, c.inChannels]);
  const weight = builder.input('weight', 'float32', [c.kernelSize[0] * c.kernelSize[1], c.inChannels / c.groups, c.outChannels]);
  const bias = uses.bias ? builder.input('bias', 'float32', [c.outChannels]) : undefined;
  const dy = builder.input('dy', 'float32', [...c.output, c.batch, c.outChannels]);
  formulation.forward(g, c, x, weight, bias);
  if (uses.inputGradient) formulation.inputGradient(g, c, dy, weight);
  if (uses.weightGradient) formulation.weightGradient(g, c, dy, x);
  return totalCost(builder.nodes(), device.rates);
}
