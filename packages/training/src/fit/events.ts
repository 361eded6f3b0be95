/**
 * What a run tells, in the order in which it happens; one JSON object a line in `events.jsonl` and in `train --json`. Epochs and steps count
 * from 1, steps through the whole run. A number that is not finite (a loss that diverged) is `null` in JSON.
 */
export type FitEvent = StartEvent | StepEvent | EpochEvent | CheckpointEvent | WarningEvent | InterruptedEvent | EndEvent;

/** The run begins or, with `resumedAt`, goes on. */
export interface StartEvent {
  readonly event: 'start';
  readonly model: string;
  readonly recipe: string;
  readonly engine: string;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly trainingImages: number;
  /** Absent when nothing is tested. */
  readonly testImages?: number;
  /** Trained numbers of the model. */
  readonly parameters: number;
  /** The last step that the checkpoint holds. */
  readonly resumedAt?: { readonly epoch: number; readonly step: number };
}

export interface StepEvent {
  readonly event: 'step';
  readonly epoch: number;
  readonly step: number;
  /** As the recipe's loss reduces it over the batch. */
  readonly loss: number;
}

/** An epoch is over and tested. */
export interface EpochEvent {
  readonly event: 'epoch';
  readonly epoch: number;
  readonly step: number;
  /** Mean loss of a training image, as seen while training. */
  readonly trainLoss: number;
  /** Right answers over images seen, as seen while training. */
  readonly trainAccuracy: number;
  /** Mean loss of a test image. Absent when nothing is tested. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Training images over the seconds of training; tests and checkpoints do not count. */
  readonly imagesPerSecond: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Spent on the epoch's training steps. */
  readonly seconds: number;
}

/** Everything up to this event survives whatever comes. */
export interface CheckpointEvent {
  readonly event: 'checkpoint';
  readonly epoch: number;
  readonly step: number;
  /** Relative to the run directory. */
  readonly file: string;
}

export type WarningCode =
  /** The loss is NaN or infinite. */
  | 'loss-not-finite'
  /** The accuracy is that of guessing, after it had been better. */
  | 'back-to-chance';

export interface WarningEvent {
  readonly event: 'warning';
  readonly code: WarningCode;
  readonly epoch: number;
  readonly step: number;
  /** What happened, with the figures, and what may help. */
  readonly message: string;
}

/** The run was asked to stop, and did so after a whole step. With a run directory, it can go on from there. */
export interface InterruptedEvent {
  readonly event: 'interrupted';
  readonly epoch: number;
  readonly step: number;
  /** The run directory; absent when nothing was saved. */
  readonly directory?: string;
}

/** The run is over. */
export interface EndEvent {
  readonly event: 'end';
  /** `diverged`: stopped, because the loss was not finite. */
  readonly reason: 'completed' | 'diverged';
  readonly epochs: number;
  readonly steps: number;
  /** The last epoch's; absent where there is none. */
  readonly trainLoss?: number;
  readonly trainAccuracy?: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Of training, in all epochs, resumed parts included. */
  readonly seconds: number;
}
