/** The browser's WebGPU, where this is one. */
export function ownGpu(): GPU | undefined {
  return (Reflect.get(globalThis, 'navigator') as { readonly gpu?: GPU } | undefined)?.gpu;
}
