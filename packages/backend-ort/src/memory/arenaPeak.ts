import type { OnnxGraph } from '../emit/value.js';
import { allocations } from './allocations.js';

/** The most bytes of values that a run holds at once, results that it is handed memory for left out. The arena, which has gaps, takes more (`arenaBytes`). */
export function arenaPeak(graph: OnnxGraph): number {
  const sizes = new Map<number, number>();
  let held = 0;
  let peak = 0;
  for (const { taken, freed } of allocations(graph, 'given')) {
    for (const [id, bytes] of taken) {
      sizes.set(id, bytes);
      held += bytes;
    }
    peak = Math.max(peak, held);
    for (const id of freed) held -= sizes.get(id)!;
  }
  return peak;
}
