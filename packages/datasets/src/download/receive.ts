import type { FileHandle } from 'node:fs/promises';

/** An attempt that failed, and whether the same address is worth another. */
export class TransferError extends Error {
  readonly retry: boolean;

  constructor(message: string, retry: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransferError';
    this.retry = retry;
  }
}

export interface Transfer {
  readonly url: string;
  readonly handle: FileHandle;
  /** Bytes that the handle's file holds already. */
  readonly have: number;
  /** Bytes of the whole file. */
  readonly total: number;
  /** The longest wait for an answer, and between two pieces of it. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  /** Called with the number of bytes that the file then holds. */
  readonly onBytes: (have: number) => void;
}

/**
 * Asks a server for what is missing of a file and appends it. A server that does not honour the range sends the whole
 * again, and the file is begun anew. Never writes beyond `total`.
 *
 * @throws TransferError when the file is not complete afterwards
 */
export async function receive({ url, handle, have, total, stallMs, signal, onBytes }: Transfer): Promise<void> {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new TransferError(`nothing came for ${stallMs / 1000} s`, true)), stallMs);
  try {
    const response = await fetch(url, {
      headers: { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
      signal: AbortSignal.any([signal, stall.signal]),
    });
    timer.refresh();
    let at = await beginning(response, handle, have, total);
    onBytes(at);
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      if (at + chunk.length > total) {
        await handle.truncate(0);
        throw new TransferError(`it sent more than the ${total} bytes of the published file`, false);
      }
      await writeWhole(handle, chunk, at);
      at += chunk.length;
      onBytes(at);
    }
    if (at < total) throw new TransferError(`the connection ended after ${at} of ${total} bytes`, true);
  } catch (error) {
    throw explained(error, signal);
  } finally {
    clearTimeout(timer);
    // Lets go of the connection when the body was not read to its end.
    stall.abort();
  }
}

/** A disk that fills up takes a part of a piece without a word, and refuses the next. */
async function writeWhole(handle: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < piece.length; ) done += (await handle.write(piece, done, piece.length - done, position + done)).bytesWritten;
}

/** Where the answer's body belongs in the file: after what is there, or at the beginning of an emptied file. */
async function beginning(response: Response, handle: FileHandle, have: number, total: number): Promise<number> {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const continues = response.status === 206 && Number(range?.[1]) === have && Number(range?.[2]) === total;
  if (have > 0 && !continues) await handle.truncate(0);
  if (response.status === 206 && !continues) throw new TransferError('it answered with another range than the one asked for', true);
  if (response.status === 416) throw new TransferError('it does not have the range asked for', true);
  if (!response.ok) {
    const passing = response.status === 408 || response.status === 429 || response.status >= 500;
    throw new TransferError(`it answered ${response.status} ${response.statusText}`.trimEnd(), passing);
  }
  const at = continues ? have : 0;
  const length = response.headers.get('content-length');
  if (length !== null && at + Number(length) !== total) {
    throw new TransferError(`it offers ${at + Number(length)} bytes, the published file has ${total}`, false);
  }
  return at;
}

/** What fetch throws, in words: it hides the reason one or two causes deep. */
function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof TransferError) return error;
  if (!(error instanceof TypeError)) return error;
  let deepest: Error = error;
  while (deepest.cause instanceof Error) deepest = deepest.cause;
  const code = 'code' in deepest && typeof deepest.code === 'string' ? ` (${deepest.code})` : '';
  return new TransferError(`${deepest.message || error.message}${code}`, true, { cause: error });
}
