export { addedEngines, engineDirectory, type AddedEngine } from './find.js';
export { recordFile, type EngineRecord, type OutsideLibrary } from './record.js';
export { lockEngine } from './lock.js';
