// docs/agreement.md from the figures of zoo.mjs and random.mjs.
import { zoo } from '@archetype/spec';

const tolerance = 1e-3;
const figure = (value) => (value === 0 ? '0' : value.toExponential(1));
const beyond = ({ loss, gradient }) => loss > tolerance || gradient > tolerance;

/** PyTorch's own float32, which makes the same mistakes for the same reasons, is the measure of what a network does to rounding. */
const enlarged = (found, torch) => torch !== undefined && beyond(torch) && found.loss <= 8 * Math.max(torch.loss, tolerance / 8) && found.gradient <= 8 * Math.max(torch.gradient, tolerance / 8);

function cell(found, torch) {
  if (found === undefined) return '–';
  if (found.failed !== undefined) return 'failed';
  const mark = !beyond(found) ? '' : enlarged(found, torch) ? ' ¹' : ' **beyond**';
  return `${figure(found.loss)} · ${figure(found.gradient)}${mark}`;
}

export function agreementPage(known) {
  const names = Object.keys(zoo).filter((name) => known[name] !== undefined);
  const engines = [...new Set(names.flatMap((name) => Object.keys(known[name].engines)))];
  const torchOf = (name) => known[name].engines['PyTorch float32'];
  const rows = names.map((name) => `| ${[name, known[name].side, ...engines.map((engine) => cell(known[name].engines[engine], torchOf(name)))].join(' | ')} |`);
  const worst = engines.map((engine) => {
    const found = names.map((name) => ({ name, ...known[name].engines[engine] })).filter(({ loss }) => loss !== undefined);
    const within = found.filter((each) => !beyond(each));
    const most = (field) => figure(Math.max(0, ...within.map((each) => each[field])));
    const rounded = found.filter((each) => beyond(each) && enlarged(each, torchOf(each.name)));
    const wrong = found.filter((each) => beyond(each) && !enlarged(each, torchOf(each.name)));
    return `| ${[engine, found.length, within.length, most('loss'), most('gradient'), rounded.length, wrong.map(({ name }) => name).join(', ') || 'none'].join(' | ')} |`;
  });
  const missing = Object.keys(zoo).filter((name) => known[name] === undefined);
  return `# Agreement of the engines

Written by \`node bench/agreement/zoo.mjs\`; do not edit.

Every network of the zoo on every engine, against PyTorch in double precision: three steps of plain SGD (rate 0.01) from the same weights, on the same batches of four images
with the same dropout masks. Each network has the smallest square input that it takes and that leaves every batch normalisation of images sixteen values a channel. PyTorch runs the module
that \`archetype export --format pytorch\` writes.

Two figures: the largest relative difference of the three losses, |a − b| / max(1, |a|, |b|), and of the gradients of all parameters in the first step the one that is furthest off: the root mean
square of a − b over that of the larger; of a gradient that is zero by its nature (of a bias before a batch normalisation) over that of what it is the sum of, see
\`packages/training/src/compare/differences.ts\`. The first column is PyTorch itself in float32: what rounding alone does to the network.

| network | input | ${engines.join(' | ')} |
|---|---|${engines.map(() => '---').join('|')}|
${rows.join('\n')}

¹ Beyond 1e-3, as PyTorch's own float32 is: the network enlarges rounding, by batch normalisation of few values and by activations with a kink. – Not run: too slow on this machine for a network of this size, or left out with \`--engines\`.
${missing.length === 0 ? '' : `\nNot run yet: ${missing.join(', ')}.\n`}
| engine | networks | within 1e-3 | largest loss difference of those | largest gradient difference of those | as far as PyTorch's float32 | beyond |
|---|---|---|---|---|---|---|
${worst.join('\n')}

## Random models

    node bench/agreement/random.mjs --models 1000 --seed 1

A thousand models of every layer kind and both containers, with inputs of one to twenty pixels a side, square and not, and five optimisers, three steps each. A model agrees when its losses and every
tensor of the first step are within 1e-3 of the reference engine's. The last table is in [bench/results](../bench/results/2026-11-23-random-models.md).
`;
}
