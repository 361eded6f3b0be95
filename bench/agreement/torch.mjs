// The same steps by PyTorch, from a network's exported module, weights, batches and masks.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors, writeSafetensors } from '@archetype/training';
import { bin, python } from '../archetype.mjs';
import { finished } from './engines.mjs';

const script = fileURLToPath(new URL('../torch/agreementRun.py', import.meta.url));

/**
 * PyTorch with a network: `exact` and `rounded` are its losses and first gradients in double precision and in float32, `moved` the losses of float32 runs whose
 * weights were moved in the last place, `decisions` those of ReLU and max pooling in float32, `feeds` the network's with the learning rate of the setting.
 *
 * `impose` resolves to the first gradients in double precision where ReLU and max pooling decide as told, how many decisions of theirs differ and of which
 * layers, and the largest distance that was decided about, by the root mean square of what the layer reads.
 */
export async function torchOf({ name, side, images, setting, model, graph, initial, feeds }, folder) {
  const file = (end) => join(folder, `${name}.${end}`);
  writeFileSync(file('json'), JSON.stringify(model));
  await finished(process.execPath, [bin, 'export', file('json'), '--format', 'pytorch', '-o', file('py')]);
  await writeSafetensors(file('weights'), new Map(graph.state.map(({ name: tensor, shape }) => [tensor, { shape, values: initial.get(tensor) }])));
  const floats = (values, scale = 1) => ({ shape: [values.length], values: Float32Array.from(values, (value) => value / scale) });
  const batches = new Map([['side', floats([side])], setting.decrease === undefined ? ['learningRate', floats([setting.learningRate])] : ['decrease', floats([setting.decrease])]]);
  feeds.forEach((feed, step) => {
    const labels = floats(feed.get('labels'));
    batches.set(`pixels/${step}`, { ...floats(feed.get('pixels'), 255), shape: [...labels.shape, ...images] });
    batches.set(`labels/${step}`, labels);
    for (const { kind, path, inputs } of graph.operations) if (kind === 'dropout') batches.set(`mask/${step}/${path}`, floats(feed.get(inputs[1])));
  });
  await writeSafetensors(file('batches'), batches);
  const given = [script, ...['py', 'weights', 'batches', 'out'].map(file)];

  const { learningRate, ...losses } = JSON.parse(await finished(python, given));
  const { tensors } = await readSafetensors(file('out'));
  return {
    learningRate,
    feeds: feeds.map((feed) => new Map([...feed, ['learningRate', Float32Array.of(learningRate)]])),
    exact: { losses: losses.float64, gradients: gradientsOf(tensors, 'float64') },
    rounded: { losses: losses.float32, gradients: gradientsOf(tensors, 'float32') },
    moved: losses.moved,
    decisions: new Map([...tensors].filter(([key]) => key.startsWith('decisions/')).map(([key, value]) => [key.slice('decisions/'.length), value])),

    async impose(decisions) {
      await writeSafetensors(file('decisions'), decisions);
      const differing = Object.entries(JSON.parse(await finished(python, [...given, '--decisions', file('decisions')])));
      return {
        gradients: gradientsOf((await readSafetensors(file('out'))).tensors, 'float64'),
        decisions: differing.reduce((sum, [, [count]]) => sum + count, 0),
        apart: Math.max(0, ...differing.map(([, [, , apart]]) => apart)),
        layers: differing.map(([path]) => path),
      };
    },
  };
}

/** By the names that our gradients have. */
function gradientsOf(tensors, precision) {
  const own = [...tensors].filter(([key]) => key.startsWith(`${precision}/`));
  return new Map(own.map(([key, { values }]) => [`${key.slice(precision.length + 1)}:gradient`, values]));
}
