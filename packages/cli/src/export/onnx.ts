import { exportInference, requireOnnxSize } from '@archetype/backend-ort';
import { stateTensors } from '@archetype/spec';
import type { ExportOptions } from '../commands/export.js';
import { describeSubject } from './describe.js';
import type { ExportedFile } from './files.js';
import type { Subject } from './subject.js';

/** The model at inference: one operator a layer, where ONNX has one. */
export async function onnx(subject: Subject, path: string, { foldBatchNorm }: ExportOptions): Promise<readonly ExportedFile[]> {
  requireOnnxSize(subject.model.name, stateTensors(subject.model));
  const pieces = exportInference({ model: subject.model, weights: await subject.weights(), foldBatchNorm: foldBatchNorm === true, metadata: describeSubject(subject) });
  return [{ path, pieces }];
}
