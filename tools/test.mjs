// `npm test`: every check of the repository on this Node, quiet when right, ending in totals.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { quietly } from './quietly.mjs';
import { addCounts, countReport, totalsLine } from './totals.mjs';

const stages = [
  { label: 'lint', arguments: ['run-many', '-t', 'lint', 'boundaries'] },
  { label: 'types', arguments: ['run-many', '-t', 'typecheck'] },
  { label: 'build', arguments: ['run-many', '-t', 'build'] },
  { label: 'unit tests', arguments: ['run-many', '-t', 'test'] },
  { label: 'end-to-end tests', arguments: ['run-many', '-t', 'e2e'] },
];

const reports = [
  ...readdirSync('packages').map((name) => ({ name, path: `packages/${name}/reports/unit.json` })),
  ...readdirSync('examples').map((name) => ({ name: `examples/${name}`, path: `examples/${name}/reports/unit.json` })),
  { name: 'e2e', path: 'e2e/reports/e2e.json' },
];
for (const { path } of reports) rmSync(path, { force: true });

let failedStages = 0;
for (const { label, arguments: nxArguments } of stages) {
  const code = await quietly(label, 'nx', nxArguments);
  if (code === 130) process.exit(130);
  if (code !== 0) failedStages += 1;
}

console.log('');
const counted = reports.filter(({ path }) => existsSync(path)).map(({ name, path }) => ({ name, counts: countReport(path) }));
for (const { name, counts } of counted) console.log(`  ${name.padEnd(18)} ${totalsLine(counts)}`);
for (const { name, path } of reports) if (!existsSync(path)) console.log(`  ${name.padEnd(18)} no report: its tests did not run`);
console.log(`  ${'total'.padEnd(18)} ${totalsLine(addCounts(counted.map(({ counts }) => counts)))}`);
if (failedStages > 0) console.log(`  ${failedStages} of ${stages.length} checks failed`);
if (failedStages > 0 || counted.length < reports.length) process.exitCode = 1;
