import { writeDurably } from '../src/checkpoint/writeDurably.js';

/** Writes the file named first again and again until it is killed: four megabytes, in pieces, all of one byte, another one each time. */
const [, , path = ''] = process.argv;

for (let version = 0; ; version++) {
  const piece = new Uint8Array(2 ** 20).fill(version % 256);
  await writeDurably(path, [piece, piece, piece, piece]);
  if (version === 0) process.stdout.write('begun');
}
