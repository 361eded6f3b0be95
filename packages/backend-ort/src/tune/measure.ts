import { writeAlone } from '../choose/alone.js';
import type { Uses } from '../choose/convolutions.js';
import type { Device } from '../devices/device.js';
import { writeOnnx } from '../emit/protobuf.js';
import { elements } from '../emit/value.js';
import type { Convolution, ConvolutionFormulation } from '../formulations/convolution/formulation.js';
import type { Runtime } from '../runtimes/runtime.js';

/** How many microseconds one convolution takes, forward and gradients together. */
export type Measure = (formulation: ConvolutionFormulation, convolution: Convolution, uses: Uses) => Promise<number>;

export interface MeasureOptions {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly threads: number;
  /** Milliseconds. @defaultValue performance.now */
  readonly clock?: () => number;
}

/** The first runs allocate; they are left out. */
const WARM_UP = 2;
/** An odd number, of which the median is taken. */
const RUNS = 7;

/** Measures each convolution in a session of its own, on values that are neither all alike nor subnormal. */
export function measureBySession({ runtime, device, threads, clock = () => performance.now() }: MeasureOptions): Measure {
  return async (formulation, convolution, uses) => {
    const { builder, outputs } = writeAlone(formulation, convolution, uses, device);
    const graph = builder.finish(formulation.name, outputs, {});
    const session = await runtime.InferenceSession.create(writeOnnx(graph), device.sessionOptions(threads));
    try {
      const feeds = Object.fromEntries(
        graph.inputs.map(({ origin, shape }) => {
          const values = Float32Array.from({ length: elements(shape) }, (_, i) => ((i * 37) % 101) / 50 - 1);
          return [origin.kind === 'input' ? origin.name : '', new runtime.Tensor('float32', values, shape)];
        }),
      );
      const times: number[] = [];
      for (let run = 0; run < WARM_UP + RUNS; run++) {
        const begun = clock();
        await session.run(feeds);
        const took = clock() - begun;
        if (run >= WARM_UP) times.push(took);
      }
      return times.toSorted((a, b) => a - b)[(RUNS - 1) / 2]! * 1000;
    } finally {
      await session.release();
    }
  };
}
