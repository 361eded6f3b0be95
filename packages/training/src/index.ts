export * from './browser.js';

// What follows needs files.
export { keptUntilTaken } from './keptUntilTaken.js';
export { createRunDirectory, newestCheckpoint, resumeRunDirectory, type NewRun, type ResumeOptions, type RunDirectory } from './run/runDirectory.js';
export { readCheckpoint, type Checkpoint } from './checkpoint/checkpoint.js';
export type { Progress } from './checkpoint/progress.js';
export type { SafetensorsHeader, TensorEntry } from './checkpoint/safetensors/header.js';
export type { SafetensorsType } from './checkpoint/safetensors/elementTypes.js';
export {
  decodeSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  type SafetensorsContent,
  type TensorData,
} from './checkpoint/safetensors/read.js';
export { encodeSafetensors, writeSafetensors } from './checkpoint/safetensors/write.js';
export { writeDurably } from './checkpoint/writeDurably.js';
