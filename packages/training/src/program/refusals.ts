import { ArchetypeError, type TensorName } from '@archetype/spec';
import type { StepGraph } from '../backend.js';

/** For any call on a program after `dispose`. */
export const programDisposed = (model: string): ArchetypeError =>
  new ArchetypeError({
    code: 'program-disposed',
    subject: model,
    problem: 'the program has been disposed of, and its state is gone',
    remedy: 'compile the model again and write the state back',
  });

/** For a tensor that is to be inspected and that the graph does not have. */
export const unknownTensor = (graph: StepGraph, name: TensorName): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-tensor',
    subject: `${graph.name}/${name}`,
    problem: 'the training graph has no tensor of this name',
    details: [`it has ${graph.tensors.size} tensors, from ${[...graph.tensors.keys()].slice(0, 3).join(', ')}, …`],
    remedy: 'ask for a tensor of the graph, or for all',
  });
