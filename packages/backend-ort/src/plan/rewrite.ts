import type { StepGraph } from '@archetype/training';
import { biasBeforeBatchNorm } from './biasBeforeBatchNorm.js';
import { foldLearningRate } from './foldLearningRate.js';
import type { Plan } from './operations.js';
import { poolBeforeActivation } from './poolBeforeActivation.js';

/** The rewriting passes, in their order. Each keeps what the graph computes and says in its file what it leaves out. */
const passes: readonly ((plan: Plan) => Plan)[] = [biasBeforeBatchNorm, poolBeforeActivation, foldLearningRate];

/** The step graph with less to do. Tensors that no result needs may be gone, and gradients may have the learning rate in them. */
export const rewrite = (graph: StepGraph): Plan => passes.reduce<Plan>((plan, pass) => pass(plan), graph);
