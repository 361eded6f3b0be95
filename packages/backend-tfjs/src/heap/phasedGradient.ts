import type { Pair } from '@archetype/spec';
import { type Convolution, convolve } from '../convolve.js';
import type { Heap } from '../device.js';
import { slice } from '../slice.js';
import type { Tensor } from '../tensor.js';
import type { Image } from '../window.js';
import type { Workspace } from '../workspace.js';
import type { Phase } from './inputGradientPhases.js';

export interface PhasePair {
  readonly rows: Phase;
  readonly columns: Phase;
}

type Convolve = (x: Tensor, weight: Tensor, convolution: Convolution) => Tensor;

/**
 * An input gradient put together from its phases: each is a convolution of `dy` with the filter that `filterOf` makes of the phase's taps.
 * Without a stride there is one phase, and it is the result.
 */
export function gradientByPhases(
  workspace: Workspace,
  heap: Heap,
  image: Image,
  phases: readonly PhasePair[],
  stride: Pair,
  dy: Tensor,
  filterOf: (phase: PhasePair) => Tensor,
  convolution: Convolve = (x, weight, settings) => convolve(workspace, x, weight, settings),
): Tensor {
  const part = (phase: PhasePair): Tensor | undefined => {
    const [result] = workspace.tidy(() => {
      const made = convolvePhase(workspace, dy, phase, () => filterOf(phase), convolution);
      return made === undefined ? [] : [made];
    });
    return result;
  };
  if (phases.length === 1) return part(phases[0]!) ?? zeros(workspace, heap, image);
  const dx = zeros(workspace, heap, image);
  for (const phase of phases) {
    const made = part(phase);
    if (made === undefined) continue;
    interleave(heap.float32(made), heap.float32(dx), image, phase, stride);
    workspace.release(made);
  }
  return dx;
}

function zeros(workspace: Workspace, heap: Heap, image: Image): Tensor {
  const tensor = workspace.adopt(heap.allocate(image));
  heap.float32(tensor).fill(0);
  return tensor;
}

/** Nothing where no output reaches the phase. */
function convolvePhase(workspace: Workspace, dy: Tensor, { rows, columns }: PhasePair, filter: () => Tensor, convolution: Convolve): Tensor | undefined {
  if (rows.taps.length === 0 || columns.taps.length === 0) return undefined;
  const [n, height, width, channels] = dy.shape as [number, number, number, number];
  const top = Math.max(0, -rows.begin);
  const left = Math.max(0, -columns.begin);
  const size = [height - top - Math.max(0, -rows.end), width - left - Math.max(0, -columns.end)] as const;
  if (size[0] <= 0 || size[1] <= 0) return undefined;
  const read =
    size[0] === height && size[1] === width
      ? dy
      : slice(workspace, dy, [0, top, left, 0], [n, size[0], size[1], channels]);
  return convolution(read, filter(), {
    stride: [1, 1],
    padding: [Math.max(0, rows.begin), Math.max(0, columns.begin), Math.max(0, rows.end), Math.max(0, columns.end)],
    dilation: [rows.dilation, columns.dilation],
  });
}

/** Writes a phase to its positions of the whole. */
function interleave(part: Float32Array, whole: Float32Array, [n, height, width, channels]: Image, { rows, columns }: PhasePair, stride: Pair): void {
  let from = 0;
  for (let image = 0; image < n; image += 1)
    for (let row = rows.first; row < height; row += stride[0])
      for (let column = columns.first; column < width; column += stride[1]) {
        const to = ((image * height + row) * width + column) * channels;
        for (let c = 0; c < channels; c += 1) whole[to + c] = part[from + c]!;
        from += channels;
      }
}

/** The phase's taps of `[kH, kW, I, O]`, backwards, as a filter from outputs to inputs: `[tapsH, tapsW, O, I]`. */
export function turnedFilter(workspace: Workspace, heap: Heap, weight: Tensor, { rows, columns }: PhasePair): Tensor {
  const [, width, inChannels, outChannels] = weight.shape as [number, number, number, number];
  const turned = workspace.adopt(heap.allocate([rows.taps.length, columns.taps.length, outChannels, inChannels]));
  const from = heap.float32(weight);
  const to = heap.float32(turned);
  let tap = 0;
  for (const row of rows.taps.toReversed())
    for (const column of columns.taps.toReversed()) {
      const source = (row * width + column) * inChannels * outChannels;
      const target = tap * inChannels * outChannels;
      for (let i = 0; i < inChannels; i += 1)
        for (let o = 0; o < outChannels; o += 1) to[target + o * inChannels + i] = from[source + i * outChannels + o]!;
      tap += 1;
    }
  return turned;
}
