import type { InferenceSession } from 'onnxruntime-node';

/** How fast a device does what nodes consist of; the cost model's constants. */
export interface Rates {
  /** Multiply-adds a second of large matrix products, in thousand millions. */
  readonly productGigaMultiplyAdds: number;
  /** The same of the `Conv` operator. */
  readonly convolutionGigaMultiplyAdds: number;
  /** Bytes read and written a second by an elementwise operator, in thousand millions. */
  readonly elementwiseGigabytes: number;
  /** The same by operators that move blocks: Slice, Concat, Pad, Transpose. */
  readonly moveGigabytes: number;
  /** Microseconds that any node costs. */
  readonly nodeMicroseconds: number;
}

/** A device of the runtime: how sessions are opened on it, and what it is good at. */
export interface Device {
  readonly name: string;
  readonly rates: Rates;
  sessionOptions(threads: number): InferenceSession.SessionOptions;
}
