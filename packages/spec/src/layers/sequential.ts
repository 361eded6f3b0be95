import { required, type FieldsOf } from '../fields/field.js';
import { layerList } from '../fields/layerList.js';
import type { FieldsGiven, Named } from './definition.js';
import type { Layer } from './layer.js';

/** Layers one after another: the last one's output. Adds a component to the paths of the layers within. */
export interface Sequential extends Named {
  readonly kind: 'sequential';
  readonly layers: readonly Layer[];
}

/** A layer as {@link Sequential} describes it. */
export const sequential = (fields: FieldsGiven<Sequential>): Sequential => ({ kind: 'sequential', ...fields });

export const sequentialFields: FieldsOf<Sequential, 'kind' | 'name'> = { layers: required(layerList) };
