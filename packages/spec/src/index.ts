export { ArchetypeError, SpecError, formatExplanation, type Explanation } from './check/error.js';
export type * from './graph/graph.js';
export type * from './graph/operations.js';
export type * from './graph/tensor.js';

export { defineModel, type ModelSpec } from './model.js';
export type { ContainerKind, ContainerLayer, Layer, LayerKind, LayerOf, LeafKind, LeafLayer } from './layers/layer.js';
export { layerKinds } from './layers/registry.js';
export type { Size2d } from './fields/size2d.js';
export type { PaddingField } from './fields/padding.js';
export { editDistance } from './fields/editDistance.js';

export { adaptiveAvgPool2d, type AdaptiveAvgPool2d } from './layers/adaptiveAvgPool2d.js';
export { avgPool2d, type AvgPool2d } from './layers/avgPool2d.js';
export { batchNorm, type BatchNorm } from './layers/batchNorm.js';
export { conv2d, type Conv2d } from './layers/conv2d.js';
export { dropout, type Dropout } from './layers/dropout.js';
export { elu, type Elu } from './layers/elu.js';
export { flatten, type Flatten } from './layers/flatten.js';
export { gelu, type Gelu } from './layers/gelu.js';
export { globalAvgPool2d, type GlobalAvgPool2d } from './layers/globalAvgPool2d.js';
export { hardSwish, type HardSwish } from './layers/hardSwish.js';
export { leakyRelu, type LeakyRelu } from './layers/leakyRelu.js';
export { linear, type Linear } from './layers/linear.js';
export { localResponseNorm, type LocalResponseNorm } from './layers/localResponseNorm.js';
export { maxPool2d, type MaxPool2d } from './layers/maxPool2d.js';
export { parallel, type Merge, type Parallel } from './layers/parallel.js';
export { relu, type Relu } from './layers/relu.js';
export { sequential, type Sequential } from './layers/sequential.js';
export { sigmoid, type Sigmoid } from './layers/sigmoid.js';
export { silu, type Silu } from './layers/silu.js';
export { softplus, type Softplus } from './layers/softplus.js';
export { tanh, type Tanh } from './layers/tanh.js';

export { bottleneck, type BottleneckOptions } from './blocks/bottleneck.js';
export { denseBlock, type DenseBlockOptions } from './blocks/denseBlock.js';
export { fire, type FireOptions } from './blocks/fire.js';
export { inception, type InceptionOptions } from './blocks/inception.js';
export { invertedResidual, type InvertedResidualOptions } from './blocks/invertedResidual.js';
export { ninBlock, type NinBlockOptions } from './blocks/ninBlock.js';
export { residual, type ResidualOptions } from './blocks/residual.js';
export { squeezeExcitation, type SqueezeExcitationOptions } from './blocks/squeezeExcitation.js';
export { transition, type TransitionOptions } from './blocks/transition.js';
export { vggBlock, type VggBlockOptions } from './blocks/vggBlock.js';

export type { FlatShape, ImageShape, Shape } from './shapes/shape.js';
export { inferShapes, type LayerShape } from './shapes/inferShapes.js';
export { stateTensors } from './structure/stateTensors.js';
export { lower, type LossOptions, type LowerOptions } from './lowering/lower.js';
export { trainingInput, type ImageInput } from './lowering/pixels.js';
export { summarize, type LayerSummary, type ModelSummary, type SummaryOptions, type SummaryTotals } from './summary/summarize.js';
export { optimizerSlots } from './recipe/optimizer.js';

export { zoo, type ZooName } from './zoo/index.js';

export { defineRecipe, type Recipe, type RecipeFields } from './recipe/recipe.js';
export type { Dataset, Standardization } from './recipe/dataset.js';
export type { GradientClipping } from './recipe/gradientClipping.js';
export { lossOptions, type CompleteLoss, type Loss, type SoftmaxCrossEntropyLoss } from './recipe/loss.js';
export type { Initialization, NormalInitialization, WeightInitialization } from './recipe/initialization.js';
export type { Adam, AdamW, CompleteOptimizer, Optimizer, OptimizerKind, RmsProp, Sgd } from './recipe/optimizer.js';
export type {
  CompletePlainSchedule,
  CompleteSchedule,
  ConstantSchedule,
  CosineSchedule,
  LinearWarmupSchedule,
  MultiStepSchedule,
  OneCycleSchedule,
  PlainSchedule,
  Schedule,
  ScheduleKind,
  StepSchedule,
} from './recipe/schedule.js';
export { defaultRecipe } from './recipe/defaultRecipe.js';
export { recipes, type RecipeName } from './recipes/index.js';

export type { Finding, Pointer } from './check/finding.js';
export { checkModel, parseModel } from './check/model.js';
export { parseWellFormed } from './check/wellFormed.js';
export { modelSchema, recipeSchema } from './schema/schemas.js';
export { checkRecipe, parseRecipe } from './check/recipe.js';
