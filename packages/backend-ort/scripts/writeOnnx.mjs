// Writes the training and the prediction graph of each zoo net as an ONNX file: node scripts/writeOnnx.mjs FOLDER [NET…]   (after npm run build)
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, devices } from '@archetype/backend-ort';
import { defaultRecipe, zoo } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';

const [folder, ...named] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const name of named.length > 0 ? named : Object.keys(zoo)) {
  const recipe = defaultRecipe(name);
  const graphs = createGraphSet({ model: zoo[name], recipe, images: [1, 28, 28] });
  for (const purpose of ['training', 'prediction']) {
    const { bytes, onnx } = compile(graphs[purpose](4), { device: devices.cpu, precision: 'fast' });
    writeFileSync(join(folder, `${name}.${purpose}.onnx`), bytes);
    console.log(`${name} ${purpose}: ${onnx.nodes.length} nodes, ${bytes.length} bytes`);
  }
}
