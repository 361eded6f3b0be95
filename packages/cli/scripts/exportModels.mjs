// Exports models in every format that check_exports.py reads, with weights drawn anew:
//   node scripts/exportModels.mjs FOLDER [NET…]            (the whole zoo without names; after npm run build)
//   node scripts/exportModels.mjs FOLDER --random 100 [SEED]
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateTensors, zoo } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { writeSafetensors } from '@archetype/training';
import fc from 'fast-check';

const bin = process.env.ARCHETYPE_BIN ?? fileURLToPath(new URL('../bin/archetype.js', import.meta.url));
const FORMATS = [
  ['onnx', 'onnx', '--weights', 'DRAWN'],
  ['onnx', 'folded.onnx', '--weights', 'DRAWN', '--fold-batch-norm'],
  ['safetensors', 'safetensors', '--weights', 'DRAWN'],
  ['pytorch', 'py'],
  ['onnx-training', 'training.onnx', '--float-input', '--batch-size', '4'],
];

const [folder, ...rest] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
if (rest[0] === '--random') {
  const models = fc.sample(modelSpec({ classes: 5 }), { numRuns: Number(rest[1]), seed: Number(rest[2] ?? 1) });
  for (const [index, model] of models.entries()) {
    const name = `random_${index}`;
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ ...model, name }));
    await exportAll(name, file, model);
  }
} else {
  for (const name of rest.length > 0 ? rest : Object.keys(zoo)) await exportAll(name, name, zoo[name]);
}

async function exportAll(name, reference, model) {
  const weights = join(folder, `${name}.drawn`);
  await writeSafetensors(weights, new Map(stateTensors(model).map((tensor, seed) => [tensor.name, { shape: tensor.shape, values: drawn(tensor, seed) }])));
  const stem = join(folder, name.replaceAll('-', '_'));
  for (const [format, extension, ...options] of FORMATS) {
    const { status, stderr } = spawnSync(process.execPath, [bin, 'export', reference, '--format', format, '-o', `${stem}.${extension}`, '--input', model.input.join(','), ...options.map((option) => (option === 'DRAWN' ? weights : option))], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ${format}: ${stderr}`);
  }
  console.log(`${name}: ${FORMATS.map(([, extension]) => extension).join(', ')}`);
}

/** Weights of a usual size, and statistics that are not those of a new model. */
function drawn({ shape, role, fanIn }, seed) {
  const scale = role === 'weight' ? Math.sqrt(3 / fanIn) : 0.5;
  const offset = role === 'runningVariance' || role === 'normWeight' ? 1 : 0;
  const size = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: size }, (_, i) => offset + scale * (((Math.imul(i + 1 + seed * 977, 2654435761) >>> 8) / 2 ** 24) * 2 - 1));
}
