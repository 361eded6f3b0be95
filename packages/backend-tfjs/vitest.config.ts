import { configDefaults, defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** Needs TensorFlow's C library, which no plain install brings: `npm run test:native`. */
const native = 'src/engines/node.test.ts';

const test = process.env['ARCHETYPE_TEST_NATIVE'] === undefined ? { exclude: [...configDefaults.exclude, native] } : { include: [native] };

export default defineConfig({ ...base, test: { ...base.test, ...test } });
