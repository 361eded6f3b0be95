// Runs a command and keeps what it prints for the case that it fails: `node tools/quietly.mjs LABEL COMMAND ARGUMENT…`.
import { spawn } from 'node:child_process';

/** Resolves to the exit code; prints `label … 1.2 s`, then the whole output if the code is not 0. */
export async function quietly(label, command, commandArguments, environment = process.env) {
  process.stderr.write(`${label} … `);
  const start = performance.now();
  const child = spawn(command, commandArguments, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    shell: process.platform === 'win32',
  });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.on('close', (exitCode, signal) => resolve(exitCode ?? (signal === 'SIGINT' ? 130 : 1)));
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${code === 0 ? '' : 'failed, '}${seconds} s\n`);
  if (code !== 0) process.stderr.write(Buffer.concat(output));
  return code;
}

if (import.meta.filename === process.argv[1]) {
  const [label, command, ...rest] = process.argv.slice(2);
  process.exitCode = await quietly(label, command, rest);
}
