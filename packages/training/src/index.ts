export type {
  Availability,
  Backend,
  Engine,
  EngineOptions,
  Feeds,
  GraphSet,
  MetricsReader,
  Program,
  StepGraph,
  StepMetrics,
  TensorValues,
} from './backend.js';
export type * from './operations.js';

export { differentiate, type DifferentiatedGraph } from './differentiate.js';
export { addUpdates } from './optimizers/addUpdates.js';
export { createGraphSet, type GraphSetOptions } from './graphSet.js';
export { initialState, type InitialStateOptions } from './initialState.js';
export { learningRate } from './schedules/learningRate.js';
export type { Clock } from './schedules/rule.js';
export { dropoutMasks } from './masks.js';

export type { Batch, BatchSource } from './fit/batchSource.js';
export { batchFeeds, trainingFeeds } from './fit/feeds.js';
export { evaluate, type Evaluation } from './fit/evaluate.js';
export { fit } from './fit/fit.js';
export type { CheckpointInterval, FitOptions } from './fit/options.js';
export type {
  CheckpointEvent,
  EndEvent,
  EpochEvent,
  FitEvent,
  InterruptedEvent,
  StartEvent,
  StepEvent,
  WarningCode,
  WarningEvent,
} from './fit/events.js';

export { createRunDirectory, newestCheckpoint, resumeRunDirectory, type NewRun, type RunDirectory } from './run/runDirectory.js';
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

export { compareEngines, maxLossDifference, type Agreement, type Comparison, type EngineTrajectory } from './compare/compare.js';
export { comparedProgram, stepGraphs, type ComparedEngine, type ComparedProgram, type Trajectory } from './compare/comparedEngine.js';
export { tensorDifferences, type TensorDifference } from './compare/differences.js';
export { firstDivergence, type Divergence, type DivergenceOptions } from './compare/firstDivergence.js';
export type { Judge } from './compare/judge.js';
