import type { Heap } from '../device.js';
import type { Normalization } from '../normalize.js';
import type { Tensor } from '../tensor.js';
import type { Workspace } from '../workspace.js';

/** y = (x − mean)·(weight/√(variance + eps)) + bias, channels last, in one pass and rounded once. */
export function normalize(workspace: Workspace, heap: Heap, { x, mean, variance, weight, bias, eps }: Normalization): Tensor {
  const y = workspace.adopt(heap.allocate(x.shape));
  const weights = weight && heap.float32(weight);
  const scale = Float64Array.from(heap.float32(variance), (value, c) => (weights?.[c] ?? 1) / Math.sqrt(value + eps));
  const means = heap.float32(mean);
  const biases = bias ? heap.float32(bias) : new Float32Array(means.length);
  const from = heap.float32(x);
  const to = heap.float32(y);
  const channels = means.length;
  for (let at = 0; at < from.length; at += channels)
    for (let c = 0; c < channels; c += 1) to[at + c] = (from[at + c]! - means[c]!) * scale[c]! + biases[c]!;
  return y;
}
