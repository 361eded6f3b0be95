import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ArchetypeError } from '@archetype/spec';
import { fillWords, randomStream } from '@archetype/spec/random';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fetchFashionMnist, type FetchEvent, type FetchOptions } from './fetch.js';

// Two files of random bytes stand for the published ones; a server on this machine for their home.
const contents: ReadonlyMap<string, Buffer> = new Map([1_000_003, 10_007].map((size, index) => [`file-${index}.gz`, randomBytes(size, index)] as const));
const files = [...contents].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
const [big] = files as [(typeof files)[number]];
const bigBytes = contents.get(big.name) as Buffer;

function randomBytes(size: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  fillWords(randomStream({ seed, purpose: 'file' }), words);
  return Buffer.from(words.buffer, 0, size);
}

interface Request {
  readonly name: string;
  /** First byte asked for. */
  readonly from: number;
  /** Position among the requests to this server, from 0. */
  readonly number: number;
  readonly response: ServerResponse;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server that answers as told, and the list of what it was asked, `name@from`. */
async function serve(answer: (request: Request) => void): Promise<{ home: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming: IncomingMessage, response) => {
    const name = (incoming.url ?? '').slice(1);
    const from = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
    asked.push(`${name}@${from}`);
    answer({ name, from, number: asked.length - 1, response });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { home: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** The right answer, with ranges. */
function right({ name, from, response }: Request): void {
  sendFrom(response, contents.get(name) as Buffer, from);
}

function sendFrom(response: ServerResponse, bytes: Buffer, from: number, end = bytes.length): void {
  const length = bytes.length - from;
  if (from > 0) response.writeHead(206, { 'content-length': length, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  else response.writeHead(200, { 'content-length': length });
  if (end === bytes.length) response.end(bytes.subarray(from));
  // Sent, then the line is cut.
  else response.write(bytes.subarray(from, end), () => setTimeout(() => response.destroy(), 30));
}

let root = '';
let homes = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fetch-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Options of a fetch into a cache of its own. */
function fresh(home: string | readonly string[], more: Omit<FetchOptions, 'environment'> = {}): FetchOptions & { environment: { ARCHETYPE_HOME: string } } {
  const environment = { ARCHETYPE_HOME: join(root, `${homes++}`) };
  return { homes: [home].flat(), files, environment, backoffMs: 5, stallMs: 5000, ...more };
}

const folderOf = ({ environment }: { environment: { ARCHETYPE_HOME: string } }) => join(environment.ARCHETYPE_HOME, 'datasets', 'fashion-mnist');

async function expectComplete(directory: string): Promise<void> {
  for (const [name, bytes] of contents) expect(Buffer.compare(await readFile(join(directory, name)), bytes)).toBe(0);
  expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([]);
}

async function failureOf(options: FetchOptions): Promise<ArchetypeError> {
  const error: unknown = await fetchFashionMnist(options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ArchetypeError);
  return error as ArchetypeError;
}

describe('fetchFashionMnist', () => {
  it('fetches what is missing, verified, and tells of it; the second time it asks for nothing', async () => {
    const { home, asked } = await serve(right);
    const events: FetchEvent[] = [];
    const options = fresh(home, { onEvent: (event) => events.push(event) });
    const directory = await fetchFashionMnist(options);
    expect(directory).toBe(folderOf(options));
    await expectComplete(directory);
    expect(asked).toEqual(['file-0.gz@0', 'file-1.gz@0']);
    expect(events[0]).toEqual({ kind: 'start', file: big.name, home, received: 0, total: big.bytes });
    const received = events.flatMap((event) => (event.kind === 'progress' && event.file === big.name ? [event.received] : []));
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(received.at(-1)).toBe(big.bytes);
    expect(events.filter(({ kind }) => kind === 'done').length).toBe(2);
    events.length = 0;
    await fetchFashionMnist(options);
    expect(asked.length).toBe(2);
    expect(events.map(({ kind }) => kind)).toEqual(['present', 'present']);
  });

  it('continues after a broken connection where it broke', async () => {
    const { home, asked } = await serve((request) => {
      if (request.number < 3) sendFrom(request.response, bigBytes, request.from, request.from + 200_000);
      else right(request);
    });
    await expectComplete(await fetchFashionMnist(fresh(home)));
    expect(asked).toEqual(['file-0.gz@0', 'file-0.gz@200000', 'file-0.gz@400000', 'file-0.gz@600000', 'file-1.gz@0']);
  });

  it('begins anew where the server has no ranges', async () => {
    const { home, asked } = await serve(({ name, number, response }) =>
      sendFrom(response, contents.get(name) as Buffer, 0, number === 0 ? 300_000 : undefined),
    );
    await expectComplete(await fetchFashionMnist(fresh(home)));
    expect(asked.slice(0, 2)).toEqual(['file-0.gz@0', 'file-0.gz@300000']);
  });

  it.each([
    ['another range', (response: ServerResponse) => sendFrom(response, bigBytes, 5)],
    ['416', (response: ServerResponse) => response.writeHead(416).end()],
  ])('begins anew where the server answers with %s', async (_, wrong) => {
    const { home, asked } = await serve((request) => {
      if (request.number === 0) sendFrom(request.response, bigBytes, 0, 300_000);
      else if (request.from > 0) wrong(request.response);
      else right(request);
    });
    await expectComplete(await fetchFashionMnist(fresh(home)));
    expect(asked).toEqual(['file-0.gz@0', 'file-0.gz@300000', 'file-0.gz@0', 'file-1.gz@0']);
  });

  it('asks again when nothing comes any more', async () => {
    const { home, asked } = await serve((request) => {
      if (request.number > 0) return right(request);
      request.response.writeHead(200, { 'content-length': big.bytes });
      request.response.write(bigBytes.subarray(0, 100_000));
    });
    const events: FetchEvent[] = [];
    await expectComplete(await fetchFashionMnist(fresh(home, { stallMs: 1000, onEvent: (event) => events.push(event) })));
    expect(asked).toEqual(['file-0.gz@0', 'file-0.gz@100000', 'file-1.gz@0']);
    expect(events.find(({ kind }) => kind === 'retry')).toMatchObject({ reason: 'nothing came for 1 s' });
  });

  it('tries again after a passing failure, goes to the next home after a lasting one', async () => {
    const first = await serve(({ response }) => response.writeHead(404).end());
    const second = await serve((request) => (request.number < 2 ? request.response.writeHead(503).end() : right(request)));
    await expectComplete(await fetchFashionMnist(fresh([first.home, second.home])));
    expect(first.asked).toEqual(['file-0.gz@0', 'file-1.gz@0']);
    expect(second.asked).toEqual(['file-0.gz@0', 'file-0.gz@0', 'file-0.gz@0', 'file-1.gz@0']);
  });

  it.each([
    ['other bytes of the same number', (response: ServerResponse) => response.end(randomBytes(big.bytes, 9)), 'it sent other bytes than the published file: SHA-256'],
    ['a page', (response: ServerResponse) => response.writeHead(200, { 'content-length': 9 }).end('not there'), 'it offers 9 bytes, the published file has 1000003'],
    ['bytes without end', endless, 'it sent more than the 1000003 bytes of the published file'],
    ['404', (response: ServerResponse) => response.writeHead(404).end(), 'it answered 404 Not Found'],
  ])('takes nothing from a home that sends %s, and says why', async (_, wrong, reason) => {
    const { home, asked } = await serve(({ response }) => wrong(response));
    const options = fresh(home);
    const error = await failureOf(options);
    expect(error.code).toBe('fashion-mnist-unreachable');
    expect(error.message).toContain(`${home}${big.name}: ${reason}`);
    expect(error.message).toContain('or use --data sample');
    expect(asked.length).toBe(1);
    expect(await readdir(folderOf(options))).toEqual([]);
  });

  it('says what to do where there is no network, and that a proxy is not heeded', async () => {
    const options = fresh('http://127.0.0.1:1/', { attempts: 2 });
    const error = await failureOf({ ...options, environment: { ...options.environment, HTTPS_PROXY: 'http://proxy' } });
    expect(error.message).toMatch(/127\.0\.0\.1:1\/file-0\.gz: .*(ECONNREFUSED|bad port)/);
    expect(error.message).toContain('HTTPS_PROXY is set, but Node heeds it only with NODE_USE_ENV_PROXY=1');
    expect(error.message).toContain('FASHION_MNIST_DIR');
  });

  it('keeps what it has when it is told to stop, and goes on from there', async () => {
    const { home, asked } = await serve(right);
    const stop = new AbortController();
    const slow = await serve(({ response }) => {
      response.writeHead(200, { 'content-length': big.bytes });
      response.write(bigBytes.subarray(0, 500_000));
    });
    const options = fresh(slow.home);
    const onEvent = (event: FetchEvent) => {
      if (event.kind === 'progress' && event.received === 500_000) stop.abort(new Error('enough'));
    };
    await expect(fetchFashionMnist({ ...options, signal: stop.signal, onEvent })).rejects.toThrow('enough');
    await expectComplete(await fetchFashionMnist({ ...options, homes: [home] }));
    expect(asked[0]).toBe('file-0.gz@500000');
  });

  it('fetches a damaged file again, and forgets a damaged beginning', async () => {
    const { home, asked } = await serve(right);
    const events: FetchEvent[] = [];
    const options = fresh(home, { onEvent: (event) => events.push(event) });
    await mkdir(folderOf(options), { recursive: true });
    await writeFile(join(folderOf(options), big.name), 'damaged');
    await writeFile(join(folderOf(options), `${big.name}.released-1.part`), new Uint8Array(1000));
    await expectComplete(await fetchFashionMnist(options));
    expect(events[0]).toEqual({ kind: 'damaged', file: big.name });
    expect(asked).toEqual(['file-0.gz@1000', 'file-0.gz@0', 'file-1.gz@0']);
  });

  it('finishes a file that was complete but not yet in place', async () => {
    const { home, asked } = await serve(right);
    const options = fresh(home);
    await mkdir(folderOf(options), { recursive: true });
    await writeFile(join(folderOf(options), `${big.name}.released-1.part`), bigBytes);
    await expectComplete(await fetchFashionMnist(options));
    expect(asked).toEqual(['file-1.gz@0']);
  });

  it('says so when the cache cannot be written', async () => {
    const { home } = await serve(right);
    const options = fresh(home);
    await writeFile(options.environment.ARCHETYPE_HOME, 'a file');
    const error = await failureOf(options);
    expect(error.code).toBe('cache-unwritable');
    expect(error.message).toContain('set ARCHETYPE_HOME to a folder that you can write');
  });
});

describe('several processes', () => {
  let script = '';
  beforeAll(async () => {
    script = join(root, 'child.mjs');
    const entry = fileURLToPath(new URL('fetch.ts', import.meta.url));
    await build({
      stdin: {
        contents: `import { fetchFashionMnist } from ${JSON.stringify(entry)};
          await fetchFashionMnist({ ...JSON.parse(process.argv[2]) });`,
        resolveDir: root,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@archetype/source'],
      outfile: script,
      logLevel: 'error',
    });
  });

  const start = (options: FetchOptions) => spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'inherit'] });

  it('may fill the cache at once', async () => {
    const { home } = await serve(right);
    const options = fresh(home);
    const children = Array.from({ length: 3 }, () => start(options));
    expect(await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]))).toEqual([0, 0, 0]);
    await Promise.all(Array.from({ length: 3 }, () => fetchFashionMnist(options)));
    await expectComplete(folderOf(options));
  });

  it('killed at any moment leave nothing wrong and lose nothing that was received', async () => {
    // 50 pieces, one every 4 ms, so that a child lives through several of them.
    const { home, asked } = await serve(({ name, from, response }) => {
      const bytes = contents.get(name) as Buffer;
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
      const send = (at: number): void => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, at + 20_000));
        setTimeout(send, 4, at + 20_000);
      };
      send(from);
    });
    const options = fresh(home);
    const delays = new Uint32Array(12);
    fillWords(randomStream({ seed: 1, purpose: 'kill' }), delays);
    for (const delay of delays) {
      const child = start(options);
      const exit = once(child, 'exit');
      // Wait for its request, if it has one to make, and then some: a machine under load may take long to start it.
      const before = asked.length;
      while (asked.length === before && child.exitCode === null) await wait(1);
      await wait(delay % 60);
      child.kill('SIGKILL');
      await exit;
      // A file that is in place is right, whatever else lies there.
      const present = await readdir(folderOf(options)).catch(() => []);
      for (const name of present.filter((each) => contents.has(each))) {
        expect(Buffer.compare(await readFile(join(folderOf(options), name)), contents.get(name) as Buffer)).toBe(0);
      }
    }
    await expectComplete(await fetchFashionMnist(options));
    const starts = asked.filter((each) => each.startsWith(big.name)).map((each) => Number(each.split('@')[1]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(0);
  });
});

/** 64 KiB for ever, as fast as they are taken. */
function endless(response: ServerResponse): void {
  const piece = new Uint8Array(65_536);
  const send = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', send);
  send();
}
