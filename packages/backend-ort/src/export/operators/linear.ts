import { int } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/** x · weightᵀ + bias, the weight as PyTorch stores it. https://onnx.ai/onnx/operators/onnx__Gemm.html */
export const linear: Translation<'linear'> = ({ inputs }, { read }) => ({ operator: 'Gemm', inputs: inputs.map(read), attributes: { transB: int(1) } });
