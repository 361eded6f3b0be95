// Mutation testing of what says which shape, state and cost a layer has: `npm run mutation`. What it found is in docs/mutation.md.
export default {
  mutate: ['src/layers/**/*.ts', 'src/shapes/**/*.ts', '!src/**/*.test.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // What only runs while a file loads would need every test anew; the compiler and the JSON Schema's snapshot hold it.
  ignoreStatic: true,
  concurrency: 1,
  // A busy machine is slow, not stuck.
  timeoutMS: 60_000,
  // The copy lies as deep below the root as this folder, so its relative paths are right as they are, and none is to be rewritten.
  tempDirName: '../../.stryker',
  tsconfigFile: 'none',
  ignorePatterns: ['dist', 'schemas', 'scripts'],
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  thresholds: { high: 95, low: 90, break: 90 },
};
