import { ArchetypeError } from '@archetype/spec';
import { decodeIdx } from '../idx/decode.js';
import type { IdxFile } from '../idx/readFile.js';
import type { ImageDataset } from '../labelledImages.js';
import { assemble, requireSame, type FashionMnistFiles } from './assemble.js';
import { fashionMnistParts, type FashionMnistPart } from './published.js';
import { sampleDataSha256 } from './sampleData.js';

/** Written out, since bundlers see only literal addresses: they copy the files and put in where they lie. */
const addresses: { readonly [P in FashionMnistPart]: URL } = {
  trainImages: new URL('../../sample/train-images-idx3-ubyte.gz', import.meta.url),
  trainLabels: new URL('../../sample/train-labels-idx1-ubyte.gz', import.meta.url),
  testImages: new URL('../../sample/t10k-images-idx3-ubyte.gz', import.meta.url),
  testLabels: new URL('../../sample/t10k-labels-idx1-ubyte.gz', import.meta.url),
};

/**
 * Loads the sample of Fashion-MNIST in a web page or worker, as `loadFashionMnist` does in Node; a page has no other source.
 *
 * @throws ArchetypeError `file-unreadable` when a file cannot be fetched, `insecure-page` where the browser offers no SHA-256, those of
 *   `decodeIdx`, `fashion-mnist-differs` when a file is not what it must be
 */
export async function loadFashionMnist(_options: { readonly source: 'sample' }): Promise<ImageDataset> {
  const read = await Promise.all(fashionMnistParts.map(async (part) => [part, await fetchIdx(addresses[part].href)] as const));
  const files = Object.fromEntries(read) as FashionMnistFiles;
  requireSame(files, sampleDataSha256, 'serve the files of the package as they are');
  return assemble(files, { source: 'sample', directory: new URL('.', addresses.trainImages).href });
}

async function fetchIdx(path: string): Promise<IdxFile> {
  const bytes = await fetchBytes(path);
  // Some servers say that a .gz file is a page compressed for the way, and the browser then has inflated it already.
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const data = gzipped ? await inflate(bytes, path) : bytes;
  const dataSha256 = await sha256(data);
  return { path, bytes: bytes.length, sha256: gzipped ? await sha256(bytes) : dataSha256, dataSha256, array: decodeIdx(data, { name: path }) };
}

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(path).catch((error: unknown) => {
    throw unfetched(path, error instanceof Error ? error.message : String(error));
  });
  if (!answer.ok) throw unfetched(path, `HTTP ${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function inflate(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(inflated).arrayBuffer());
  } catch (error) {
    throw unfetched(path, `damaged gzip data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Not there in a page that came by plain HTTP from another machine.
  if (globalThis.crypto.subtle === undefined) throw insecure();
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function unfetched(path: string, reason: string): ArchetypeError {
  return new ArchetypeError({
    code: 'file-unreadable',
    subject: path,
    problem: 'cannot be fetched',
    details: [reason],
    remedy: 'serve the folder `sample` of @archetype/datasets; a bundler that knows `new URL(…, import.meta.url)` does',
  });
}

function insecure(): ArchetypeError {
  return new ArchetypeError({
    code: 'insecure-page',
    subject: 'crypto.subtle',
    problem: 'the browser offers no SHA-256 to this page, so that the images cannot be checked',
    remedy: 'serve the page from localhost or by HTTPS',
  });
}
