import { devices, exportTraining, type ExportedTraining } from '@archetype/backend-ort';
import { defineRecipe } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';
import type { ExportOptions } from '../commands/export.js';
import { describeSubject, preprocessing } from './describe.js';
import type { ExportedFile } from './files.js';
import type { Subject } from './subject.js';

/** The compiled training step of the model's recipe: state in, state out. It holds no weights; those are a safetensors file's. */
export async function onnxTraining(subject: Subject, path: string, options: ExportOptions): Promise<readonly ExportedFile[]> {
  return [{ path, pieces: compileTraining(subject, options).pieces }];
}

/** The file with the stages that led to it. */
export function compileTraining(subject: Subject, { batchSize, floatInput, precision = 'fast', recompute }: ExportOptions): ExportedTraining {
  const recipe = defineRecipe({ ...subject.recipe, ...(batchSize !== undefined && { batchSize }) });
  const graphs = createGraphSet({ model: subject.model, recipe, ...(floatInput !== true && { images: subject.images }) });
  const { model, classes } = describeSubject(subject);
  const input = floatInput === true ? `input: float32, ${preprocessing(recipe.dataset)}` : `pixels: uint8 [N, ${subject.images.join(', ')}], scaled and resized in the graph`;
  const metadata = { model: subject.model.name, ...(classes !== undefined && { classes }), input, precision, ...(recompute === true && { recompute: 'true' }), recipe: JSON.stringify({ ...recipe, model }) };
  return exportTraining(graphs.training(recipe.batchSize), { device: devices.cpu, precision, recompute, metadata });
}
