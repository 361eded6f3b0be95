import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { median } from './archetype.mjs';

/** A process that answers one line with one line: settings first, then how many steps to train. */
export async function startWorker(command, args, settings) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) {
      console.error(`${command} ${args.join(' ')} ended before it answered; why, it has said above (bench/README.md says which Python and packages the workers take)`);
      process.exit(1);
    }
    return JSON.parse(value);
  };
  const about = await ask(JSON.stringify(settings));
  return { about, run: ask, stop: () => child.stdin.end() };
}

/**
 * Starts every worker, and lets one after the other train `steps` steps while the rest wait, round for round. The first steps, which allocate, are left out.
 * Resolves to what each said of itself, the milliseconds of every step, those of each round (median, and of the processor where it says so), and its peak in megabytes.
 *
 * @param starts by name, functions that start a worker
 */
export async function inTurn(starts, { rounds, steps, first = 3 }) {
  const workers = {};
  for (const [name, start] of Object.entries(starts)) workers[name] = { ...(await start()), milliseconds: [], rounds: [], cpu: [], peak: 0 };
  for (const worker of Object.values(workers)) await worker.run(first);
  for (let round = 0; round < rounds; round++) {
    for (const worker of Object.values(workers)) {
      const answer = await worker.run(steps);
      worker.milliseconds.push(...answer.milliseconds);
      worker.rounds.push(median(answer.milliseconds));
      if (answer.cpuMilliseconds !== undefined) worker.cpu.push(answer.cpuMilliseconds);
      worker.peak = answer.peakMegabytes;
    }
  }
  for (const worker of Object.values(workers)) worker.stop();
  return workers;
}
