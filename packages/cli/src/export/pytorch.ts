import { preprocessing } from './describe.js';
import type { ExportedFile } from './files.js';
import { pytorchModule } from './pytorch/module.js';
import type { Subject } from './subject.js';

/** A Python file with the model as a module; its weights are those of the safetensors format. */
export async function pytorch({ model, recipe }: Subject, path: string): Promise<readonly ExportedFile[]> {
  const { text } = pytorchModule(model, preprocessing(recipe.dataset));
  return [{ path, pieces: [new TextEncoder().encode(text)] }];
}
