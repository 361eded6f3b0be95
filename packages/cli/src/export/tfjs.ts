import { basename } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { describeSubject } from './describe.js';
import { STANDARD_OUTPUT } from './destination.js';
import type { ExportedFile } from './files.js';
import type { Subject } from './subject.js';
import { graphModel } from './tfjs/graphModel.js';

/** A TensorFlow.js graph model: `model.json`, and its weights in a file beside it. */
export async function tfjs(subject: Subject, path: string): Promise<readonly ExportedFile[]> {
  if (path === STANDARD_OUTPUT) {
    throw new ArchetypeError({ code: 'wrong-output', subject: '-o', problem: 'a TensorFlow.js model is two files', remedy: 'name the first, such as -o model.json' });
  }
  const weightsPath = `${path.replace(/\.json$/, '')}.weights.bin`;
  const [channels, ...sides] = subject.model.input;
  const { json, weights } = graphModel(subject.model, await subject.weights(), basename(weightsPath), describeSubject(subject, [...sides, channels]));
  return [
    { path, pieces: [new TextEncoder().encode(JSON.stringify(json))] },
    { path: weightsPath, pieces: weights },
  ];
}
