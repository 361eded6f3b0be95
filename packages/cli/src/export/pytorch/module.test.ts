import { conv2d, defineModel, linear, parallel, relu, sequential, stateTensors, zoo, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from './expression.js';
import { pytorchModule, type PytorchModule } from './module.js';

/** What each PyTorch module keeps in a state_dict, by its own documentation; `num_batches_tracked` may be missing. */
function stateOf({ callee, arguments: given }: Call): readonly string[] {
  const has = (option: string): boolean => !given.includes(option);
  if (/^(nn\.Conv2d|PaddedConv2d|nn\.Linear)$/.test(callee)) return has('bias=False') ? ['weight', 'bias'] : ['weight'];
  if (/BatchNorm[12]d$/.test(callee)) return [...(has('affine=False') ? ['weight', 'bias'] : []), 'running_mean', 'running_var'];
  return [];
}

const namesIn = (modules: PytorchModule['modules'], within: string): readonly string[] =>
  modules.flatMap(({ name, module }) => [
    ...stateOf(module).map((state) => `${within}${name}.${state}`),
    ...(module.modules === undefined ? [] : namesIn(module.modules.entries, `${within}${name}.`)),
  ]);

const stateNames = (model: ModelSpec): readonly string[] => namesIn(pytorchModule(model, 'pixel / 255').modules, '');

describe('the state_dict of a PyTorch module', () => {
  it.each(Object.entries(zoo))('of %s has the names of our state, in its order', (_, model) => {
    expect(stateNames(model)).toEqual(stateTensors(model).map(({ name }) => name));
  });

  it('has them for any model', () => {
    fc.assert(
      fc.property(modelSpec({ classes: 3 }), (model) => {
        expect(stateNames(model)).toEqual(stateTensors(model).map(({ name }) => name));
      }),
    );
  });
});

describe('the file', () => {
  it('of lenet reads like a hand-written module', () => {
    expect(pytorchModule(zoo.lenet, 'pixel / 255').text).toMatchInlineSnapshot(`
      """"LeNet as a PyTorch module, written by archetype from the model 'lenet'.

      Input: float32 [N, 1, 28, 28], pixel / 255. Output: logits [N, 10]; their softmax gives the probabilities.

          model = LeNet()
          model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
          model.eval()
      """

      import torch
      from torch import nn


      class LeNet(nn.Sequential):
          def __init__(self) -> None:
              super().__init__(
                  nn.Conv2d(1, 6, kernel_size=5),  # 6×24×24
                  nn.Sigmoid(),
                  nn.MaxPool2d(kernel_size=2),  # 6×12×12
                  nn.Conv2d(6, 16, kernel_size=5),  # 16×8×8
                  nn.Sigmoid(),
                  nn.MaxPool2d(kernel_size=2),  # 16×4×4
                  nn.Flatten(),  # 256
                  nn.Linear(256, 120),  # 120
                  nn.Sigmoid(),
                  nn.Linear(120, 84),  # 84
                  nn.Sigmoid(),
                  nn.Linear(84, 10),  # 10
              )
      "
    `);
  });

  const named = defineModel({
    name: 'two-way net',
    input: [2, 7, 7],
    layers: [
      sequential({ name: 'stem', layers: [conv2d({ name: 'lambda', outChannels: 4, kernelSize: 3, padding: [1, 0, 0, 1] }), relu()] }),
      parallel({ name: 'ways', merge: 'concat', branches: [[], [conv2d({ outChannels: 2, kernelSize: 1 })]] }),
      sequential({ name: 'head', layers: [{ kind: 'flatten' }, linear({ outFeatures: 3, bias: false })] }),
    ],
  });
  it('has attributes and a forward method where every part has a name, and the modules that PyTorch lacks', () => {
    expect(pytorchModule(named, 'pixel / 255').text).toMatchInlineSnapshot(`
      """"TwoWayNet as a PyTorch module, written by archetype from the model 'two-way net'.

      Input: float32 [N, 2, 7, 7], pixel / 255. Output: logits [N, 3]; their softmax gives the probabilities.

          model = TwoWayNet()
          model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
          model.eval()
      """

      from collections import OrderedDict

      import torch
      import torch.nn.functional as F
      from torch import nn


      class Concat(nn.ModuleList):
          """What the branches give, joined along the channels."""

          def forward(self, x: torch.Tensor) -> torch.Tensor:
              return torch.cat([branch(x) for branch in self], dim=1)


      class PaddedConv2d(nn.Conv2d):
          """A convolution whose padding differs from side to side: (left, right, top, bottom)."""

          def __init__(self, *args, pad, **kwargs) -> None:
              super().__init__(*args, **kwargs)
              self.pad = pad

          def forward(self, x: torch.Tensor) -> torch.Tensor:
              return super().forward(F.pad(x, self.pad))


      class TwoWayNet(nn.Module):
          def __init__(self) -> None:
              super().__init__()
              self.stem = nn.Sequential(OrderedDict([
                  ("lambda", PaddedConv2d(2, 4, kernel_size=3, pad=(0, 1, 1, 0))),  # 4×6×6
                  ("1", nn.ReLU()),
              ]))
              self.ways = Concat([
                  nn.Identity(),
                  nn.Sequential(
                      nn.Conv2d(4, 2, kernel_size=1),  # 2×6×6
                  ),
              ])
              self.head = nn.Sequential(
                  nn.Flatten(),  # 216
                  nn.Linear(216, 3, bias=False),  # 3
              )

          def forward(self, x: torch.Tensor) -> torch.Tensor:
              x = self.stem(x)
              x = self.ways(x)
              return self.head(x)
      "
    `);
  });

  it('imports what it uses and nothing else', () => {
    fc.assert(
      fc.property(modelSpec({ classes: 3 }), (model) => {
        const { text } = pytorchModule(model, 'pixel / 255');
        const body = text.slice(text.indexOf('from torch import nn') + 20);
        expect(text.includes('import OrderedDict')).toBe(body.includes('OrderedDict('));
        expect(text.includes('functional as F')).toBe(/\bF\./.test(body));
        for (const [, used] of body.matchAll(/(?<![.\w])([A-Z]\w+)\(/g)) expect(body.includes(`class ${used}(`) || used === 'OrderedDict').toBe(true);
      }),
    );
  });

  it.each([
    ['lenet-bn', 'LeNetBN'],
    ['vgg11-ratio4', 'VGG11Ratio4'],
    ['resnet152', 'ResNet152'],
    ['my own net!', 'MyOwnNet'],
    ['2012', 'Model2012'],
    ['add', 'AddNet'],
    ['none', 'NoneNet'],
    ['f', 'FNet'],
    ['ordered dict', 'OrderedDictNet'],
    ['a"""b', 'AB'],
  ])('of %j has the class %s', (name, expected) => {
    const { className, text } = pytorchModule(defineModel({ ...named, name }), 'pixel / 255');
    expect(className).toBe(expected);
    expect(text.match(/"""/g)!.length % 2).toBe(0);
  });

  it.each(['train', 'forward', '_modules', '__class__'])('refuses a layer called %s, which PyTorch does not take', (name) => {
    const model = defineModel({ name: 'mine', input: [3], layers: [sequential({ name: 'body', layers: [linear({ name, outFeatures: 2 })] })] });
    expect(() => pytorchModule(model, 'pixel / 255')).toThrow(expect.objectContaining({ code: 'not-a-module-name', message: expect.stringContaining(`mine/body.${name}`) }));
  });
});
