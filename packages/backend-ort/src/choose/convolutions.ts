import { ArchetypeError } from '@archetype/spec';
import type { Precision } from '@archetype/training';
import type { Device } from '../devices/device.js';
import { placementOf } from '../devices/operators.js';
import { convolutionFormulations } from '../formulations/convolution/formulations.js';
import { convolutionOf } from '../formulations/convolution/formulation.js';
import type { Convolution, ConvolutionFormulation } from '../formulations/convolution/formulation.js';
import type { Plan } from '../plan/operations.js';
import { writeAlone } from './alone.js';
import type { Cost } from './cost.js';
import { totalCost } from './cost.js';
import { convolutionKey, preferring } from './tuned.js';
import type { Tuned } from './tuned.js';

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

/** What was chosen for one layer, and what it was up against, the cheapest first but for a choice that was measured. */
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
 * the estimates of their nodes added up. So work that the three share counts once. What was measured wins over the estimates.
 */
export function chooseConvolutions(graph: Plan, device: Device, precision: Precision, tuned: Tuned = {}): Choices {
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
    const candidates = ranked.get(key) ?? preferring(rank(convolution, uses, device, precision), tuned[convolutionKey(convolution, uses)]);
    if (!isRanked(candidates)) throw noFormulation(`${graph.name}/${path}`, convolution, device, precision);
    ranked.set(key, candidates);
    choices.set(path, { path, convolution, uses, candidates });
  }
  return choices;
}

/** Estimates are not better than this: between two that are as near, the one that rounds less is the better choice. */
const TIE = 1.05;

/** Those that apply and that the device can run, the cheapest first, but before it what costs as good as the same and rounds less. */
function rank(convolution: Convolution, uses: Uses, device: Device, precision: Precision): readonly Candidate[] {
  const candidates = convolutionFormulations
    .filter(({ error, applies }) => (precision === 'fast' || error.kind === 'exact') && applies(convolution))
    .map((formulation) => ({ formulation, nodes: writeAlone(formulation, convolution, uses, device).builder.nodes() }))
    .filter(({ nodes }) => nodes.every((node) => placementOf(node, device) === 'device'))
    .map(({ formulation, nodes }) => ({ formulation, cost: totalCost(nodes, device.rates) }))
    .toSorted((a, b) => a.cost.microseconds - b.cost.microseconds);
  const tied = candidates.filter(({ cost }) => cost.microseconds <= TIE * candidates[0]!.cost.microseconds);
  return [...tied.toSorted((a, b) => roundingOf(a) - roundingOf(b)), ...candidates.slice(tied.length)];
}

const roundingOf = ({ formulation: { error } }: Candidate): number => (error.kind === 'exact' ? 0 : error.bound);

const isRanked = (candidates: readonly Candidate[]): candidates is readonly [Candidate, ...Candidate[]] => candidates.length > 0;

const noFormulation = (subject: string, c: Convolution, device: Device, precision: Precision): ArchetypeError =>
  new ArchetypeError({
    code: 'no-formulation',
    subject: `${subject} conv2d`,
    problem: `no way of writing this convolution runs on ort:${device.name}`,
    details: [
      `input [${c.batch}, ${c.inChannels}, ${c.input.join(', ')}], kernel ${c.kernelSize.join('×')}, groups ${c.groups}, precision ${precision}`,
      `ort:${device.name} lacks ${[...device.lacks, ...device.onHost].join(', ') || 'nothing that is known'}`,
    ],
    remedy: 'use ort:cpu, which runs every layer; archetype doctor --ops lists what each device can run',
  });
