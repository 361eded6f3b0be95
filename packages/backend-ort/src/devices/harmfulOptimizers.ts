/**
 * Passes of the runtime's optimiser that undo what the compiler has decided. The transpose optimiser joins neighbouring transposes and reshapes into transposes of more axes, which take up
 * to ten times as long as the two-axis ones that the formulations are written with; another makes one of two equal computations, of which one was written to be made again late.
 */
export const harmfulOptimizers: readonly string[] = ['TransposeOptimizer', 'TransposeOptimizer_CPUExecutionProvider', 'CommonSubexpressionElimination'];
