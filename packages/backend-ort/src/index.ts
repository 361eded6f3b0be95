export { backend } from './backend.js';
export * from './compiler.js';

export { requireOnnxSize } from './export/fileSize.js';
export { exportInference, type InferenceExport } from './export/inference.js';
export { exportTraining, type ExportedTraining, type TrainingExport } from './export/training.js';
