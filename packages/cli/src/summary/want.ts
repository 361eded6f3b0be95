import { ArchetypeError, type ModelSpec, type Shape } from '@archetype/spec';
import { describeInputSizes, describeLayerSettings, inputSizesFor, layerSettingsFor } from '@archetype/spec/analysis';
import { print, printJson } from '../terminal/output.js';
import { inputFor, shapeOf } from './input.js';

export interface WantOptions {
  readonly want: readonly number[];
  readonly at?: string;
  readonly by?: string;
  readonly input?: readonly number[];
  readonly json?: true;
}

/** `archetype summary --want`: which input, or which setting of one layer, gives a shape. Where none does, says what comes nearest. */
export function printWanted(model: ModelSpec, { want, at, by, input, json }: WantOptions): void {
  const wanted = { want: shapeOf(want), ...(at !== undefined && { at }) };
  try {
    const answer = by === undefined ? sizes(model, wanted) : settings(model, wanted, by, input);
    if (json === true) printJson(answer.data);
    else print(answer.lines.join('\n'));
  } catch (error) {
    if (!(error instanceof ArchetypeError) || error.code !== 'unreachable-shape') throw error;
    process.exitCode = 1;
    if (json === true) printJson({ ...wanted, ...(by === undefined ? { regions: [] } : { layer: by, alternatives: [] }), reason: error.explanation });
    else print(error.message);
  }
}

interface Answer {
  readonly data: object;
  readonly lines: readonly string[];
}

function sizes(model: ModelSpec, wanted: { readonly want: Shape; readonly at?: string }): Answer {
  const data = inputSizesFor(model, wanted);
  return { data, lines: describeInputSizes(data) };
}

function settings(model: ModelSpec, wanted: { readonly want: Shape; readonly at?: string }, layer: string, input: readonly number[] | undefined): Answer {
  const shape = input === undefined ? model.input : inputFor(model, input);
  const data = layerSettingsFor(model, { ...wanted, layer, ...(shape.length === 3 && { input: shape }) });
  return { data, lines: describeLayerSettings(data) };
}
