import type { Pair } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import { slice } from '../slice.js';
import type { Tensor } from '../tensor.js';
import { type Image, takeEvery } from '../window.js';
import type { Workspace } from '../workspace.js';

/** The gradient of max pooling without padding and dilation, of a picture that its windows cover to the last row and column. */
export type PlainGradient = (dy: Tensor, input: Tensor, y: Tensor, stride: Pair) => Tensor;

/** Along one side, the windows that read the same rows modulo the dilation: those rows alone they slide over without dilation. */
interface Phase {
  /** Outputs `first`, `first + every`, …: as many as `count`. */
  readonly first: number;
  readonly count: number;
  /** The first row that they read, and how many, `dilation` apart. */
  readonly start: number;
  readonly reach: number;
}

/**
 * The gradient of dilated max pooling with respect to a padded picture, from that of plain max pooling.
 *
 * With g = gcd(stride, dilation), outputs d/g apart start s·d/g rows apart, a multiple of d. So the outputs of each residue modulo d/g pool, plainly and with
 * stride s/g, the rows of one residue modulo d. No two residues of outputs read the same rows: the pictures' gradients are put side by side, and nothing is added.
 */
export function dilatedMaximumGradient(workspace: Workspace, { kernelSize, stride, dilation }: MaxPool2dGradientOp, plain: PlainGradient): (dy: Tensor, padded: Tensor, y: Tensor) => Tensor {
  const every = ([0, 1] as const).map((axis) => dilation[axis] / greatestCommonDivisor(stride[axis], dilation[axis]));
  const plainStride: Pair = [(stride[0] * every[0]!) / dilation[0], (stride[1] * every[1]!) / dilation[1]];
  const phasesOf = (axis: 0 | 1, outputs: number): readonly Phase[] =>
    Array.from({ length: Math.min(every[axis]!, outputs) }, (_, first) => {
      const count = Math.ceil((outputs - first) / every[axis]!);
      return { first, count, start: first * stride[axis], reach: (count - 1) * plainStride[axis] + kernelSize[axis] };
    });
  return (dy, padded, y) => {
    const [batch, height, width, channels] = padded.shape as [number, number, number, number];
    const [rowPhases, columnPhases] = [phasesOf(0, y.shape[1]!), phasesOf(1, y.shape[2]!)];
    const [gridHeight, gridWidth] = [Math.ceil(height / dilation[0]), Math.ceil(width / dilation[1])];
    const grid: Image = [batch, gridHeight, gridWidth, channels];
    const [gradient] = workspace.tidy(() => {
      const outputsOf = (tensor: Tensor, rows: Phase, columns: Phase) =>
        takeEvery(workspace, tensor, [1, 2], [rows.first, columns.first], [every[0]!, every[1]!], [rows.count, columns.count]);
      /** The gradient of the rows and columns of one residue; zero where no window reads. */
      const residue = (row: number, column: number): Tensor => {
        const rows = rowPhases.find(({ start }) => start % dilation[0] === row);
        const columns = columnPhases.find(({ start }) => start % dilation[1] === column);
        if (rows === undefined || columns === undefined) return zeros(workspace, grid);
        const picture = takeEvery(workspace, padded, [1, 2], [rows.start, columns.start], dilation, [rows.reach, columns.reach]);
        const found = plain(outputsOf(dy, rows, columns), picture, outputsOf(y, rows, columns), plainStride);
        const [above, before] = [Math.floor(rows.start / dilation[0]), Math.floor(columns.start / dilation[1])];
        const paddings = [[0, 0], [above, gridHeight - above - rows.reach], [before, gridWidth - before - columns.reach], [0, 0]];
        return workspace.run('PadV2', { x: found }, { paddings, constantValue: 0 });
      };
      const lines = Array.from({ length: dilation[0] }, (_, row) =>
        interleave(workspace, Array.from({ length: dilation[1] }, (__, column) => residue(row, column)), grid),
      );
      const wide = gridWidth * dilation[1];
      const whole = workspace.alias(interleave(workspace, lines, [1, batch, gridHeight, wide * channels]), [batch, gridHeight * dilation[0], wide, channels]);
      return [slice(workspace, whole, [0, 0, 0, 0], padded.shape)] as const;
    });
    return gradient;
  };
}

/** Pictures `[N, H, W, C]` with their columns in turn: `[N, H, W·pictures, C]`. */
function interleave(workspace: Workspace, pictures: readonly Tensor[], [n, h, w, c]: Image): Tensor {
  if (pictures.length === 1) return workspace.alias(pictures[0]!, [n, h, w, c]);
  const columns = pictures.map((picture) => workspace.alias(picture, [n * h, w, 1, c]));
  return workspace.alias(workspace.run('Concat', columns, { axis: 2 }), [n, h, w * pictures.length, c]);
}

function zeros(workspace: Workspace, shape: Image): Tensor {
  const one = workspace.constant('one zero', [1, 1, 1, 1], () => new Float32Array(1));
  return workspace.run('PadV2', { x: one }, { paddings: shape.map((size) => [0, size - 1]), constantValue: 0 });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
