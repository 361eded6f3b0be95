import { oneOf } from '../fields/choice.js';
import { required, type FieldsOf } from '../fields/field.js';
import { branchList } from '../fields/layerList.js';
import type { FieldsGiven, Named } from './definition.js';
import type { Layer } from './layer.js';

/** How branches are joined: element by element, or on channels. */
export type Merge = 'add' | 'multiply' | 'concat';

/**
 * Branches that all take the same input, and whose outputs are joined. A layer's path in it is `<parallel>.<branch>.<layer>`.
 * `add` of a body and nothing is a residual block (He et al. 2015, https://arxiv.org/abs/1512.03385), `concat` an Inception block
 * (Szegedy et al. 2014, https://arxiv.org/abs/1409.4842), `multiply` squeeze-and-excitation (Hu et al. 2017, https://arxiv.org/abs/1709.01507).
 */
export interface Parallel extends Named {
  readonly kind: 'parallel';
  /** At least one; an empty list of layers is the identity. */
  readonly branches: readonly (readonly Layer[])[];
  readonly merge: Merge;
}

/** A layer as {@link Parallel} describes it. */
export const parallel = (fields: FieldsGiven<Parallel>): Parallel => ({ kind: 'parallel', ...fields });

export const parallelFields: FieldsOf<Parallel, 'kind' | 'name'> = {
  branches: required(branchList),
  merge: required(oneOf(['add', 'multiply', 'concat'])),
};
