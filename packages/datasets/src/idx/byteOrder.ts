/** Whether this machine stores a number's lowest byte first. IDX stores its highest first. */
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reverses the bytes of each element in place. */
export function swapBytes(data: Uint8Array<ArrayBuffer>, elementBytes: 1 | 2 | 4 | 8): void {
  for (let start = 0; start < data.length; start += elementBytes) {
    for (let low = start, high = start + elementBytes - 1; low < high; low++, high--) {
      const byte = data[low]!;
      data[low] = data[high]!;
      data[high] = byte;
    }
  }
}
