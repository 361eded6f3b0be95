export { decodeIdx, type DecodeIdxOptions } from './idx/decode.js';
export type { IdxArray, IdxElements, IdxType } from './idx/format.js';

export type { DatasetDescription, DatasetFile, ImageDataset, LabelledImages } from './labelledImages.js';

export { loadFashionMnist } from './fashionMnist/loadSampleInBrowser.js';
export { fashionMnistClassNames } from './fashionMnist/published.js';

export { createBatches, type Batch, type Batches, type BatchOptions } from './batches.js';
export type { Augmentation } from './augment.js';
