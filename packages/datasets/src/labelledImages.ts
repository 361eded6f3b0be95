/** Images and their classes, one split of a data set. */
export interface LabelledImages {
  /** `[count, channels, height, width]`, row-major, as stored. */
  readonly images: Uint8Array;
  /** `[count]`, each an index of the class names. */
  readonly labels: Uint8Array;
  readonly count: number;
  /** `[channels, height, width]` of one image. */
  readonly shape: readonly [channels: number, height: number, width: number];
}

/** A data set in memory, and where it came from. */
export interface ImageDataset {
  readonly name: string;
  /** By label. */
  readonly classNames: readonly string[];
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly description: DatasetDescription;
}

/** For the record of a run: which data it used. */
export interface DatasetDescription {
  /** `sample` within this package, `full` as published, or a `directory` that the user named. */
  readonly source: 'sample' | 'full' | 'directory';
  readonly directory: string;
  readonly files: readonly DatasetFile[];
  readonly count: { readonly train: number; readonly test: number };
}

export interface DatasetFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** Whether these are the published data, bit for bit (a plain file counts when it equals what the published one inflates to). */
  readonly published: boolean;
}
