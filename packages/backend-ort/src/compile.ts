import type { StepGraph, Precision } from '@archetype/training';
import { chooseConvolutions } from './choose/convolutions.js';
import type { Choices } from './choose/convolutions.js';
import type { Tuned } from './choose/tuned.js';
import type { Device } from './devices/device.js';
import { requireOperators } from './devices/requireOperators.js';
import { writeLoop } from './emit/loop.js';
import { writeOnnx } from './emit/protobuf.js';
import type { OnnxGraph } from './emit/value.js';
import { assignLayouts } from './layouts/assign.js';
import type { Layouts } from './layouts/assign.js';
import type { Plan } from './plan/operations.js';
import { rewrite } from './plan/rewrite.js';
import { recomputed } from './recompute/recompute.js';
import { orderNodes } from './schedule/orderNodes.js';
import { writeGraph } from './writeGraph.js';
import type { Results } from './writeGraph.js';

export interface CompileOptions {
  readonly device: Device;
  readonly precision: Precision;
  /** What was measured to be the fastest. @defaultValue the estimates decide */
  readonly tuned?: Tuned | undefined;
  /** Whether the backward pass makes again what is cheap to make, rather than keep it. @defaultValue false */
  readonly recompute?: boolean | undefined;
  /** @defaultValue the layouts that the graph's own operations ask for */
  readonly stateLayouts?: Layouts;
  /** @defaultValue `{ kind: 'run' }` */
  readonly results?: Results;
  /** Whether the file has an output at which the runtime's binding gives up handing on results (`runtimes/handingOn.ts`). @defaultValue false */
  readonly unreturnable?: boolean;
}

/** Every stage of a compilation but the file, for those who want to look. */
export interface Stages {
  readonly graph: StepGraph;
  readonly plan: Plan;
  readonly layouts: Layouts;
  readonly choices: Choices;
  readonly onnx: OnnxGraph;
}

export interface Compilation extends Stages {
  /** The ONNX file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Compiles a step graph as far as the nodes of its ONNX graph; constants are not computed yet.
 *
 * @throws ArchetypeError `no-formulation`, `unsupported-operator`: the layer has something that the device cannot run
 */
export function stagesOf(graph: StepGraph, { device, precision, tuned, recompute = false, stateLayouts, results = { kind: 'run' } }: CompileOptions): Stages {
  // Who looks at single tensors wants those of the graph, with the values that its operations define.
  const plan: Plan = results.kind === 'inspect' ? graph : rewrite(graph);
  const layouts = assignLayouts(plan);
  const choices = chooseConvolutions(plan, device, precision, tuned);
  const written = writeGraph(plan, { layouts, choices, stateLayouts: stateLayouts ?? layouts, limits: device.limits }, results);
  const loss = written.outputs.find(({ name }) => name === plan.outputs.loss);
  const trains = results.kind !== 'inspect' && plan.updates.size > 0;
  const onnx = orderNodes(recompute && trains && loss ? recomputed(written, loss.value) : written);
  requireOperators(onnx, device);
  return { graph, plan, layouts, choices, onnx };
}

/** Compiles a step graph to one ONNX file. Pure: equal arguments give equal bytes. Throws what `stagesOf` throws. */
export const compile = (graph: StepGraph, options: CompileOptions): Compilation => fileOf(stagesOf(graph, options), options);

/** The last stage: the constants are computed, and the file is written. */
export function fileOf(stages: Stages, { device, results, unreturnable }: Pick<CompileOptions, 'device' | 'results' | 'unreturnable'>): Compilation {
  if (results?.kind === 'loop') {
    const own = new Set(stages.plan.inputs.map(({ name }) => name));
    return { ...stages, bytes: writeLoop(stages.onnx, { own, carried: stages.plan.updates, unreturnable }) };
  }
  // A file that others run has every shape in it, and needs every input.
  const shapes = results?.kind === 'file' ? 'inFile' : device.shapes;
  return { ...stages, bytes: writeOnnx(stages.onnx, { shapes, unreturnable }) };
}
