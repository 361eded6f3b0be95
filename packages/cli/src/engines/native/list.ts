import { addedEngines } from '@archetype/training/added-engines';
import { print, printJson } from '../../terminal/output.js';
import { bytes } from '../../terminal/quantities.js';
import { describeEngines, probeAll } from '../probe.js';
import { nativeEngineNames } from './engines.js';

/** `archetype engine list`: the engines that can be added, as `doctor` has them, and what lies in the cache folder. */
export async function listEngines(json: boolean): Promise<void> {
  const engines = await probeAll(nativeEngineNames);
  const added = (await Promise.all(nativeEngineNames.map((name) => addedEngines(name, {})))).flat();
  if (json) {
    const places = added.map(({ engine, folder, bytes: size, versions, added: when, unfit }) => ({ engine, folder, bytes: size, versions, added: when, ...(unfit !== undefined && { unfit }) }));
    printJson({ engines, added: places });
    return;
  }
  const places = added.map(({ engine, folder, bytes: size }) => `${engine}: ${bytes(size)} in ${folder}`);
  print([describeEngines(engines), ...(places.length > 0 ? ['', ...places] : [])].join('\n'));
}
