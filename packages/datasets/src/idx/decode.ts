import { isLittleEndian, swapBytes } from './byteOrder.js';
import { countBytes, fileFault } from './fault.js';
import { defaultMaxBytes, idxTypes, type IdxArray } from './format.js';
import { longestHeaderBytes, parseIdxHeader, type IdxHeader, type IdxOrigin } from './header.js';

export interface DecodeIdxOptions {
  /** What to call the bytes in an error. @defaultValue `'IDX data'` */
  readonly name?: string;
  /** The most bytes of elements that are accepted. @defaultValue 2³⁰ */
  readonly maxBytes?: number;
}

/**
 * Decodes an IDX file that lies in memory, not gzipped. The elements are copied.
 *
 * @throws ArchetypeError `idx-wrong-magic`, `idx-unknown-type`, `idx-truncated`, `idx-too-large`, `idx-trailing-bytes`
 */
export function decodeIdx(bytes: Uint8Array, { name = 'IDX data', maxBytes = defaultMaxBytes }: DecodeIdxOptions = {}): IdxArray {
  const decoder = idxDecoder({ file: name, inflated: false, maxBytes, mostBytes: bytes.length });
  decoder.write(bytes);
  return decoder.end();
}

/** Takes an IDX file piece by piece. */
export interface IdxDecoder {
  /** @throws ArchetypeError as soon as the bytes so far cannot be the beginning of an IDX file */
  write(chunk: Uint8Array): void;
  /** @throws ArchetypeError `idx-truncated` */
  end(): IdxArray;
}

/**
 * A decoder that allocates the elements once, when the header is known, and keeps no other copy of them. A header that
 * promises more than the source can give is refused before anything is allocated for it.
 */
export function idxDecoder(origin: IdxOrigin): IdxDecoder {
  let head = new Uint8Array(0);
  let header: IdxHeader | undefined;
  let data = new Uint8Array(0);
  let received = 0;

  const readHeader = (chunk: Uint8Array, complete: boolean): Uint8Array => {
    const before = head.length;
    head = concatenate(head, chunk.subarray(0, longestHeaderBytes));
    header = parseIdxHeader(head, complete, origin);
    if (header === undefined) return chunk.subarray(chunk.length);
    const room = Math.max(0, origin.mostBytes - header.headerBytes);
    if (header.dataBytes > room) throw truncated(origin, header, room, origin.inflated ? 'at most ' : '');
    data = new Uint8Array(header.dataBytes);
    return chunk.subarray(header.headerBytes - before);
  };

  return {
    write(chunk) {
      const elements = header === undefined ? readHeader(chunk, false) : chunk;
      if (header === undefined) return;
      if (received + elements.length > data.length) throw trailing(origin, header, received + elements.length);
      data.set(elements, received);
      received += elements.length;
    },
    end() {
      if (header === undefined) readHeader(new Uint8Array(0), true);
      const known = header as IdxHeader;
      if (received < known.dataBytes) throw truncated(origin, known, received, '');
      return elementsOf(known, data);
    },
  };
}

function elementsOf({ type, shape }: IdxHeader, data: Uint8Array<ArrayBuffer>): IdxArray {
  const { bytes, over } = idxTypes[type];
  if (isLittleEndian) swapBytes(data, bytes);
  return { type, shape, data: over(data.buffer) } as IdxArray;
}

function truncated({ file, inflated }: IdxOrigin, { shape, headerBytes, dataBytes }: IdxHeader, available: number, atMost: '' | 'at most ') {
  return fileFault({
    code: 'idx-truncated',
    file,
    problem: `holds fewer elements than its header says, [${shape.join(', ')}]`,
    offset: headerBytes + available,
    inflated,
    expected: `${countBytes(dataBytes)} after the header of ${headerBytes}`,
    found: `${atMost}${countBytes(available)}`,
    remedy: 'the file is cut short or its header is damaged: copy or download it again',
  });
}

function trailing({ file, inflated }: IdxOrigin, { shape, headerBytes, dataBytes }: IdxHeader, received: number) {
  return fileFault({
    code: 'idx-trailing-bytes',
    file,
    problem: `goes on after the last element of [${shape.join(', ')}]`,
    offset: headerBytes + dataBytes,
    inflated,
    expected: `the end (header ${headerBytes} + elements ${dataBytes})`,
    found: `at least ${countBytes(received - dataBytes)} more`,
    remedy: 'the header is damaged or something was appended: copy or download the file again',
  });
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
