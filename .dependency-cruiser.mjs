/**
 * Which package may import which, and how. The table is the one rule of the architecture; everything else keeps imports
 * honest: no reaching into another package's folders, nothing undeclared, no cycles.
 */
const MAY_IMPORT = {
  spec: [],
  datasets: ['spec'],
  training: ['spec', 'datasets'],
  'backend-reference': ['spec', 'training'],
  'backend-ort': ['spec', 'training'],
  'backend-tfjs': ['spec', 'training'],
  cli: ['spec', 'datasets', 'training', 'backend-reference', 'backend-ort', 'backend-tfjs'],
};

/** What tests may import on top: the judge, and real images. */
const TESTS_MAY_IMPORT = {
  'backend-ort': ['backend-reference', 'datasets'],
  'backend-tfjs': ['backend-reference', 'datasets'],
};

// Tests and what only they use. @archetype/spec/testing is public and has a rule of its own.
const TEST = ['\\.test\\.ts$', '/arbitraries\\.ts$', '^packages/[^/]+/testing/', '^packages/(?!spec/)[^/]+/src/testing/'];
const PRODUCTION = { path: '^packages/[^/]+/(src|bin)/', pathNot: TEST };

const folders = (names) => names.map((name) => `^packages/${name}/`);

const table = Object.entries(MAY_IMPORT).flatMap(([name, allowed]) => {
  const inTests = [...allowed, ...(TESTS_MAY_IMPORT[name] ?? [])];
  return [
    {
      name: `${name}-imports-only-its-row`,
      comment: `packages/${name} may import ${allowed.length === 0 ? 'no other package' : allowed.join(', ')}.`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: TEST },
      to: { path: '^packages/', pathNot: folders([name, ...allowed]) },
    },
    {
      name: `${name}-tests-import-only-its-row`,
      comment: `Tests of packages/${name} may import ${inTests.length === 0 ? 'no other package' : inTests.join(', ')}.`,
      severity: 'error',
      from: { path: `^packages/${name}/` },
      to: { path: '^packages/', pathNot: folders([name, ...inTests]) },
    },
  ];
});

export default {
  forbidden: [
    ...table,
    {
      name: 'every-package-has-a-row',
      comment: 'A new package states what it may import in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^packages/', pathNot: folders(Object.keys(MAY_IMPORT)) },
      to: {},
    },
    {
      name: 'spec-has-no-dependency',
      comment: 'spec runs in a browser and depends on nothing; only its test arbitraries use the optional peer fast-check.',
      severity: 'error',
      from: { path: '^packages/spec/src/', pathNot: [...TEST, '^packages/spec/src/testing/'] },
      to: { pathNot: '^packages/spec/', couldNotResolve: false },
    },
    {
      name: 'spec-testing-needs-only-fast-check',
      severity: 'error',
      from: { path: '^packages/spec/src/testing/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^packages/spec/', '(^|/)node_modules/fast-check/'], couldNotResolve: false },
    },
    {
      name: 'packages-meet-through-exports',
      comment: 'Import another package by its name, never by a path into its folder.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|examples/[^/]+|e2e|bench)/' },
      to: { path: '^(packages/[^/]+|examples/[^/]+|e2e|bench)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'Declare it in the package.json of the package that imports it.',
      severity: 'error',
      from: PRODUCTION,
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'production-does-not-import-tests',
      severity: 'error',
      from: { pathNot: [...TEST, '^packages/spec/src/testing/'] },
      to: { path: TEST },
    },
    {
      name: 'resolvable',
      severity: 'error',
      // The committed bin file imports dist, which a fresh clone lacks.
      from: { pathNot: '^packages/cli/bin/' },
      // `?url` is Vite's: the address of a file that it copies.
      to: { couldNotResolve: true, pathNot: '\\?url$' },
    },
    {
      name: 'no-cycle',
      comment: 'Types may refer to each other; code that runs may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages/[^/]+|examples/[^/]+|e2e|bench)/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@archetype/source', 'node', 'import', 'types', 'default'],
    },
  },
};
