import { float, int } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/**
 * An even window has one channel more before than after here and in PyTorch, and one more after in ONNX, and runtimes refuse it; so it is
 * written out. https://onnx.ai/onnx/operators/onnx__LRN.html
 */
export const localResponseNorm: Translation<'localResponseNorm'> = ({ inputs, size, alpha, beta, k }, { read, shape, step, floats }) => {
  const x = read(inputs[0]);
  if (size % 2 === 1) return { operator: 'LRN', inputs: [x], attributes: { size: int(size), alpha: float(alpha), beta: float(beta), bias: float(k) } };
  const channels = shape(inputs[0])[1]!;
  const squares = step({ operator: 'Mul', inputs: [x, x] }, x.shape);
  // y[c] = k + alpha/size · Σ squares of the window's channels, as a 1×1 convolution.
  const window = Array.from({ length: channels }, (_, c) =>
    Array.from({ length: channels }, (__, other) => (other >= c - size / 2 && other < c + size / 2 ? alpha / size : 0)),
  );
  const sums = step({ operator: 'Conv', inputs: [squares, floats('window', [channels, channels, 1, 1], window.flat()), floats('k', [channels], new Float32Array(channels).fill(k))] }, x.shape);
  const divisor = step({ operator: 'Pow', inputs: [sums, floats('beta', [], [beta])] }, x.shape);
  return { operator: 'Div', inputs: [x, divisor] };
};
