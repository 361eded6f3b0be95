/** The package has no declarations for this file. */
declare module '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js' {
  /** The text of the script that each worker runs. */
  export const wasmWorkerContents: string;
}
