import type { StepGraph } from '@archetype/training';
import { chooseConvolutions } from './choose/convolutions.js';
import type { Choices, Precision } from './choose/convolutions.js';
import type { Device } from './devices/device.js';
import { writeOnnx } from './emit/protobuf.js';
import type { OnnxGraph } from './emit/value.js';
import { assignLayouts } from './layouts/assign.js';
import type { Layouts } from './layouts/assign.js';
import { writeGraph } from './writeGraph.js';
import type { Results } from './writeGraph.js';

export interface CompileOptions {
  readonly device: Device;
  readonly precision: Precision;
  /** @defaultValue the layouts that the graph's own operations ask for */
  readonly stateLayouts?: Layouts;
  /** @defaultValue `{ kind: 'run' }` */
  readonly results?: Results;
}

/** Every stage of a compilation, for those who want to look. */
export interface Compilation {
  readonly graph: StepGraph;
  readonly layouts: Layouts;
  readonly choices: Choices;
  readonly onnx: OnnxGraph;
  /** The ONNX file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Compiles a step graph to one ONNX file: layouts, then formulations, then nodes, then bytes. Pure: equal inputs give equal bytes. */
export function compile(graph: StepGraph, { device, precision, stateLayouts, results = { kind: 'run' } }: CompileOptions): Compilation {
  const layouts = assignLayouts(graph);
  const choices = chooseConvolutions(graph, device, precision);
  const onnx = writeGraph(graph, { layouts, choices, stateLayouts: stateLayouts ?? layouts }, results);
  return { graph, layouts, choices, onnx, bytes: writeOnnx(onnx) };
}
