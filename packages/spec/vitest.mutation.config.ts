import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** What says most in the least time comes first: a mutant runs until it is found out. */
const folders = ['layers', 'shapes', 'blocks', 'summary', 'lowering', 'receptiveField', 'check', 'inverse'] as const;

class FactsFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => folders.findIndex((folder) => moduleId.includes(`/src/${folder}/`));
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId)));
  }
}

// The tests that `npm run mutation` holds against each mutant: those that say what a model is. One seed, so that a mutant lives or dies alike each
// time. Stryker runs them in a copy of this folder, as deep below the root as this one.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [`src/{${folders.join(',')}}/**/*.test.ts`],
    env: { FAST_CHECK_SEED: '20261123' },
    sequence: { sequencer: FactsFirst },
    isolate: false,
  },
});
