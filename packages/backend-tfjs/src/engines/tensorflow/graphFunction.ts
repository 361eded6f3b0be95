import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binding, Output } from './binding.js';
import type { Recording } from './recorder.js';
import { encodeSavedModel, graphTag } from './savedModel.js';

/** A recorded graph, loaded: TensorFlow optimises it as a whole and runs it in one call. */
export interface GraphFunction {
  run(operands: readonly number[]): readonly Output[];
  dispose(): void;
}

/** Loads a graph by the one way that the native module has: a saved model, from a folder that is gone again at once. */
export function loadGraph(binding: Binding, recording: Recording): GraphFunction {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-graph-'));
  let model: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(binding, recording.nodes));
    model = binding.loadSavedModel(folder, graphTag);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const placeholders = recording.placeholders.join();
  const results = recording.results.join();
  return {
    run: (operands) => binding.runSavedModel(model, operands, placeholders, results),
    dispose: () => binding.deleteSavedModel(model),
  };
}
