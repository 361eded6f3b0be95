import { ArchetypeError } from '@archetype/spec';
import type { Availability } from '@archetype/training';
import type * as OrtModule from 'onnxruntime-node';

/** The part of onnxruntime-node that is used. */
export type Runtime = Pick<typeof OrtModule, 'InferenceSession' | 'Tensor' | 'env'>;

const INSTALL = 'npm install onnxruntime-node@1.30.0';

/** Loads onnxruntime-node, its native library included, and tells its version; or why it cannot be had. */
export async function probeRuntime(engine: string): Promise<{ readonly availability: Availability; readonly runtime?: Runtime }> {
  try {
    const loaded = (await import('onnxruntime-node')) as Runtime & { readonly default?: Runtime };
    const runtime = loaded.default ?? loaded;
    return { runtime, availability: { engine, available: true, version: `onnxruntime-node ${runtime.env.versions.node ?? 'unknown'}` } };
  } catch (error) {
    return { availability: { engine, available: false, ...explainLoadFailure(error) } };
  }
}

export async function openRuntime(engine: string): Promise<{ readonly runtime: Runtime; readonly version: string }> {
  const { availability, runtime } = await probeRuntime(engine);
  if (availability.available && runtime) return { runtime, version: availability.version };
  const { reason, fix } = availability as Extract<Availability, { available: false }>;
  throw new ArchetypeError({ code: 'engine-unavailable', subject: engine, problem: reason, remedy: fix });
}

/** Not installed at all, or there without a library for this platform, or with one that the system cannot load. */
export function explainLoadFailure(error: unknown): { readonly reason: string; readonly fix: string } {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string };
  const firstLine = message.split('\n')[0]!;
  if (/MODULE_NOT_FOUND/.test(code) && !firstLine.includes('.node')) {
    return { reason: 'the package onnxruntime-node is not installed', fix: INSTALL };
  }
  if (/MODULE_NOT_FOUND/.test(code)) {
    return {
      reason: `onnxruntime-node has no library for ${process.platform} ${process.arch}`,
      fix: 'onnxruntime-node 1.30 carries Linux (x64, arm64, glibc), macOS (arm64) and Windows (x64, arm64); elsewhere use another engine',
    };
  }
  return {
    reason: `the library of onnxruntime-node does not load: ${firstLine}`,
    fix: `reinstall it (${INSTALL}); on Linux it needs glibc 2.28 or later and libstdc++`,
  };
}
