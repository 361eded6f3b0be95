import { configDefaults, defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** Needs a compiler, Python and a network: `npm run test:native`. */
const native = 'src/engines/native/real.test.ts';

const test = process.env['ARCHETYPE_TEST_NATIVE'] === undefined ? { exclude: [...configDefaults.exclude, native] } : { include: [native] };

export default defineConfig({ ...base, test: { ...base.test, ...test } });
