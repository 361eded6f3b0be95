import { stateTensors } from '@archetype/spec';
import { encodeSafetensors } from '@archetype/training';
import { describeSubject } from './describe.js';
import type { ExportedFile } from './files.js';
import type { Subject } from './subject.js';

/** Weights, biases and running statistics by their names in a PyTorch `state_dict`; the optimiser's state stays behind. */
export async function safetensors(subject: Subject, path: string): Promise<readonly ExportedFile[]> {
  const weights = await subject.weights();
  const tensors = new Map(stateTensors(subject.model).map(({ name, shape }) => [name, { shape, values: weights.get(name) ?? new Float32Array() }]));
  return [{ path, pieces: encodeSafetensors(tensors, new Map([['format', 'pt'], ...Object.entries(describeSubject(subject))])) }];
}
