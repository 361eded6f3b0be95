/** What `index.ts` is to Node this file is to a page: the same compiler, and the devices that a page has. */
export { backend } from './browserBackend.js';
export * from './compiler.js';
