/** The wire format of Protocol Buffers, as far as a graph needs it. Source: protobuf.dev/programming-guides/encoding. */

const varint = 0;
const fixed32 = 5;
const delimited = 2;

export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes((field << 3) | varint), ...varintBytes(value)]);
}

export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = (field << 3) | fixed32;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return concatenated([Uint8Array.from([...varintBytes((field << 3) | delimited), ...varintBytes(value.length)]), value]);
}

export const textField = (field: number, value: string): Uint8Array => bytesField(field, new TextEncoder().encode(value));

export const message = (field: number, fields: readonly Uint8Array[]): Uint8Array => bytesField(field, concatenated(fields));

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Seven bits a byte, the least first; a negative number has the 64 bits of its two's complement. */
function varintBytes(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}
