// docs/agreement.md from the figures of zoo.mjs and random.mjs.
import { zoo } from '@archetype/spec';
import { settings } from './setting.mjs';

const tolerance = 1e-3;
const figure = (value) => (value === 0 ? '0' : value.toExponential(1));

/**
 * Of losses beyond the tolerance: PyTorch's float32 is the witness, run once from the same weights and four times from weights moved in the last place. They are
 * rounding where one of those runs is at least half as far off. Figures from before there were the four are held against the one, and may be eight times as far.
 */
const roundedLoss = (found, torch) =>
  torch !== undefined && (torch.moved === undefined ? torch.loss > tolerance && found.loss <= 8 * torch.loss : found.loss <= 2 * Math.max(torch.loss, torch.moved));

/**
 * Of gradients beyond the tolerance: they are a kink where they are within it once PyTorch takes the same decisions, and each decision that differs is about a
 * distance that is zero within the tolerance.
 */
const atKink = ({ kinks }) => kinks !== undefined && kinks.gradient <= tolerance && kinks.apart <= tolerance;

/** And where they are beyond it even so, rounding, if PyTorch's in float32, by its own decisions, are an eighth as far, and an eighth as far from where theirs differ. */
const roundedGradient = ({ kinks }, torch) => ['gradient', 'apart'].every((field) => kinks?.[field] <= 8 * torch?.kinks?.[field]);

const lossVerdict = (found, torch) => (found.loss <= tolerance ? '' : roundedLoss(found, torch) ? ' ¹' : ' **beyond**');
const gradientVerdict = (found, torch) => (found.gradient <= tolerance ? '' : atKink(found) ? ' ²' : roundedGradient(found, torch) ? ' ¹' : ' **beyond**');
const isBeyond = (found, torch) => `${lossVerdict(found, torch)}${gradientVerdict(found, torch)}`.includes('beyond');

function cell(found, torch) {
  if (found === undefined) return '–';
  if (found.failed !== undefined) return 'failed';
  return `${figure(found.loss)}${lossVerdict(found, torch)} · ${figure(found.gradient)}${gradientVerdict(found, torch)}`;
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (heads, rows) => [row(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');

/** The figures of a setting, as the tables read them. */
function read(known) {
  const names = Object.keys(zoo).filter((name) => known[name] !== undefined);
  const engines = [...new Set(names.flatMap((name) => Object.keys(known[name].engines)))];
  const torchOf = (name) => known[name].engines['PyTorch float32'];
  return { known, names, engines, torchOf };
}

const figuresTable = ({ known, names, engines, torchOf }, [head, more]) =>
  table(['network', ...head, ...engines], names.map((name) => [name, ...more(known[name]), ...engines.map((engine) => cell(known[name].engines[engine], torchOf(name)))]));

function enginesTable({ known, names, engines, torchOf }) {
  const rows = engines.map((engine) => {
    const found = names.map((name) => ({ name, torch: torchOf(name), ...known[name].engines[engine] })).filter(({ loss }) => loss !== undefined);
    const within = (field) => found.filter((each) => each[field] <= tolerance);
    const most = (field) => figure(Math.max(0, ...within(field).map((each) => each[field])));
    const beyond = found.filter((each) => isBeyond(each, each.torch)).map(({ name }) => name);
    return [
      engine,
      found.length,
      within('loss').length,
      most('loss'),
      found.filter((each) => lossVerdict(each, each.torch) === ' ¹').length,
      within('gradient').length,
      most('gradient'),
      found.filter((each) => gradientVerdict(each, each.torch) === ' ²').length,
      found.filter((each) => gradientVerdict(each, each.torch) === ' ¹').length,
      beyond.join(', ') || 'none',
    ];
  });
  return table(['engine', 'networks', 'losses within 1e-3', 'largest of those', 'losses ¹', 'gradients within 1e-3', 'largest of those', 'gradients ²', 'gradients ¹', 'beyond'], rows);
}

function kinksTable({ known, names, engines }) {
  const rows = names.flatMap((name) =>
    engines.flatMap((engine) => {
      const { gradient, kinks } = known[name].engines[engine] ?? {};
      if (kinks === undefined) return [];
      const layers = `${kinks.layers.slice(0, 2).join(', ')}${kinks.layers.length > 2 ? ` and ${kinks.layers.length - 2} more` : ''}`;
      return [[name, engine, kinks.decisions, layers, figure(kinks.apart), figure(gradient), figure(kinks.gradient)]];
    }),
  );
  return rows.length === 0 ? 'No gradients beyond 1e-3.' : table(['network', 'engine', 'decisions that differ', 'in', 'largest distance', 'gradients', 'with its decisions imposed'], rows);
}

/** @param small, settled the figures of those settings */
export function agreementPage(small, settled = {}) {
  const first = read(small);
  const second = read(settled);
  const settledTables = second.names.length === 0 ? 'Not run yet.' : `${figuresTable(second, [['input', 'rate'], ({ side, learningRate }) => [side, learningRate.toExponential(1)]])}\n\n${kinksTable(second)}`;
  const missing = Object.keys(zoo).filter((name) => small[name] === undefined);
  return `# Agreement of the engines

Written by \`node bench/agreement/zoo.mjs\`; do not edit.

Every network of the zoo on every engine, against PyTorch in double precision: three steps of plain SGD (rate 0.01) from the same weights, on the same batches of four images
with the same dropout masks. Each network has the smallest square input that it takes and that leaves every batch normalisation of images sixteen values a channel. PyTorch runs the module
that \`archetype export --format pytorch\` writes.

Two figures: the largest relative difference of the three losses, |a − b| / max(1, |a|, |b|), and of the gradients of all parameters in the first step the one that is furthest off: the root mean
square of a − b over that of the larger; of a gradient that is zero by its nature (of a bias before a batch normalisation) over that of what it is the sum of, see
\`packages/training/src/compare/differences.ts\`. The first column is PyTorch itself in float32: what rounding alone does to the network.

${figuresTable(first, [['input'], ({ side }) => [side]])}

¹ Losses beyond 1e-3, as PyTorch's own in float32 are: of five such runs, four of them from weights moved in the last place, one is at least half as far from double precision; where the four
were not run yet, the one is an eighth as far. A step of rate 0.01 is a long one here (see below), and takes every rounding and every kink before it along. Gradients with this mark are
beyond 1e-3 with the engine's decisions imposed too (see the table of kinks), and PyTorch's own in float32, with its decisions imposed, are at least an eighth as far: the network enlarges every rounding.
² Gradients beyond 1e-3 by a kink: see the next table. – Not run: too slow on this machine for a network of this size, or left out with \`--engines\`.
${missing.length === 0 ? '' : `\nNot run yet: ${missing.join(', ')}.\n`}
${enginesTable(first)}

## Kinks

The gradient of a ReLU jumps where its input is zero, and that of max pooling where two inputs of a window are equal. An input that is zero within rounding has one sign in an engine and the other in
double precision, and all the gradients before it are others. Wherever gradients are beyond 1e-3, PyTorch runs the step again in double precision, with the decisions that the engine took in the
place of its own: how many differ, how far from the kink they are at most (|x|, or the difference of the two inputs, over the root mean square of what the layer reads), and the gradients once more.

${kinksTable(first)}

## Losses, in steps as training takes them

    node bench/agreement/zoo.mjs --setting settled --engines 'ort:cpu exact,ort:cpu fast'

The gradient of a network with batch normalisation has a norm of 17 (densenet) to 1,400 (resnet50) at its first weights. A step of rate 0.01 is then a jump, behind which the losses hang on the last place
of everything before. So the same comparison again, with ${settings.settled.batchSize} published images a batch, enlarged in the graph, at least ${settings.settled.valuesPerChannel} values a channel for batch normalisation, and for each network the rate
${settings.settled.decrease}/|g|², where g is its first gradient in double precision: by it the first step lowers the loss of its batch by ${settings.settled.decrease} to first order.

${settledTables}

## Random models

    node bench/agreement/random.mjs --models 1000 --seed 1

A thousand models of every layer kind and both containers, with inputs of one to twenty pixels a side, square and not, and five optimisers, three steps each. A model agrees when its losses and every
tensor of the first step are within 1e-3 of the reference engine's. The last table is in [bench/results](../bench/results/2026-11-23-random-models.md).
`;
}
