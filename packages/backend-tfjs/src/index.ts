export { backend } from './backend.js';
export { operationTable } from './operationTable.js';
