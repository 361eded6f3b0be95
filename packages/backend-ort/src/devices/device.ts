import type { InferenceSession } from 'onnxruntime-common';
import type { OperatorLimits } from '../emit/operators/movement.js';
import type { Node } from '../emit/value.js';

/** How fast a device does what nodes consist of; the cost model's constants. Only their proportions decide anything. */
export interface Rates {
  /** Multiply-adds a second of matrix products, in thousand millions. */
  readonly gigaMultiplyAdds: number;
  /** Bytes read and written a second by operators that calculate, in thousand millions. */
  readonly gigabytes: number;
  /** The same by operators that move blocks: Slice, Concat, Pad, Transpose. */
  readonly moveGigabytes: number;
  /** For each block that such an operator moves. */
  readonly blockNanoseconds: number;
  /** For each element that a product packs, or that `Conv` gathers. */
  readonly gatherNanoseconds: number;
  /** That any node costs. */
  readonly nodeMicroseconds: number;
}

/** A device of the runtime: how sessions are opened on it, and what it is good at. */
export interface Device {
  readonly name: string;
  readonly rates: Rates;
  /**
   * How the state goes from step to step: `exchanged`, the results are written into tensors that are handed in; `returned`, the runtime makes tensors of its own, which
   * are fed to the next step; `onDevice`, the same with tensors that stay in the device's memory.
   */
  readonly state: 'exchanged' | 'returned' | 'onDevice';
  /**
   * How many training steps go into one run, where the state is exchanged: a loop on the device, so that the state crosses to it and back once for all of them.
   * @defaultValue 1, without a loop
   */
  readonly stepsPerRun?: number;
  /** Where a step's tensors lie: in the machine's memory, or in that of a card. */
  readonly memory: 'host' | 'card';
  /** Whether its runtime is told shapes in the file, or learns them as it runs (`FileOptions`). */
  readonly shapes: 'inFile' | 'atRun';
  /** What else the record of a run should say of it. */
  readonly notes?: Readonly<Record<string, string | number | boolean>>;
  /** Operators, or `Operator elementType`, that its provider lacks and the runtime's CPU provider runs in its stead: for small tensors alone, or at the edges. */
  readonly onHost: readonly string[];
  /** Operators that must not be given to it. */
  readonly lacks: readonly string[];
  /** Of an operator's outputs, where there may not be any number. */
  readonly limits?: OperatorLimits;
  /** Nodes that it takes, and gets wrong. */
  readonly errsAt?: (node: Pick<Node, 'operator' | 'inputs' | 'attributes'>) => boolean;
  sessionOptions(threads: number): InferenceSession.SessionOptions;
}
