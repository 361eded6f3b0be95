export { decodeIdx, encodeIdx, readIdxFile, writeIdxFile } from './idx/index.js';
export type { DecodeIdxOptions, IdxArray, IdxElements, IdxFile, IdxType, ReadIdxOptions } from './idx/index.js';

export type { DatasetDescription, DatasetFile, ImageDataset, LabelledImages } from './labelledImages.js';

export { loadFashionMnist, type FashionMnistSource, type LoadFashionMnistOptions } from './fashionMnist/load.js';
export { fetchFashionMnist, type FetchEvent, type FetchOptions } from './fashionMnist/fetch.js';
export { verifyFashionMnist, type Verification, type VerifiedFile, type VerifyOptions } from './fashionMnist/verify.js';
export { fashionMnistInfo, type FashionMnistInfo } from './fashionMnist/info.js';
export { fashionMnistClassNames } from './fashionMnist/published.js';

export { cacheDirectory, type Environment } from './cacheDirectory.js';
export { cacheUnwritable } from './cacheUnwritable.js';

export { createBatches, type Batch, type Batches, type BatchOptions } from './batches.js';
export type { Augmentation } from './augment.js';
