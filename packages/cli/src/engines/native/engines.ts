import type { Plan, PlanOptions } from './plan.js';

interface NativeEngine {
  readonly name: string;
  plan(options: PlanOptions): Promise<Plan>;
}

/** The engines that can be added. */
export const nativeEngines = [
  { name: 'tfjs:node', plan: async (options) => (await import('./tensorflowBinding.js')).planNode(options) },
  { name: 'tfjs:node-gpu', plan: async (options) => (await import('./tensorflowBinding.js')).planNodeGpu(options) },
  { name: 'ort:cuda', plan: async (options) => (await import('./cudaProvider.js')).planCuda(options) },
] as const satisfies readonly NativeEngine[];

export type NativeEngineName = (typeof nativeEngines)[number]['name'];

export const nativeEngineNames: readonly NativeEngineName[] = nativeEngines.map(({ name }) => name);
