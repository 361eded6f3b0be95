import { execute } from './execute.js';
import { noCompiler } from './refusals.js';

/** The C++ compiler: the one that `CXX` names, else the first that is found. */
export async function findCompiler(engine: string, signal: AbortSignal): Promise<string> {
  const named = process.env['CXX'];
  for (const name of named ? [named] : ['c++', 'g++', 'clang++']) {
    if ((await execute(name, ['--version'], { signal })).code === 0) return name;
  }
  throw noCompiler(engine);
}
