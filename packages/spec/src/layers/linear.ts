import { trueOrFalse } from '../fields/choice.js';
import { optional, required } from '../fields/field.js';
import { positiveInteger } from '../fields/number.js';
import { elementsOf, formatShape, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';

/** y = weight · x + bias: `[N, F]` → `[N, outFeatures]`. https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html */
export interface Linear extends Named {
  readonly kind: 'linear';
  readonly outFeatures: number;
  /** @defaultValue true */
  readonly bias?: boolean;
}

/** A layer as {@link Linear} describes it. */
export const linear = (fields: FieldsGiven<Linear>): Linear => ({ kind: 'linear', ...fields });

export const linearDefinition: LayerDefinition<Linear> = {
  fields: { outFeatures: required(positiveInteger), bias: optional(trueOrFalse, true) },

  shape({ outFeatures }, input) {
    const output = [outFeatures] as const;
    if (!isImage(input)) return { output };
    const problem = {
      code: 'needs-flat-input',
      problem: `needs a flat input [N, F], received ${formatShape(input)}`,
      details: [`flat it would have ${input.join(' · ')} = ${elementsOf(input)} features`],
      remedy: 'put { "kind": "flatten" } before it',
    };
    return { output, problems: [problem] };
  },

  state({ outFeatures, bias }, [inFeatures]) {
    const fans = { fanIn: inFeatures, fanOut: outFeatures };
    const weight = { name: 'weight', shape: [outFeatures, inFeatures], role: 'weight', ...fans } as const;
    return bias ? [weight, { name: 'bias', shape: [outFeatures], role: 'bias', ...fans }] : [weight];
  },

  multiplyAdds: ({ outFeatures }, [inFeatures]) => outFeatures * inFeatures,

  lower({ bias }, site, graph) {
    const output = outputTensor(site, graph);
    const operands = [site.input, `${site.path}.weight`] as const;
    graph.emit({
      kind: 'linear',
      path: site.path,
      inputs: bias ? [...operands, `${site.path}.bias`] : operands,
      outputs: [output],
    });
    return output;
  },
};
