export type {
  Availability,
  Backend,
  Engine,
  EngineOptions,
  Feeds,
  GraphSet,
  MemoryEstimate,
  MetricsReader,
  Precision,
  Program,
  StepGraph,
  StepMetrics,
  TensorValues,
} from './backend.js';
export type * from './operations.js';
export { refusal, type OperationSupport, type OperationTable } from './operationTable.js';

export { differentiate, type DifferentiatedGraph } from './differentiate.js';
export { addUpdates } from './optimizers/addUpdates.js';
export { createGraphSet, type GraphSetOptions } from './graphSet.js';
export { initialState, type InitialStateOptions } from './initialState.js';
export { checkedFeeds, fedBatchSize, type FeedValues } from './program/feeds.js';
export { programDisposed, unknownTensor } from './program/refusals.js';
export { checkState } from './program/state.js';
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

export { compareEngines, maxLossDifference, type Agreement, type Comparison, type EngineTrajectory } from './compare/compare.js';
export { comparedProgram, stepGraphs, type ComparedEngine, type ComparedProgram, type Trajectory } from './compare/comparedEngine.js';
export { tensorDifferences, type TensorDifference } from './compare/differences.js';
export { firstDivergence, type Divergence, type DivergenceOptions } from './compare/firstDivergence.js';
export type { Judge } from './compare/judge.js';
