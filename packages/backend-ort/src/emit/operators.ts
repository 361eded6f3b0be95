import { createArithmetic } from './operators/arithmetic.js';
import { createMovement } from './operators/movement.js';
import type { OperatorLimits } from './operators/movement.js';
import { createNodes } from './operators/nodes.js';
import { createProducts } from './operators/products.js';
import { createConstants } from './operators/constants.js';
import { createWindows } from './operators/windows.js';
import type { Builder } from './builder.js';

/**
 * The ONNX operators that formulations are written in (https://onnx.ai/onnx/operators), opset 18, with their shape rules. Left out on
 * purpose, because the CPU provider is slow at them: Where, Sign, ScatterND, Max and Sum of more than two, ReduceSumSquare.
 */
export type Operators = ReturnType<typeof createOperators>;

export function createOperators(builder: Builder, limits: OperatorLimits = {}) {
  const nodes = createNodes(builder);
  const constants = createConstants(builder);
  const movement = createMovement(nodes, constants, limits);
  return { ...constants, ...movement, ...createArithmetic(nodes, constants, movement), ...createProducts(nodes), ...createWindows(nodes, constants) };
}
