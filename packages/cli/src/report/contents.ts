import type { Divergence, EpochEvent, WarningEvent } from '@archetype/training';

/** Everything that a report shows: of one engine for `train`, of several for `compare`. Plain data. */
export interface ReportContents {
  readonly title: string;
  readonly model: { readonly name: string; readonly input: readonly number[]; readonly parameters: number };
  /** Label and value, such as `optimiser` and `adam, learning rate 0.005`. */
  readonly settings: readonly (readonly [label: string, value: string])[];
  readonly data: { readonly source: string; readonly trainingImages: number; readonly testImages: number };
  /** When it was made, ISO 8601. */
  readonly made: string;
  readonly engines: readonly EngineResult[];
  /** Every pair of engines; empty for one engine. */
  readonly agreement: readonly Agreement[];
  /** How the test images were classed by one of the engines; absent when nothing was tested. */
  readonly test?: TestResult;
}

export interface EngineResult {
  readonly engine: string;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  /** Of every step; null where it was not finite. */
  readonly losses: readonly (number | null)[];
  readonly epochs: readonly EpochEvent[];
  readonly warnings: readonly WarningEvent[];
  /** Over all of the training; absent when no step was done. */
  readonly imagesPerSecond?: number;
  /** The most memory that the engine's process held; absent where it shared its process. */
  readonly peakMemoryBytes?: number;
  /** Why there is nothing more of this engine. */
  readonly failure?: string;
}

/** The mean over the last whole epoch, else the loss of the last step; null where it is no number or there is none. */
export function trainingLoss({ losses, epochs }: Pick<EngineResult, 'losses' | 'epochs'>): number | null {
  return epochs.at(-1)?.trainLoss ?? losses.at(-1) ?? null;
}

export interface Agreement {
  readonly a: string;
  readonly b: string;
  /** The greatest difference of the losses of one step; null when they have no step in common, or one of them no number. */
  readonly maxLossDifference: number | null;
  readonly firstDivergence: Divergence | null;
  /** `computation`: a step computes something else. `rounding`: only many steps together part. `unknown`: it could not be looked for. */
  readonly kind: 'none' | 'rounding' | 'computation' | 'unknown';
  /** What the search looked at, or why it could not look. */
  readonly remark: string;
}

export interface TestResult {
  readonly engine: string;
  readonly classNames: readonly string[];
  /** Images of class `row` taken for class `column`. */
  readonly confusion: readonly (readonly number[])[];
  /** The wrong answers that the network was surest of, the surest first. */
  readonly mistakes: readonly Mistake[];
}

export interface Mistake {
  /** In the test images. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Of the predicted class. */
  readonly probability: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
