// Writes the training and the prediction graph of each zoo net, and the loop of several steps that a card runs, as ONNX files: node scripts/writeOnnx.mjs FOLDER [NET…]   (after npm run build)
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
  const write = (file, graph, options) => {
    const { bytes, onnx } = compile(graph, { precision: 'fast', ...options });
    writeFileSync(join(folder, `${name}.${file}.onnx`), bytes);
    console.log(`${name} ${file}: ${onnx.nodes.length} nodes, ${bytes.length} bytes`);
  };
  // With every shape in the file, as others would run it.
  write('training', graphs.training(4), { device: devices.cpu, results: { kind: 'file' } });
  write('prediction', graphs.prediction(4), { device: devices.cpu, results: { kind: 'file' } });
  write('loop', graphs.training(4), { device: devices.cuda, results: { kind: 'loop' } });
}
