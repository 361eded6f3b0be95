import type { Sizes } from './tensor.js';

/** Calls `visit` with the position of every element of one channel: over n, h and w of `[N, C, H, W]`. */
export function forEachInChannel([batch, channels, height, width]: Sizes, channel: number, visit: (at: number) => void): void {
  const area = height * width;
  for (let n = 0; n < batch; n++) {
    const start = (n * channels + channel) * area;
    for (let at = start; at < start + area; at++) visit(at);
  }
}

/** The sum of `term(position)` over every element of one channel. */
export function sumOverChannel(sizes: Sizes, channel: number, term: (at: number) => number): number {
  let sum = 0;
  forEachInChannel(sizes, channel, (at) => {
    sum += term(at);
  });
  return sum;
}
