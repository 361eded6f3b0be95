import { ArchetypeError } from '@archetype/spec';
import { takeLock } from '../src/run/lock.js';

/** Tries to take the lock named first, once the clock shows the time named second, and holds it until it is killed. */
const [, , path = '', at = '0'] = process.argv;

while (Date.now() < Number(at));
try {
  takeLock(path, 'contended');
  process.stdout.write('taken');
  setTimeout(() => undefined, 20_000);
} catch (error) {
  process.stdout.write(error instanceof ArchetypeError ? error.code : String(error));
}
