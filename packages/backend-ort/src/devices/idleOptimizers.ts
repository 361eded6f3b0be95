/**
 * Passes of the runtime's optimiser that find nothing to do in graphs of ours, or nothing worth its time. Each goes through every node: of DenseNet-201's 17,000, that
 * is two thirds of what opening the session takes. Those that stay take transposes and activations into products. A name that a release does not know is passed over.
 */
export const idleOptimizers: readonly string[] = [
  // Constants are computed before, and written once.
  'ConstantFolding', 'ConstantSharing',
  // Patterns of networks for text.
  'GeluFusionL1', 'GeluFusionL2', 'FastGeluFusion', 'QuickGeluFusion', 'BiasGeluFusion', 'LayerNormFusionL1', 'LayerNormFusionL2', 'SimplifiedLayerNormFusion',
  'SkipLayerNormFusion', 'AttentionFusion', 'EmbedLayerNormFusion', 'ReshapeFusion', 'BiasSoftmaxFusion', 'BiasDropoutFusion', 'MatMulScaleFusion', 'GatherSliceToSplitFusion',
  // Quantised numbers and narrower types.
  'QDQPropagationTransformer', 'QDQSelectorActionTransformer', 'QDQFinalCleanupTransformer', 'DoubleQDQPairsRemover', 'EnsureUniqueDQForNodeUnit', 'WeightBiasQuantization',
  'DynamicQuantizeMatMulFusion', 'MatMulIntegerToFloatFusion', 'MatMulNBitsFusion', 'PropagateCastOps',
  // Convolutions with constant weights, and sums that are written as products with a third operand already.
  'NchwcTransformer', 'NhwcTransformer', 'ConvActivationFusion', 'ConvAddActivationFusion', 'MatMulAddFusion', 'MatMulActivationFusion',
];
