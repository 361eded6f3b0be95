// How long shapes, summaries and differences of large models take in one process, warm: median (least), milliseconds.
import { inferShapes, summarize, zoo } from '@archetype/spec';
import { diffModels } from '@archetype/spec/analysis';
import { median, range } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const { positionals } = commandLine('bench/shapes.mjs [ROUNDS]', { allowPositionals: true });
const [rounds = 200] = positionals.map(Number);

const subjects = {
  'shapes of ResNet-152': () => inferShapes(zoo.resnet152),
  'shapes of DenseNet-201': () => inferShapes(zoo.densenet201),
  'summary of ResNet-152': () => summarize(zoo.resnet152),
  'ResNet-152 against ResNet-101': () => diffModels(zoo.resnet152, zoo.resnet101),
};

function milliseconds(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

console.log(`median (least) of ${rounds} after ${rounds} more, Node ${process.versions.node}`);
for (const [name, work] of Object.entries(subjects)) {
  range(rounds).forEach(work);
  const times = range(rounds).map(() => milliseconds(work));
  console.log(`${name.padEnd(30)} ${median(times).toFixed(2)} ms (${Math.min(...times).toFixed(2)})`);
}
