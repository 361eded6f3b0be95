import { ArchetypeError } from '@archetype/spec';

/** The element types of the format whose elements are whole bytes, and how many. */
const bytesOf = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
  C64: 8,
} as const;

export type SafetensorsType = keyof typeof bytesOf;

export function isSafetensorsType(name: string): name is SafetensorsType {
  return Object.hasOwn(bytesOf, name);
}

export function bytesPerElement(type: SafetensorsType): number {
  return bytesOf[type];
}

/**
 * Elements as float32: F16, BF16 and integers of up to 16 bits exactly, F64 rounded to the nearest.
 *
 * @param bytes little-endian, a whole number of elements
 * @throws ArchetypeError `element-type-not-a-weight` for the other types: they are counters or need a scale
 */
export function toFloat32(subject: string, type: SafetensorsType, bytes: Uint8Array): Float32Array {
  // A copy, because the data need not begin at a multiple of the element; and not by slice, which shares the memory of a Buffer.
  const aligned = new Uint8Array(bytes).buffer;
  switch (type) {
    case 'F32':
      return new Float32Array(aligned);
    case 'F64':
      return Float32Array.from(new Float64Array(aligned));
    case 'BF16':
      // The upper half of a float32.
      return new Float32Array(Uint32Array.from(new Uint16Array(aligned), (bits) => bits << 16).buffer);
    case 'F16':
      return Float32Array.from(new Uint16Array(aligned), halfToNumber);
    case 'BOOL':
    case 'U8':
      return Float32Array.from(new Uint8Array(aligned));
    case 'I8':
      return Float32Array.from(new Int8Array(aligned));
    case 'U16':
      return Float32Array.from(new Uint16Array(aligned));
    case 'I16':
      return Float32Array.from(new Int16Array(aligned));
    default:
      throw new ArchetypeError({
        code: 'element-type-not-a-weight',
        subject,
        problem: `its elements are ${type}, which does not become float32 without loss or a scale`,
        remedy: 'save it as F32 (F64, F16 and BF16 are read too)',
      });
  }
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
