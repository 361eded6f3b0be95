import type { Graph, TensorName } from '@archetype/spec';
import type { StepOperation } from './operations.js';

/** Forward, gradients and updates of one training step at one batch size. */
export type StepGraph = Graph<StepOperation>;

/**
 * The graphs of one training run, as functions of the batch size (the last batch of an epoch is often smaller).
 * All share one state: that of `training`; the other two read a part of it.
 */
export interface GraphSet {
  /** Outputs `loss` and `correct`; updates every trained tensor. */
  training(batchSize: number): StepGraph;
  /** Layers as at inference, no masks; outputs `loss` and `correct`. */
  evaluation(batchSize: number): StepGraph;
  /** Layers as at inference; outputs `probabilities` `[N, classes]`. */
  prediction(batchSize: number): StepGraph;
}

/** What each input of a graph is given: uint8 pixels `[N, c, h, w]` and masks, int32 labels, one float32 for a scalar. Not kept after the call. */
export type Feeds = ReadonlyMap<TensorName, Uint8Array | Int32Array | Float32Array>;

/** Values by the graph's name for them, in the canonical layout (NCHW, OIHW, [out, in]). */
export type TensorValues = ReadonlyMap<TensorName, Float32Array>;

/** Loss as the graph reduces it, and right answers in the batch. */
export interface StepMetrics {
  readonly loss: number;
  readonly correct: number;
}

/** Reads a step's metrics when asked, so that a device need not be waited for at every step. May be called until one step more was begun than a run makes. */
export type MetricsReader = () => Promise<StepMetrics>;

/**
 * A compiled model with its state on a device. Calls must not overlap. The batch size is that of the labels (or pixels) fed;
 * a graph is compiled when its batch size is first seen.
 */
export interface Program {
  /**
   * How many steps go into one run of the device. Reading the metrics of a step, or the state, makes all that wait; so whoever reads metrics this many steps late loses nothing.
   * @defaultValue 1
   */
  readonly stepsPerRun?: number;
  /** One step: forward, backward, update. */
  step(feeds: Feeds): Promise<MetricsReader>;
  evaluate(feeds: Feeds): Promise<StepMetrics>;
  /** `[N, classes]`, row by row. */
  predict(feeds: Feeds): Promise<Float32Array>;
  /** Runs the training graph without keeping its updates, and returns the named tensors (any of the graph; all without `names`). */
  inspect(feeds: Feeds, names?: readonly TensorName[]): Promise<TensorValues>;
  /** The whole state, the optimiser's included. */
  readState(): Promise<TensorValues>;
  /** Replaces the tensors that are given; the rest stay. */
  writeState(values: TensorValues): Promise<void>;
  /** Live tensors that the runtime holds for this program, where it can tell. */
  tensorCount(): number | undefined;
  dispose(): Promise<void>;
}

/** An estimate of the peak resident memory of a process that trains, in bytes. */
export interface MemoryEstimate {
  readonly total: number;
  /** Of it, the process with its runtime and the compiled step. */
  readonly process: number;
  /** Weights, running statistics and what the optimiser keeps, as often as they are held. */
  readonly state: number;
  /** What is held at once within a step, forward and backward: activations, gradients, work space. */
  readonly values: number;
}

/** A runtime opened on a device. */
export interface Engine {
  /** `backend:device`, such as `ort:cpu`. */
  readonly name: string;
  /** Name and version of the runtime and what it runs on, for the record: `{ runtime: 'onnxruntime-node 1.30.0', device: 'cpu', threads: 2 }`. */
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  compile(graphs: GraphSet): Promise<Program>;
  /** What training by this graph will come to take of the machine's memory, where the backend can tell. What it compiles for that is not compiled again for the graph's first step. */
  trainingMemory?(graph: StepGraph): MemoryEstimate;
  dispose(): Promise<void>;
}

/** Whether an engine can be used here; if not, why, and how to get it. */
export type Availability =
  | {
      readonly engine: string;
      readonly available: true;
      readonly version: string;
      /** Why nobody is given this engine who has not named it. */
      readonly onlyByName?: string;
    }
  | { readonly engine: string; readonly available: false; readonly version?: string; readonly reason: string; readonly fix: string };

/** `exact`: sums of products alone, as the definitions have them; `fast`: also formulations whose rounding errors are larger. */
export type Precision = 'exact' | 'fast';

export interface EngineOptions {
  /** Threads within an operation. @defaultValue the number of cores */
  readonly threads?: number;
  /**
   * Trades time for memory: the backward pass makes again what is cheap to make, rather than keep it from the forward pass. The values are the same. A backend that keeps
   * everything takes no notice.
   * @defaultValue false
   */
  readonly recompute?: boolean;
  /**
   * A backend that has but one formulation of each operation takes no notice.
   * @defaultValue 'fast'
   */
  readonly precision?: Precision;
  /**
   * What measuring on this machine chose, by names of the backend's own; a backend that measures nothing takes no notice.
   * @defaultValue the backend's estimates decide
   */
  readonly tuned?: Readonly<Record<string, string>> | undefined;
}

/** What a backend package exports as `backend`. Importing the package loads no runtime; `probe` and `open` do. */
export interface Backend {
  /** `ort`, `tfjs`, `reference`. */
  readonly name: string;
  /** Devices, the preferred first: what `backend` alone tries in turn. */
  readonly devices: readonly string[];
  probe(device: string): Promise<Availability>;
  /** Throws an `ArchetypeError` where `probe` says no. */
  open(device: string, options?: EngineOptions): Promise<Engine>;
}
