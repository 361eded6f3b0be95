// How long the command takes to say what it can do, and to check one file: whole processes, medians.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@archetype/spec';
import { spawnSync } from 'node:child_process';
import { median, range, wallMilliseconds } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const { positionals } = commandLine('bench/startup.mjs [ROUNDS]', { allowPositionals: true });
const [rounds = 21] = positionals.map(Number);
const folder = mkdtempSync(join(tmpdir(), 'archetype-startup-'));
const file = join(folder, 'resnet18.json');
writeFileSync(file, JSON.stringify(zoo.resnet18));
const bare = () => {
  const begin = process.hrtime.bigint();
  spawnSync(process.execPath, ['-e', '0']);
  return Number(process.hrtime.bigint() - begin) / 1e6;
};
const measured = { 'node -e 0': [], 'archetype --help': [], 'archetype validate FILE': [] };
for (const _ of range(rounds)) {
  measured['node -e 0'].push(bare());
  measured['archetype --help'].push(wallMilliseconds(['--help']));
  measured['archetype validate FILE'].push(wallMilliseconds(['validate', file]));
}
rmSync(folder, { recursive: true });
console.log(`Whole process, milliseconds, median (least) of ${rounds}, Node ${process.versions.node}\n`);
for (const [command, milliseconds] of Object.entries(measured)) {
  console.log(`${command.padEnd(24)} ${median(milliseconds).toFixed(0).padStart(4)} (${Math.min(...milliseconds).toFixed(0)})`);
}
