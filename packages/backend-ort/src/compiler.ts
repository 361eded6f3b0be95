/** What Node and a page have alike: the compiler with its stages, and the types of a backend. */
export type { OrtBackend, TuneRequest } from './createBackend.js';
export type { Tuned } from './choose/tuned.js';
export type { Timings, TuneEvent, Tuning } from './tune/tune.js';
export type { RuntimeOptions, WasmPaths } from './runtimes/runtime.js';

export { compile, stagesOf } from './compile.js';
export type { Compilation, CompileOptions, Stages } from './compile.js';
export { devices } from './devices/devices.js';
export type { Device, DeviceName, Rates } from './devices/devices.js';
export { trainingMemory } from './memory/trainingMemory.js';
export { operationSupport } from './devices/support.js';
export type { OperationPlacement, OperationSupport } from './devices/support.js';
export type { Placement } from './devices/operators.js';
export type { Candidate, Choices, ConvolutionChoice, Uses } from './choose/convolutions.js';
export type { Cost } from './choose/cost.js';
export type { Convolution, ConvolutionFormulation, ErrorClass } from './formulations/convolution/formulation.js';
export type { Layouts } from './layouts/assign.js';
export type { Layout } from './layouts/layout.js';
export type { Plan, PlanOperation } from './plan/operations.js';
export type { OnnxGraph } from './emit/value.js';
export type { Results } from './writeGraph.js';
