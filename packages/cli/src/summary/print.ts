import { ArchetypeError, defaultRecipe, summarize, zoo, type LayerSummary, type ModelSpec, type Shape } from '@archetype/spec';
import { explainShapes } from '@archetype/spec/analysis';
import type { SummaryOptions } from '../commands/summary.js';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { bytes, compact, count, percent, shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';

/** `archetype summary`: what a model is made of and what it costs, with the optimiser of its recipe. */
export function printSummary(model: ModelSpec, { input, batch, explain, json }: SummaryOptions): void {
  const shaped = input === undefined ? {} : { input: inputFor(model, input) };
  const { optimizer } = defaultRecipe(Object.hasOwn(zoo, model.name) ? model.name : model);
  const summary = summarize(model, { ...shaped, optimizer, ...(batch !== undefined && { batchSize: batch }) });
  const explanations = explain === true ? explainShapes(model, shaped) : [];
  if (json === true) return printJson({ ...summary, optimizer: optimizer.kind, ...(explain === true && { explanations }) });

  const colours = coloursOf(process.stdout);
  const { totals, layers } = summary;
  const rows = layers.map(({ path, kind, outputShape, parameters, macs }) => [path, kind, shape(outputShape), parameters === 0 ? '' : count(parameters), macs === 0 ? '' : compact(macs)]);
  const head = `${colours.bold(summary.name)}  input ${shape(summary.input)}`;
  const layerTable = table(
    [{ title: 'layer' }, { title: 'kind' }, { title: 'output', align: 'right' }, { title: 'parameters', align: 'right' }, { title: 'multiply-adds', align: 'right' }],
    rows,
    colours,
    [['', 'total', '', count(totals.parameters), compact(totals.macs)]],
  );
  const perBatch = `batch of ${summary.batchSize}`;
  const facts = [
    ...most('parameters', layers, totals.parameters, ({ parameters }) => parameters),
    ...most('multiply-adds', layers, totals.macs, ({ macs }) => macs),
    ...(totals.buffers === 0 ? [] : [`running statistics      ${count(totals.buffers)}`]),
    `activations             ${bytes(totals.activationBytes)}, ${perBatch}`,
    `memory at inference     ${bytes(totals.inferenceBytes)}, ${perBatch}, without workspace`,
    `memory while training   ${bytes(totals.trainingBytes)}, ${perBatch}, with ${optimizer.kind}, without workspace`,
  ];
  const arithmetic = explanations.flatMap(({ path, kind, outputShape, lines }) => [
    `${colours.bold(path)} ${kind} → ${shape(outputShape)}`,
    ...(lines.length === 0 ? ['  the shape of its input'] : lines.map((line) => `  ${line}`)),
  ]);
  print([head, '', layerTable, '', ...facts, ...(arithmetic.length === 0 ? [] : ['', ...arithmetic])].join('\n'));
}

/** The layer that has most of something, when any has a good part of it. */
function most(what: string, layers: readonly LayerSummary[], total: number, amount: (layer: LayerSummary) => number): readonly string[] {
  const [first, ...others] = layers;
  if (first === undefined || total === 0) return [];
  const largest = others.reduce((greatest, layer) => (amount(layer) > amount(greatest) ? layer : greatest), first);
  return [`${`most ${what}`.padEnd(24)}${largest.path} ${largest.kind}, ${percent(amount(largest) / total)}`];
}

function inputFor(model: ModelSpec, input: readonly number[]): Shape {
  const [channels, height, width] = input;
  if (channels !== undefined && height !== undefined && width !== undefined && model.input.length === 3) return [channels, height, width];
  if (channels !== undefined && input.length === 1 && model.input.length === 1) return [channels];
  throw new ArchetypeError({
    code: 'input-rank',
    subject: '--input',
    problem: `${shape(input)} is not an input of ${model.name}, whose own is ${shape(model.input)}`,
    remedy: model.input.length === 3 ? 'give channels, height and width, such as 1,96,96' : 'give a number of features',
  });
}
