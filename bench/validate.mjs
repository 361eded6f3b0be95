// How long 1,000 models take to validate, files read and positions found: whole processes, medians.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import * as fc from 'fast-check';
import { bin, median, range } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const { positionals } = commandLine('bench/validate.mjs [ROUNDS] [FILES]', { allowPositionals: true });
const [rounds = 7, files = 1000] = positionals.map(Number);
const seed = 2026;

/** Each set as it would lie in a repository: a file a model, indented. */
const sets = {
  'random models of up to 40 layers a list': fc.sample(modelSpec({ maxLayers: 40 }), { numRuns: files, seed }),
  'models of the zoo, all in turn': range(files).map((i) => Object.values(zoo)[i % Object.keys(zoo).length]),
};

/** Says at its end how much processor time it took. */
const meter = 'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write(`cpu ${(user+system)/1e3}`)})';

/** One whole run: milliseconds on the wall, and of processor time in all threads. */
function measure(folder) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', meter, bin, 'validate', `${folder}/*.json`, '--json'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const wall = performance.now() - begin;
  const checked = status === 0 ? JSON.parse(stdout).files.length : 0;
  if (checked !== files) throw new Error(`${checked} of ${files} files were right, exit ${status}\n${stderr}`);
  return { wall, cpu: Number(/cpu ([\d.]+)$/.exec(stderr)?.[1]) };
}

console.log(`archetype validate on ${files} files, whole process, median (least) of ${rounds}, Node ${process.versions.node}\n`);
for (const [name, models] of Object.entries(sets)) {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-validate-'));
  models.forEach((model, i) => writeFileSync(join(folder, `${String(i).padStart(6, '0')}.json`), JSON.stringify(model, undefined, 2)));
  const megabytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1e6;
  const measured = range(rounds).map(() => measure(folder));
  rmSync(folder, { recursive: true });
  const figures = ['wall', 'cpu'].map((what) => {
    const milliseconds = measured.map((each) => each[what]);
    return `${what} ${(median(milliseconds) / 1000).toFixed(2)} s (${(Math.min(...milliseconds) / 1000).toFixed(2)})`;
  });
  console.log(`${name.padEnd(40)} ${megabytes.toFixed(1).padStart(5)} MB   ${figures.join('   ')}`);
}
