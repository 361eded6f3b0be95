import type { SafetensorsHeader } from '@archetype/training';
import type { Position } from '../../sources/position.js';
import type { Examined } from '../examine.js';
import { findingOf, type CheckedFile, type LocatedFinding, type Note } from '../finding.js';
import { layerPointer } from '../layerPointer.js';
import { weightsFit } from './fit.js';

/** A file's findings and notes, and those of the weights themselves. */
export interface CheckedWeights {
  readonly findings: readonly LocatedFinding[];
  readonly notes: readonly Note[];
  /** Where the weights are damaged. */
  readonly weights?: CheckedFile;
}

/** Holds a model against a safetensors file, of which the header alone is read. Throws where the file cannot be read at all. */
export async function checkWeights({ subject, locate }: Examined, weightsFile: string): Promise<CheckedWeights> {
  if (subject === undefined) return { findings: [], notes: [] };
  let header: SafetensorsHeader;
  try {
    // Loaded here, because nothing else of a validation needs the training package.
    const { readSafetensorsHeader } = await import('@archetype/training');
    header = await readSafetensorsHeader(weightsFile);
  } catch (error) {
    const { pointer: _, ...finding } = findingOf(error, []);
    if (!finding.code.startsWith('safetensors-')) throw error;
    return { findings: [], notes: [], weights: { file: weightsFile, kind: 'weights', ok: false, findings: [{ ...finding, ...TOP }] } };
  }
  const { misfits, notes } = weightsFit(subject, header);
  const { place, model } = subject;
  return {
    findings: misfits.map(({ layer, ...misfit }) => {
      const pointer = layer === undefined ? [...(place ?? ['model'])] : place === undefined ? ['model'] : [...place, ...layerPointer(model, layer)];
      return { ...misfit, path: layer ?? '', pointer, ...locate(pointer) };
    }),
    notes: notes.map((message) => ({ code: 'weights-left-aside', message: `${weightsFile}: ${message}`, ...TOP })),
  };
}

const TOP: Position = { line: 1, column: 1 };
