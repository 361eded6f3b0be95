import type { StepGraph, Precision } from '@archetype/training';
import { stagesOf } from '../compile.js';
import type { Stages } from '../compile.js';
import type { Device } from '../devices/device.js';
import { onnxPieces } from '../emit/protobuf.js';
import { canonical } from '../layouts/layout.js';

export interface TrainingExport {
  readonly device: Device;
  readonly precision: Precision;
  /** As in `CompileOptions`. A runtime that looks for equal computations undoes it. */
  readonly recompute?: boolean | undefined;
  /** Kept in the file's metadata, beside what is said of the state. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A training step as a file, and the stages that led to it. */
export interface ExportedTraining {
  readonly stages: Stages;
  /** The file, in pieces that follow each other. */
  readonly pieces: readonly Uint8Array[];
}

/**
 * A training step as one ONNX file for any language that ONNX Runtime has: forward, gradients and updates at one batch size. Every input is required. The state
 * goes in under its own names, as PyTorch stores it, and its next values come out as the metadata's `updates` say; who runs the file feeds them back.
 * `masks` has the rate of each dropout mask (uint8, 1 is kept), `scalars` the names of the float32 scalars.
 */
export function exportTraining(graph: StepGraph, { device, precision, recompute, metadata = {} }: TrainingExport): ExportedTraining {
  const stateLayouts = new Map(graph.state.map(({ name, shape }) => [name, canonical(shape)]));
  const stages = stagesOf(graph, { device, precision, recompute, stateLayouts, results: { kind: 'file' } });
  const described = {
    ...stages.onnx.metadata,
    ...metadata,
    updates: JSON.stringify(Object.fromEntries(graph.updates)),
    state: JSON.stringify(graph.state.map(({ name }) => name)),
    masks: JSON.stringify(Object.fromEntries(graph.inputs.flatMap((input) => (input.role === 'mask' ? [[input.name, input.rate]] : [])))),
    scalars: JSON.stringify(graph.inputs.flatMap(({ name, role }) => (role === 'scalar' ? [name] : []))),
  };
  return { stages, pieces: onnxPieces({ ...stages.onnx, metadata: described }) };
}
