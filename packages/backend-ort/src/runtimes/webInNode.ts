import { availableParallelism } from 'node:os';
import { webRuntime } from './web.js';

/** onnxruntime-web in Node: its files are those of the installed package. */
export const webRuntimeInNode = webRuntime({ load: () => import('onnxruntime-web'), usualThreads: availableParallelism });
