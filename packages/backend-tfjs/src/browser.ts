/** What `index.ts` is to Node this file is to a page. */
export { backend } from './browserBackend.js';
