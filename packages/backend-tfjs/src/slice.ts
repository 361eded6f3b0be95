import type { Heap } from './device.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** A box of a tensor: `size` positions of each axis from `begin`. */
export function slice(workspace: Workspace, x: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
  if (size.every((side, axis) => side === x.shape[axis])) return workspace.alias(x);
  const { heap } = workspace.device;
  // TensorFlow.js's kernel on WebAssembly copies the whole tensor out of its memory first.
  return heap === undefined ? workspace.run('Slice', { x }, { begin, size }) : workspace.adopt(copyBox(heap, x, begin, size));
}

/** Up to four axes. */
function copyBox(heap: Heap, x: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
  const box = heap.allocate(size);
  const from = heap.float32(x);
  const to = heap.float32(box);
  const missing = 4 - size.length;
  const [, s1, s2, s3] = [...Array<number>(missing).fill(1), ...x.shape] as [number, number, number, number];
  const [b0, b1, b2, b3] = [...Array<number>(missing).fill(0), ...begin] as [number, number, number, number];
  const [n0, n1, n2, n3] = [...Array<number>(missing).fill(1), ...size] as [number, number, number, number];
  let at = 0;
  for (let i0 = 0; i0 < n0; i0 += 1)
    for (let i1 = 0; i1 < n1; i1 += 1) {
      const plane = ((b0 + i0) * s1 + b1 + i1) * s2;
      if (n3 === s3) {
        to.set(from.subarray((plane + b2) * s3, (plane + b2 + n2) * s3), at);
        at += n2 * n3;
        continue;
      }
      for (let i2 = 0; i2 < n2; i2 += 1) {
        const line = (plane + b2 + i2) * s3 + b3;
        for (let i3 = 0; i3 < n3; i3 += 1) to[at + i3] = from[line + i3]!;
        at += n3;
      }
    }
  return box;
}
