export { decodeIdx, type DecodeIdxOptions } from './decode.js';
export { encodeIdx, writeIdxFile } from './encode.js';
export type { IdxArray, IdxElements, IdxType } from './format.js';
export { readIdxFile, type IdxFile, type ReadIdxOptions } from './readFile.js';
