import { fetchFashionMnist, fashionMnistInfo, verifyFashionMnist, type FetchEvent } from '@archetype/datasets';
import { downloadProgress } from '../terminal/downloadProgress.js';
import { note, print, printJson } from '../terminal/output.js';
import { bytes } from '../terminal/quantities.js';

/** Downloads what is missing of the full data set and checks all of it. */
export async function fetchData(json: boolean): Promise<void> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  const progress = downloadProgress();
  try {
    const events: FetchEvent[] = [];
    const directory = await fetchFashionMnist({
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind !== 'progress') events.push(event);
        progress.show(event);
      },
    });
    const { files } = await verifyFashionMnist({ directory });
    const fetched = events.filter(({ kind }) => kind === 'done').length;
    if (json) printJson({ directory, fetched, files });
    else print(`Fashion-MNIST is complete in ${directory}: ${files.length} files, ${bytes(files.reduce((sum, file) => sum + (file.bytes ?? 0), 0))}, as published`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    const { full } = await fashionMnistInfo();
    note(`Stopped. What was received is kept in ${full.directory}; archetype data fetch goes on from there.`);
    process.exitCode = 130;
  } finally {
    progress.end();
    process.removeListener('SIGINT', interrupted);
  }
}
