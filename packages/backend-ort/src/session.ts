import { ArchetypeError } from '@archetype/spec';
import type { StepGraph } from '@archetype/training';
import type { InferenceSession } from 'onnxruntime-node';
import type { Precision } from './choose/convolutions.js';
import { compile } from './compile.js';
import type { Device } from './devices/device.js';
import type { Layouts } from './layouts/assign.js';
import type { Runtime } from './runtime.js';
import type { Results } from './writeGraph.js';

/** What every session of a program is opened with. */
export interface SessionSettings {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly precision: Precision;
  readonly threads: number;
  readonly stateLayouts: Layouts;
}

/** A compiled graph that the runtime has loaded. */
export interface GraphSession {
  readonly graph: StepGraph;
  readonly session: InferenceSession;
}

/** Compiles a graph and hands the file to the runtime. */
export async function openSession(graph: StepGraph, results: Results, settings: SessionSettings): Promise<GraphSession> {
  const { runtime, device, precision, threads, stateLayouts } = settings;
  const { bytes } = compile(graph, { device, precision, stateLayouts, results });
  try {
    return { graph, session: await runtime.InferenceSession.create(bytes, device.sessionOptions(threads)) };
  } catch (error) {
    throw new ArchetypeError(
      {
        code: 'session-refused',
        subject: graph.name,
        problem: `ONNX Runtime refuses the graph at batch size ${graph.batchSize}: ${firstLine(error)}`,
        remedy: 'if memory is short, use a smaller batch; else this is a defect of Archetype: report it with the model',
      },
      { cause: error },
    );
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
