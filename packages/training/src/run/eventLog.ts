import { closeSync, fsyncSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync } from 'node:fs';
import { fileFault } from '../checkpoint/fileFault.js';
import type { FitEvent } from '../fit/events.js';

/** `events.jsonl`, open for adding lines. */
export interface EventLog {
  append(event: FitEvent): void;
  /** Makes all lines durable and returns the length of the file. */
  flush(): number;
  close(): void;
}

/**
 * Opens the log cut back to `bytes`: what follows are events of steps that will be done again, and perhaps half a line.
 *
 * @throws ArchetypeError when the file cannot be written; so do `append` and `flush`
 */
export function openEventLog(path: string, bytes: number): EventLog {
  return guarded(path, () => {
    const file = openSync(path, 'a+');
    // Shorter than that only when something else has cut it; a half line goes all the same.
    ftruncateSync(file, endOfLastLine(file, Math.min(bytes, fstatSync(file).size)));
    return {
      // Not `writeSync`, which may write a part of the line, where the disk is filling up, and say nothing.
      append: (event) => guarded(path, () => writeFileSync(file, `${JSON.stringify(event)}\n`)),
      flush: () =>
        guarded(path, () => {
          fsyncSync(file);
          return fstatSync(file).size;
        }),
      close: () => closeSync(file),
    };
  });
}

/** The largest length, up to `bytes`, at which the file ends with a whole line. */
function endOfLastLine(file: number, bytes: number): number {
  const byte = new Uint8Array(1);
  for (let end = bytes; end > 0; end--) {
    readSync(file, byte, 0, 1, end - 1);
    if (byte[0] === 0x0a) return end;
  }
  return 0;
}

function guarded<Result>(path: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw fileFault(error, path, 'write');
  }
}
