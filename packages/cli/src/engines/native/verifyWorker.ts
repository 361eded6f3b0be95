import { ArchetypeError, defaultRecipe, zoo } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import { loadBackend } from '../backends.js';
import { engineRequest } from '../request.js';
import type { Verified } from './verify.js';

/** One training step of LeNet on the engine that the command line names; prints what came of it as JSON. */
async function trainOneStep(): Promise<Verified> {
  const { backend: name, device } = engineRequest(process.argv[2]!);
  const engine = await (await loadBackend(name)).open(device!);
  const model = zoo.lenet;
  const recipe = defaultRecipe(model);
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const program = await engine.compile(graphs);
  await program.writeState(initialState({ model, recipe }));
  const batch = { pixels: Uint8Array.from({ length: 64 * 784 }, (_, i) => i % 251), labels: Int32Array.from({ length: 64 }, (_, i) => i % 10) };
  const feeds = trainingFeeds(graphs.training(64), batch, recipe, { step: 0, steps: 1, stepsPerEpoch: 1 });
  const begun = performance.now();
  const { loss } = await (await program.step(feeds))();
  const milliseconds = performance.now() - begun;
  const after = (await (await program.step(feeds))()).loss;
  if (!(loss > 0 && Number.isFinite(after) && after !== loss)) throw new Error(`the loss of two steps is ${loss} and ${after}`);
  return { runtime: String(engine.environment['runtime']), device: String(engine.environment['device']), loss, milliseconds };
}

/** What is missing for the engine to be opened; anything else that fails ends the process. */
const unavailable = (error: unknown): { readonly unavailable: string } => {
  if (error instanceof ArchetypeError && error.code === 'engine-unavailable') return { unavailable: error.explanation.problem };
  throw error;
};

process.stdout.write(`${JSON.stringify(await trainOneStep().catch(unavailable))}\n`, () => process.exit(0));
