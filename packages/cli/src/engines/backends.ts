import type { Backend } from '@archetype/training';

/** Backends in the order of preference. Importing one loads no runtime, but it is not imported before it is asked for either. */
const LOADERS = {
  ort: async (): Promise<Backend> => (await import('@archetype/backend-ort')).backend,
  tfjs: async (): Promise<Backend> => (await import('@archetype/backend-tfjs')).backend,
  reference: async (): Promise<Backend> => (await import('@archetype/backend-reference')).backend,
} as const;

export type BackendName = keyof typeof LOADERS;

export const BACKEND_NAMES = Object.keys(LOADERS) as readonly BackendName[];

export const loadBackend = (name: BackendName): Promise<Backend> => LOADERS[name]();
