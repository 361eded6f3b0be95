import { defaultRecipe, summarize, type LayerSummary, type ModelSummary } from '@archetype/spec';
import { explainShapes, receptiveFields, type SideField } from '@archetype/spec/analysis';
import type { SummaryOptions } from '../commands/summary.js';
import type { LoadedModel } from '../sources/model.js';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { bytes, compact, count, percent, shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import { memoryParts } from '../train/memory.js';
import { optimizerOf } from '../train/plan.js';
import { inputFor } from './input.js';
import type { TrainingEstimate } from './trainingMemory.js';

/** `archetype summary`: what a model is made of and what it costs, with the optimiser of its recipe or another. */
export function printSummary({ model, zooName }: LoadedModel, { input, batch, optimizer: kind, explain, receptiveField, json }: SummaryOptions, training?: TrainingEstimate): void {
  const shaped = input === undefined ? {} : { input: inputFor(model, input) };
  const recipe = defaultRecipe(zooName ?? model);
  const optimizer = optimizerOf(recipe.optimizer, kind === undefined ? {} : { optimizer: kind });
  const summary = summarize(model, { ...shaped, optimizer, ...(batch !== undefined && { batchSize: batch }) });
  const explanations = explain === true ? explainShapes(model, shaped) : [];
  const fields = receptiveField === true ? receptiveFields(model, shaped) : [];
  if (json === true) {
    return printJson({ ...summary, optimizer: optimizer.kind, ...(training && { training }), ...(explain === true && { explanations }), ...(receptiveField === true && { receptiveFields: fields }) });
  }

  const colours = coloursOf(process.stdout);
  const { totals, layers } = summary;
  const rows = layers.map(({ path, kind, outputShape, parameters, macs }) => [path, kind, shape(outputShape), parameters === 0 ? '' : count(parameters), macs === 0 ? '' : compact(macs)]);
  const seen = fields.map(({ path, kind, height, width }) => [path, kind, bothSides(height, width, ({ size }) => size), bothSides(height, width, ({ jump }) => jump), bothSides(height, width, ({ start }) => start), seenText(height, width)]);
  const head = `${colours.bold(summary.name)}  input ${shape(summary.input)}`;
  const layerTable = table(
    [{ title: 'layer' }, { title: 'kind' }, { title: 'output', align: 'right' }, { title: 'parameters', align: 'right' }, { title: 'multiply-adds', align: 'right' }],
    rows,
    colours,
    { foot: [['', 'total', '', count(totals.parameters), compact(totals.macs)]] },
  );
  const perBatch = `batch of ${summary.batchSize}`;
  const facts = [
    ...most('parameters', layers, totals.parameters, ({ parameters }) => parameters),
    ...most('multiply-adds', layers, totals.macs, ({ macs }) => macs),
    ...(totals.buffers === 0 ? [] : [`running statistics      ${count(totals.buffers)}`]),
    ...most('activations', layers, totals.activationBytes / summary.batchSize, ({ activationBytes }) => activationBytes),
    `activations             ${bytes(totals.activationBytes)}, ${perBatch}`,
    `memory at inference     ${bytes(totals.inferenceBytes)}, ${perBatch}, without workspace`,
    `memory while training   ${bytes(totals.trainingBytes)}, ${perBatch}, with ${optimizer.kind}, without workspace; ${mainPart(summary)}`,
    ...(training === undefined ? [] : onEngine(training, optimizer.kind)),
    ...workspace(layers, totals.workspaceBytes),
  ];
  const arithmetic = explanations.flatMap(({ path, kind, outputShape, lines }) => [
    `${colours.bold(path)} ${kind} → ${shape(outputShape)}`,
    ...(lines.length === 0 ? ['  the shape of its input'] : lines.map((line) => `  ${line}`)),
  ]);
  const fieldTable = fields.length === 0 ? [] : ['', table(
    [{ title: 'layer' }, { title: 'kind' }, { title: 'sees', align: 'right' }, { title: 'stride', align: 'right' }, { title: 'from', align: 'right' }, { title: '' }],
    seen,
    colours,
  )];
  print([head, '', layerTable, '', ...facts, ...fieldTable, ...(arithmetic.length === 0 ? [] : ['', ...arithmetic])].join('\n'));
}

/** The layer that has most of something, when any has a good part of it. */
function most(what: string, layers: readonly LayerSummary[], total: number, amount: (layer: LayerSummary) => number): readonly string[] {
  const [first, ...others] = layers;
  if (first === undefined || total === 0) return [];
  const largest = others.reduce((greatest, layer) => (amount(layer) > amount(greatest) ? layer : greatest), first);
  return [`${`most ${what}`.padEnd(24)}${largest.path} ${largest.kind}, ${percent(amount(largest) / total)}`];
}

/** What the memory of a training step mostly goes to. */
function mainPart({ totals: { parameters, buffers, activationBytes, inferenceBytes, trainingBytes } }: ModelSummary): string {
  const passing = inferenceBytes - 4 * (parameters + buffers);
  const standing = trainingBytes - activationBytes - passing;
  const [what, part] = standing > activationBytes ? ['weights, their gradients and the optimiser', standing] : ['activations', activationBytes];
  return `${percent(part / trainingBytes)} of it ${what}`;
}

/** What a process that trains will hold at its peak. */
const onEngine = ({ engine, precision, recompute, batchSize, memory }: TrainingEstimate, optimizer: string): readonly string[] => [
  `training on ${engine}     about ${bytes(memory.total)} at the peak, batch of ${batchSize}, with ${optimizer}, ${precision}${recompute ? ', recompute' : ''}:`,
  `                        ${memoryParts(memory)}`,
];

/** What comes on top where convolutions are computed from patches. */
function workspace(layers: readonly LayerSummary[], largest: number): readonly string[] {
  const layer = layers.find(({ workspaceBytes }) => workspaceBytes === largest);
  if (layer === undefined || largest === 0) return [];
  return [`workspace               up to ${bytes(largest)} for an image, the patches of ${layer.path} ${layer.kind}`];
}

/** Of height and width, once where they are equal. */
function bothSides(height: SideField, width: SideField, value: (side: SideField) => number): string {
  const [rows, columns] = [value(height), value(width)].map((number) => String(Math.round(number * 100) / 100));
  return rows === columns ? `${rows}` : `${rows}×${columns}`;
}

function seenText(height: SideField, width: SideField): string {
  if (height.whole && width.whole) return 'the whole input';
  return height.exact && width.exact ? '' : 'at most';
}
