import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built command, as a user runs it from the root: `npm run build` first. */
export const bin = fileURLToPath(new URL('../packages/cli/bin/archetype.js', import.meta.url));

export const python = process.env.ARCHETYPE_BENCH_PYTHON ?? 'python3';

/** Runs a command of `archetype` that prints one JSON object a line, and returns them. */
export async function events(args) {
  const child = spawn(process.execPath, [bin, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (messages += text));
  const exit = new Promise((resolve) => child.on('close', resolve));
  const found = [];
  for await (const line of createInterface({ input: child.stdout })) found.push(JSON.parse(line));
  const code = await exit;
  if (code !== 0) throw new Error(`archetype ${args.join(' ')} ended with ${code}\n${messages}`);
  return found;
}

/** Runs it to its end and returns the whole process's milliseconds. */
export function wallMilliseconds(args) {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(stderr);
  return milliseconds;
}

/** Runs a Python script beside the benchmarks and parses what it prints. */
export function runPython(script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, error } = spawnSync(python, [path, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (error || status !== 0) throw new Error(`${python} ${script}: ${error?.message ?? `ended with ${status}`}`);
  return JSON.parse(stdout);
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const range = (count) => Array.from({ length: count }, (_, i) => i);
