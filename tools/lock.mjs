// Checks that package-lock.json lists every optional native part of every package, and names no registry: `node tools/lock.mjs`.
// An install on a mirror that lacks some platform's part leaves it out without a word, and `npm ci` then refuses the file.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

/** Whether `name` is found from `folder` by Node's rule: its own node_modules, then each parent's. */
function isListed(folder, name) {
  if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
  return folder !== '' && isListed(folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '', name);
}

const faults = [];
for (const [folder, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!isListed(folder, name)) faults.push(`${folder} needs ${name} ${version}, which has no entry`);
  }
  if (/^https?:/.test(entry.resolved ?? '')) faults.push(`${folder} names a host: ${entry.resolved}`);
}
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
