import { isDeepStrictEqual } from 'node:util';
import { ArchetypeError } from '@archetype/spec';
import type { RunDirectory } from '@archetype/training';
import type { TrainOptions } from '../commands/train.js';
import { engineRequest, isEngineRequest, nameOf, type EngineRequest } from '../engines/request.js';
import { listed } from '../nearest.js';
import { isObject } from '../sources/isObject.js';
import { loadModel } from '../sources/model.js';
import { isDataRecord } from './data.js';
import type { RunEnvironment } from './environment.js';

export function requireModel(reference: string | undefined): string {
  if (reference !== undefined) return reference;
  throw new ArchetypeError({
    code: 'missing-model',
    subject: 'train',
    problem: 'there is no model to train',
    remedy: 'name one (archetype list shows the zoo), or a run to go on with: --resume DIR',
  });
}

/** Options that would make the rest of a run another run than its beginning. */
const DECIDED = ['recipe', 'batchSize', 'learningRate', 'optimizer', 'seed', 'data', 'limit', 'weights', 'threads', 'precision', 'recompute', 'tune', 'out'] as const;

export function refuseConflicts(options: TrainOptions): void {
  const given: string[] = DECIDED.filter((name) => options[name] !== undefined).map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  if (!options.shuffle) given.push('--no-shuffle');
  if (!options.test) given.push('--no-test');
  if (given.length === 0) return;
  throw new ArchetypeError({
    code: 'resume-conflict',
    subject: '--resume',
    problem: `a run goes on as it began, so ${listed(given, 'and')} cannot be given with it; only --epochs can`,
    remedy: 'leave them out; or begin a new run with them, from this one\'s weights with --weights DIR/checkpoints/FILE.safetensors',
  });
}

export async function requireSameModel(run: RunDirectory, reference: string | undefined): Promise<void> {
  if (reference === undefined) return;
  const { model } = await loadModel(reference);
  // What was written and read again has no undefined fields and no prototypes, so both go through JSON.
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(model)), JSON.parse(JSON.stringify(run.model)))) return;
  throw new ArchetypeError({
    code: 'resume-other-model',
    subject: run.path,
    problem: `this run trains ${run.model.name}${model.name === run.model.name ? ', but not as this file now describes it' : `, not ${model.name}`}`,
    remedy: 'leave the model out to go on with the run, or leave --resume out to begin a new one',
  });
}

/** The engine that a run began on: another would not go on bit for bit. */
export function requireSameEngine(path: string, name: string, asked: EngineRequest | undefined): EngineRequest {
  const began = engineRequest(name);
  const same = asked === undefined || (asked.backend === began.backend && (asked.device === undefined || nameOf(asked) === name));
  if (same) return began;
  throw new ArchetypeError({
    code: 'resume-other-engine',
    subject: path,
    problem: `this run is on ${name}; on ${nameOf(asked)} it would not go on as it began`,
    remedy: "leave --engine out; or begin a new run there, from this one's weights with --weights",
  });
}

/** What a run says of itself, as far as anything depends on it; the rest is for people. */
export function readRunEnvironment({ path, environment }: { readonly path: string; readonly environment: unknown }): RunEnvironment {
  if (isObject(environment) && isEngineRequest(environment['engine']) && isDataRecord(environment['data'])) return environment as unknown as RunEnvironment;
  throw new ArchetypeError({
    code: 'run-incomplete',
    subject: `${path}/environment.json`,
    problem: 'it does not say on which engine and data this run began',
    remedy: 'restore the file as the run wrote it',
  });
}
