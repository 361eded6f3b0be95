import { defineConfig } from 'vite';

// A page gets memory that threads share only if it is cross-origin isolated. Without these headers the engines run on one thread.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  // Addresses relative to the page, so that it can be served from any folder.
  base: './',
  resolve: { conditions: ['@archetype/source', 'browser', 'module', 'import', 'development|production'] },
  worker: { format: 'es' },
  server: { headers },
  preview: { headers },
  build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
  // Engines are loaded when they are opened, so that Vite does not see them at once, and would load the page again when it does.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js',
      '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
      '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js',
      '@tensorflow/tfjs-backend-webgpu',
      'onnxruntime-web/wasm',
    ],
  },
});
