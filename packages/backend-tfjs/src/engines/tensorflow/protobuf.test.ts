import { describe, expect, it } from 'vitest';
import { bytesField, floatField, integerField, message, textField } from './protobuf.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// The examples of protobuf.dev/programming-guides/encoding.
describe('the wire format', () => {
  it('an integer is seven bits a byte', () => {
    expect(hex(integerField(1, 150))).toBe('089601');
    expect(hex(integerField(1, 0))).toBe('0800');
    expect(hex(integerField(16, 1))).toBe('800101');
  });

  it('a negative one has the ten bytes of its two’s complement', () => {
    expect(hex(integerField(1, -2))).toBe('08feffffffffffffffff01');
  });

  it('a text has its length before it', () => {
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67');
    expect(bytesField(2, new Uint8Array(300)).length).toBe(1 + 2 + 300);
  });

  it('a message within one is a text', () => expect(hex(message(3, [integerField(1, 150)]))).toBe('1a03089601'));

  it('a float is four bytes, the least first', () => expect(hex(floatField(4, 1.5))).toBe('250000c03f'));
});
