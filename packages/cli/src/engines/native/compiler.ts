import { execute } from './execute.js';
import { noCompiler } from './refusals.js';

/** A compiler as it is called: the program, and what stands between it and its parameters, as in `ccache g++`. */
export type Compiler = readonly [program: string, ...before: string[]];

/** The C++ compiler: the one that `CXX` names, with what may stand before or behind its name there, else the first that is found. */
export async function findCompiler(engine: string, signal: AbortSignal): Promise<Compiler> {
  const named = process.env['CXX']?.trim() ?? '';
  const calls: readonly Compiler[] = named === '' ? [['c++'], ['g++'], ['clang++']] : [[named], named.split(/\s+/) as unknown as Compiler];
  for (const [program, ...before] of calls) if ((await execute(program, [...before, '--version'], { signal })).code === 0) return [program, ...before];
  throw noCompiler(engine, named);
}
