import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Packages see each other's TypeScript, so a test needs no build.
const conditions = ['@archetype/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts'],
    setupFiles: [fileURLToPath(new URL('tools/seed.mjs', import.meta.url))],
    testTimeout: 30_000,
    // Two cores are the common case; a runtime under test brings threads of its own.
    maxWorkers: 2,
  },
});
