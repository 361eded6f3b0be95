import { SingleBar } from 'cli-progress';
import { note } from '../../terminal/output.js';
import { bytes, duration } from '../../terminal/quantities.js';
import { folderSize } from './folderSize.js';
import type { Work } from './plan.js';

/** Each step a line on standard error, with the time of the one before; a download has a bar on a terminal, by how its folders grow. */
export function stepProgress(): { readonly step: Work['step']; end(): void } {
  let finish = (): void => undefined;
  return {
    step(sentence, download) {
      finish();
      const begun = performance.now();
      note(`  ${sentence}${download === undefined ? '' : ` (about ${bytes(download.total)})`}`);
      const stop = download !== undefined && process.stderr.isTTY ? growingBar(download) : undefined;
      finish = () => {
        stop?.();
        note(`    ${duration((performance.now() - begun) / 1000)}`);
      };
    },
    end: () => finish(),
  };
}

const pollMilliseconds = 1000;

function growingBar({ total, folders }: { readonly total: number; readonly folders: readonly string[] }): () => void {
  const bar = new SingleBar({ format: `    {bar} {received} of about ${bytes(total)}`, barsize: 24, hideCursor: true, stream: process.stderr, stopOnComplete: false });
  bar.start(total, 0, { received: bytes(0) });
  const timer = setInterval(() => {
    void Promise.all(folders.map(folderSize)).then((sizes) => {
      const received = sizes.reduce((sum, size) => sum + size, 0);
      // Past the download wheels are unpacked, which is larger.
      bar.update(Math.min(received, total), { received: bytes(received) });
    });
  }, pollMilliseconds);
  return () => {
    clearInterval(timer);
    bar.stop();
  };
}
