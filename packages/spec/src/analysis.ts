// What people ask about a model, apart from what a program needs to use one: `@archetype/spec/analysis`.
export { drawMarkdown } from './draw/drawMarkdown.js';
export { drawMermaid } from './draw/drawMermaid.js';
export { drawSvg } from './draw/svg/drawSvg.js';
export { diffModels, type Change, type ModelDiff, type ReshapedLayer } from './diff/diffModels.js';
export { describeDiff } from './diff/describeDiff.js';
export type { AddedLayer, ChangedLayer, FieldChange, LayerChange, RemovedLayer } from './diff/changes.js';
export type { WeightChanges } from './diff/weights.js';
export { receptiveFields, type LayerField, type SideField } from './receptiveField/receptiveFields.js';
export { explainShapes, type ShapeExplanation } from './explain/explainShapes.js';
export { describeInputSizes, inputSizesFor, type InputSizes, type Wanted } from './inverse/inputSizes.js';
export { layerSettingsFor, type LayerSettings, type Setting, type Settings, type WantedOfLayer } from './inverse/layerSettings.js';
export { describeLayerSettings } from './inverse/describeSettings.js';
export type { Interval, Intervals } from './inverse/intervals.js';
export type { Region } from './inverse/region.js';
