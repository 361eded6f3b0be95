import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { addedEngines } from '@archetype/training/added-engines';
import type { AddedEngine } from '@archetype/training/added-engines';
import type { Missing, Runtime, RuntimeSource } from './runtime.js';

const VERSION = '1.30.0';
const INSTALL = `npm install onnxruntime-node@${VERSION}`;

/** The copies of onnxruntime-node with the CUDA provider beside it that `archetype engine add ort:cuda` made, those that fit first. */
export const addedRuntimes = (): Promise<readonly AddedEngine[]> => addedEngines('ort:cuda', { 'onnxruntime-node': VERSION });

/**
 * The folder of onnxruntime-node that this process uses: an added one where it fits, for every device, because a process cannot hold two libraries of one name; else
 * the installed package.
 */
export async function runtimeFolder(): Promise<string> {
  const added = (await addedRuntimes()).find(({ unfit }) => unfit === undefined);
  return added?.modulePath ?? dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}

/**
 * From 1.29 on the library tells its maker over the network of its use, by a thread of its own and an identifier in the home folder, unless it is forbidden to before it is loaded; in a
 * process, and in those that it starts. Whoever wants it sets ORT_DISABLE_TELEMETRY=0.
 */
export function withoutTelemetry(environment: NodeJS.ProcessEnv): void {
  environment['ORT_DISABLE_TELEMETRY'] ??= '1';
}

/** onnxruntime-node, its native library included. */
export const nativeRuntime: RuntimeSource = {
  async load() {
    withoutTelemetry(process.env);
    try {
      const runtime = createRequire(import.meta.url)(await runtimeFolder()) as Runtime;
      return { runtime, version: `onnxruntime-node ${runtime.env.versions.node ?? 'unknown'}` };
    } catch (error) {
      return explainLoadFailure(error);
    }
  },
  threads: (_, __, { threads = availableParallelism() }) => threads,
};

/** Not installed at all, or there without a library for this platform, or with one that the system cannot load. */
export function explainLoadFailure(error: unknown): Missing {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string };
  const firstLine = message.split('\n')[0]!;
  if (/MODULE_NOT_FOUND/.test(code) && !firstLine.includes('.node')) {
    return { reason: 'the package onnxruntime-node is not installed', fix: INSTALL };
  }
  if (/MODULE_NOT_FOUND/.test(code)) {
    return {
      reason: `onnxruntime-node has no library for ${process.platform} ${process.arch}`,
      fix: 'onnxruntime-node 1.30 carries Linux (x64, arm64, glibc), macOS (arm64) and Windows (x64, arm64); elsewhere use ort:wasm',
    };
  }
  return {
    reason: `the library of onnxruntime-node does not load: ${firstLine}`,
    fix: `reinstall it (${INSTALL}); on Linux it needs glibc 2.28 or later and libstdc++; ort:wasm needs neither`,
  };
}
