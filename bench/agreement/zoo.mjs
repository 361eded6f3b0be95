// Every network of the zoo on every engine present, against PyTorch in double precision, and the tables in docs/agreement.md:
//   node bench/agreement/zoo.mjs                      # all networks
//   node bench/agreement/zoo.mjs --nets lenet,nin     # these anew; the others keep their figures
//   node bench/agreement/zoo.mjs --setting settled    # the second table: what is in setting.mjs under that name
// Three steps from the same weights, with the same batches and dropout masks. The network goes to PyTorch as `archetype export --format pytorch` writes it.
// Where the gradients of an engine part from PyTorch's, PyTorch takes the engine's decisions at the kinks (kinks.mjs) and the gradients are compared again.
// Figures lie in bench/results/agreement.json and agreement-SETTING.json, written after each network.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zoo } from '@archetype/spec';
import { tensorDifferences } from '@archetype/training';
import { commandLine, refuse } from '../commandLine.mjs';
import { lossDifference, missing, withProgram } from './engines.mjs';
import { decisionsOf } from './kinks.mjs';
import { agreementPage } from './page.mjs';
import { networkIn, settings } from './setting.mjs';
import { torchOf } from './torch.mjs';

const root = process.env.ARCHETYPE_ROOT ?? fileURLToPath(new URL('../..', import.meta.url));
const usage = 'bench/agreement/zoo.mjs [--setting small|settled] [--nets NET,…] [--engines ENGINE,…] [--slow ENGINE,…] [--slow-macs N]';
const { values: asked } = commandLine(usage, {
  options: {
    setting: { type: 'string', default: 'small' },
    nets: { type: 'string', default: Object.keys(zoo).join(',') },
    engines: { type: 'string', default: 'ort:cpu exact,ort:cpu fast,ort:wasm exact,ort:wasm fast,tfjs:wasm,tfjs:node,tfjs:webgpu,tfjs:cpu,ort:webgpu fast' },
    // Plain JavaScript, and WebGPU without a card, take minutes a step of a large network.
    slow: { type: 'string', default: 'tfjs:cpu,tfjs:webgpu,ort:webgpu fast' },
    'slow-macs': { type: 'string', default: '6e7' },
  },
});
if (settings[asked.setting] === undefined) refuse(usage, `there is no setting ${asked.setting}`);
for (const name of asked.nets.split(',')) if (zoo[name] === undefined) refuse(usage, `the zoo has no ${name}`);
const tolerance = 1e-3;
const folder = mkdtempSync(join(tmpdir(), 'archetype-agreement-'));

/** The parameter whose gradient is furthest off. `all` are an engine's tensors, by which gradients that are zero by their nature are measured. */
function worstGradient(graph, all, mine, wanted) {
  let worst = { difference: 0 };
  const [a, b] = [mine, wanted].map((gradients) => new Map([...all, ...gradients]));
  for (const found of tensorDifferences(graph, tolerance)(a, b)) if (wanted.has(found.tensor) && found.difference > worst.difference) worst = found;
  return { gradient: worst.difference, tensor: worst.tensor };
}

/** An engine's figures: of its losses, of its gradients, and where these are beyond the tolerance, of its gradients once PyTorch decides as it did. */
async function figuresOf({ graph }, torch, all, { losses, gradients, decisions }) {
  const plain = { loss: lossDifference(losses, torch.exact.losses), ...worstGradient(graph, all, gradients, torch.exact.gradients) };
  if (plain.gradient <= tolerance) return plain;
  const { gradients: imposed, ...kinks } = await torch.impose(decisions());
  return { ...plain, kinks: { ...kinks, ...worstGradient(graph, all, gradients, imposed) } };
}

const present = [];
for (const name of asked.engines.split(',')) {
  const reason = await missing(name);
  if (reason === undefined) present.push(name);
  else console.error(`${name} is left out: ${reason}`);
}
const fileOf = (setting) => `${root}/bench/results/agreement${setting === 'small' ? '' : `-${setting}`}.json`;
const readFigures = (setting) => (existsSync(fileOf(setting)) ? JSON.parse(readFileSync(fileOf(setting), 'utf8')) : {});
const nets = await Promise.all(asked.nets.split(',').map((name) => networkIn(name, settings[asked.setting])));
for (const net of nets.toSorted((a, b) => a.macs - b.macs)) {
  const { name, side, macs, parameters, graphs, graph, initial } = net;
  const torch = await torchOf(net, folder);
  const feeds = torch.feeds;
  const found = { side, macs, parameters, learningRate: torch.learningRate, engines: {} };
  console.error(`${name} at ${side}, rate ${torch.learningRate}, losses ${torch.exact.losses.map((loss) => loss.toFixed(4)).join(' ')}`);
  for (const engine of present) {
    if (macs > Number(asked['slow-macs']) && asked.slow.split(',').includes(engine)) continue;
    try {
      await withProgram(engine, graphs, async (program) => {
        await program.writeState(initial);
        const all = await program.inspect(feeds[0], graph.operations.flatMap(({ outputs }) => outputs));
        await program.writeState(initial);
        const losses = [];
        for (const feed of feeds) losses.push((await (await program.step(feed))()).loss);
        const gradients = new Map([...torch.exact.gradients.keys()].map((tensor) => [tensor, all.get(tensor)]));
        found.engines['PyTorch float32'] ??= {
          ...(await figuresOf(net, torch, all, { ...torch.rounded, decisions: () => torch.decisions })),
          moved: Math.max(...torch.moved.map((each) => lossDifference(each, torch.exact.losses))),
        };
        found.engines[engine] = await figuresOf(net, torch, all, { losses, gradients, decisions: () => decisionsOf(graph, all) });
      });
    } catch (error) {
      found.engines[engine] = { failed: String(error?.message ?? error).slice(0, 300) };
    }
    console.error(`  ${engine}: ${JSON.stringify(found.engines[engine])}`);
  }
  // Read again: another run may have written its figures meanwhile.
  const known = readFigures(asked.setting);
  known[name] = { ...found, engines: { ...known[name]?.engines, ...found.engines } };
  writeFileSync(fileOf(asked.setting), `${JSON.stringify(known, null, 1)}\n`);
  writeFileSync(`${root}/docs/agreement.md`, agreementPage(readFigures('small'), readFigures('settled')));
}
rmSync(folder, { recursive: true });
