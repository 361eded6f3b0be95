import { absentOr, type Fields } from '../fields/field.js';
import { layerName } from '../fields/layerName.js';
import { adaptiveAvgPool2dDefinition } from './adaptiveAvgPool2d.js';
import { avgPool2dDefinition } from './avgPool2d.js';
import { batchNormDefinition } from './batchNorm.js';
import { conv2dDefinition } from './conv2d.js';
import type { LayerDefinition } from './definition.js';
import { dropoutDefinition } from './dropout.js';
import { eluDefinition } from './elu.js';
import { flattenDefinition } from './flatten.js';
import { geluDefinition } from './gelu.js';
import { globalAvgPool2dDefinition } from './globalAvgPool2d.js';
import { hardSwishDefinition } from './hardSwish.js';
import type { ContainerKind, LayerKind, LayerOf, LeafKind, LeafLayer } from './layer.js';
import { leakyReluDefinition } from './leakyRelu.js';
import { linearDefinition } from './linear.js';
import { localResponseNormDefinition } from './localResponseNorm.js';
import { maxPool2dDefinition } from './maxPool2d.js';
import { parallelFields } from './parallel.js';
import { reluDefinition } from './relu.js';
import { sequentialFields } from './sequential.js';
import { sigmoidDefinition } from './sigmoid.js';
import { siluDefinition } from './silu.js';
import { softplusDefinition } from './softplus.js';
import { tanhDefinition } from './tanh.js';

/** Every layer kind that computes something itself. */
export const leafDefinitions: { readonly [Kind in LeafKind]: LayerDefinition<LayerOf<Kind>> } = {
  conv2d: conv2dDefinition,
  maxPool2d: maxPool2dDefinition,
  avgPool2d: avgPool2dDefinition,
  globalAvgPool2d: globalAvgPool2dDefinition,
  adaptiveAvgPool2d: adaptiveAvgPool2dDefinition,
  batchNorm: batchNormDefinition,
  localResponseNorm: localResponseNormDefinition,
  relu: reluDefinition,
  sigmoid: sigmoidDefinition,
  tanh: tanhDefinition,
  gelu: geluDefinition,
  silu: siluDefinition,
  elu: eluDefinition,
  hardSwish: hardSwishDefinition,
  softplus: softplusDefinition,
  leakyRelu: leakyReluDefinition,
  dropout: dropoutDefinition,
  flatten: flattenDefinition,
  linear: linearDefinition,
};

const containerFields: { readonly [Kind in ContainerKind]: Fields } = { sequential: sequentialFields, parallel: parallelFields };

/** Every kind's own fields, then those that all layers have. */
const layerFields: ReadonlyMap<LayerKind, Fields> = new Map(
  [...Object.entries(leafDefinitions).map(([kind, { fields }]) => [kind, fields] as const), ...Object.entries(containerFields)].map(
    ([kind, fields]) => [kind as LayerKind, { ...fields, name: absentOr(layerName) }],
  ),
);

/** All kinds, as they may stand in a file. */
export const layerKinds: readonly LayerKind[] = [...layerFields.keys()];

export function isLayerKind(kind: unknown): kind is LayerKind {
  return layerFields.has(kind as LayerKind);
}

/** The definition that goes with this very layer. */
export function definitionOf(layer: LeafLayer): LayerDefinition<LeafLayer> {
  // One entry of a record over a union: the compiler cannot tie it to the layer that named it.
  return leafDefinitions[layer.kind] as LayerDefinition<LeafLayer>;
}

/** The fields of a layer kind besides `kind`. */
export function fieldsOf(kind: LayerKind): Fields {
  return layerFields.get(kind) ?? {};
}
