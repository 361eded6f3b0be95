import type { ExportOptions } from '../commands/export.js';
import type { ExportedFile } from './files.js';
import { onnx } from './onnx.js';
import { onnxTraining } from './onnxTraining.js';
import { pytorch } from './pytorch.js';
import { safetensors } from './safetensors.js';
import type { Subject } from './subject.js';
import { tfjs } from './tfjs.js';

/** Makes the files of one format; the first is the one that was named. */
export type Exporter = (subject: Subject, path: string, options: ExportOptions) => Promise<readonly ExportedFile[]>;

export const formats: Readonly<Record<ExportOptions['format'], Exporter>> = { onnx, 'onnx-training': onnxTraining, safetensors, pytorch, tfjs };
