import type { EngineOptions } from '@archetype/training';

/** Of options or of a run's record, what an engine is opened with, as far as it was said. */
export function engineOptions({ threads, precision, recompute, tuned }: EngineOptions) {
  return { ...(threads !== undefined && { threads }), ...(precision !== undefined && { precision }), ...(recompute !== undefined && { recompute }), ...(tuned !== undefined && { tuned }) };
}
