import type { Availability } from '@archetype/training';

/** The networks of the zoo that take images of 28 × 28. */
export const networks = ['lenet', 'lenet-relu', 'lenet-bn'] as const;

export interface Settings {
  readonly model: (typeof networks)[number];
  /** Names such as `tfjs:wasm`. */
  readonly engines: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: 'train'; readonly settings: Settings }
  | { readonly kind: 'stop' }
  /** What each engine makes of an image of 28 × 28. The newest is answered; those before it may be passed over. */
  | { readonly kind: 'classify'; readonly pixels: Uint8Array };

/** What the worker tells the page. */
export type Report =
  | { readonly kind: 'engines'; readonly engines: readonly Availability[] }
  | { readonly kind: 'images'; readonly classNames: readonly string[]; readonly gallery: readonly GalleryImage[] }
  | { readonly kind: 'opened'; readonly engine: string; readonly environment: Readonly<Record<string, string | number | boolean>> }
  /** Training begins. */
  | { readonly kind: 'begun'; readonly engines: readonly string[]; readonly steps: number }
  | { readonly kind: 'step'; readonly engine: string; readonly step: number; readonly loss: number; readonly milliseconds: number }
  | { readonly kind: 'epoch'; readonly engine: string; readonly epoch: number; readonly trainAccuracy: number; readonly testAccuracy: number; readonly imagesPerSecond: number }
  /** Training goes on, or ends soon, but something is amiss: a loss that is not finite, an accuracy that is back at guessing. */
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'ended'; readonly reason: 'completed' | 'stopped' }
  | { readonly kind: 'classified'; readonly guesses: readonly Guess[] }
  | { readonly kind: 'failed'; readonly message: string };

/** A test image of each class. */
export interface GalleryImage {
  readonly label: number;
  readonly pixels: Uint8Array;
}

export interface Guess {
  readonly engine: string;
  /** Of each class. */
  readonly probabilities: Float32Array;
}
