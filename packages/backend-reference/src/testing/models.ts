import { parseModel, type ModelSpec } from '@archetype/spec';
import { readFixture } from './fixture.js';

/** Small models of three classes that between them hold every layer kind, merge and container. */
export const models: readonly ModelSpec[] = (readFixture('models.json') as readonly unknown[]).map((model) => parseModel(model));
