import type { FetchEvent } from '@archetype/datasets';
import { SingleBar } from 'cli-progress';
import { note } from './output.js';
import { bytes } from './quantities.js';

export interface DownloadProgress {
  show(event: FetchEvent): void;
  end(): void;
}

/** Bars on a terminal, a line a file elsewhere; on standard error. */
export function downloadProgress(): DownloadProgress {
  let bar: SingleBar | undefined;
  const end = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    end,
    show(event) {
      if (event.kind === 'progress') return bar?.update(event.received, { received: bytes(event.received) });
      if (event.kind === 'start' && process.stderr.isTTY) {
        bar = new SingleBar({ format: `  {bar} {received} of ${bytes(event.total)}  ${event.file}`, barsize: 24, hideCursor: true, stream: process.stderr });
        return bar.start(event.total, event.received, { received: bytes(event.received) });
      }
      end();
      note(sentence(event));
    },
  };
}

function sentence(event: Exclude<FetchEvent, { readonly kind: 'progress' }>): string {
  switch (event.kind) {
    case 'start':
      return event.received > 0
        ? `${event.file}: going on at ${bytes(event.received)} of ${bytes(event.total)} from ${event.home}`
        : `${event.file}: ${bytes(event.total)} from ${event.home}`;
    case 'retry':
      return `${event.file}: ${event.reason}; again in ${event.waitMs / 1000} s`;
    case 'done':
      return `${event.file}: complete, SHA-256 as published`;
    case 'present':
      return `${event.file}: here already, SHA-256 as published`;
    case 'damaged':
      return `${event.file}: here, but not as published; fetching it again`;
  }
}
