import { devices, stagesOf } from '@archetype/backend-ort';
import type { ModelSpec } from '@archetype/spec';
import type { Engine, EngineOptions, StepGraph } from '@archetype/training';
import type { SummaryOptions } from '../commands/summary.js';
import { stepGraphOf } from '../summary/stepGraph.js';
import { coloursOf } from '../terminal/colours.js';
import { note, print, printJson } from '../terminal/output.js';
import { widthOf } from '../terminal/width.js';
import { kernelsOf } from './kernels.js';
import { kernelTable } from './table.js';

/** `archetype summary --explain-kernels`: how the convolutions of a training step are written, by the estimates for ort:cpu. */
export function explainKernels(model: ModelSpec, zooName: string | undefined, options: SummaryOptions): void {
  const { precision = 'fast', json } = options;
  const graph = stepGraphOf(model, zooName, options);
  const kernels = kernelsOf(stagesOf(graph, { device: devices.cpu, precision }).choices);
  const shape = graph.tensors.get('input')?.shape.slice(1) ?? [];
  if (json === true) return printJson({ name: model.name, input: shape, batchSize: graph.batchSize, engine: 'ort:cpu', precision, kernels });
  const colours = coloursOf(process.stdout);
  print(`${colours.bold(model.name)}  input ${shape.join('×')}, batch of ${graph.batchSize}, ort:cpu, ${precision}\n\n${kernelTable(kernels, colours, widthOf(process.stdout))}`);
}

/** The same before a training run, to standard error: the results are the run's. */
export function noteKernels(graph: StepGraph, { environment }: Engine, tuned: EngineOptions['tuned']): void {
  const { device, precision } = environment;
  const found = Object.values(devices).find(({ name }) => name === device);
  // An engine that is not ort's has no choice to explain.
  if (found === undefined || (precision !== 'exact' && precision !== 'fast')) return note('--explain-kernels: only the ort engine chooses how a convolution is written');
  note(`${kernelTable(kernelsOf(stagesOf(graph, { device: found, precision, tuned }).choices), coloursOf(process.stderr), widthOf(process.stderr))}\n`);
}
