import { inferShapes, type Layer, type LeafLayer, type ModelSpec } from '@archetype/spec';
import { call, linesOf, type Call } from './expression.js';
import { writers, type Leaf } from './layers.js';
import { classNameOf, isAttribute, requireModuleName } from './names.js';
import { operationsOf } from './operations.js';
import { supports, type Support } from './supports.js';

export interface PytorchModule {
  readonly className: string;
  /** The Python file. */
  readonly text: string;
  /** The modules within the class, by their names in its state_dict. */
  readonly modules: readonly { readonly name: string; readonly module: Call }[];
}

/**
 * A model as a Python file for PyTorch: one class, whose state_dict has the names and shapes of our state. It gives the logits.
 *
 * @param input what a value of the input is, for the reader: `pixel / 255`
 * @throws ArchetypeError `not-a-module-name`
 */
export function pytorchModule(model: ModelSpec, input: string): PytorchModule {
  const used = new Set<Support>();
  const modules = modulesOf(model, used);
  const className = classNameOf(model.name, Object.keys(supports));
  const shapes = inferShapes(model);
  const output = shapes.at(-1)?.outputShape ?? model.input;
  const body = classLines(className, modules, model.layers.length > 0 && model.layers.every(({ name }) => name !== undefined && isAttribute(name)));
  const helpers = [...used].toSorted().map((name) => supports[name]);
  const text = [
    `"""${className} as a PyTorch module, written by archetype from the model ${JSON.stringify(model.name).replaceAll('\\', '\\\\').replaceAll('"', "'")}.`,
    '',
    `Input: float32 [N, ${model.input.join(', ')}], ${input}. Output: logits [N, ${output.join(', ')}]; their softmax gives the probabilities.`,
    '',
    `    model = ${className}()`,
    '    model.load_state_dict(safetensors.torch.load_file("model.safetensors"))',
    '    model.eval()',
    '"""',
    '',
    ...(body.some((line) => line.includes('OrderedDict(')) ? ['from collections import OrderedDict', ''] : []),
    'import torch',
    ...(helpers.some((helper) => helper.includes('F.')) ? ['import torch.nn.functional as F'] : []),
    'from torch import nn',
    ...helpers.flatMap((helper) => ['', '', helper]),
    '',
    '',
    ...body,
    '',
  ].join('\n');
  return { className, text, modules };
}

/** Attributes and a forward method where every module has a name; else a sequence. */
function classLines(className: string, modules: PytorchModule['modules'], attributes: boolean): readonly string[] {
  const indented = (lines: readonly string[], levels: number): readonly string[] => lines.map((line) => (line === '' ? '' : `${'    '.repeat(levels)}${line}`));
  if (!attributes) {
    return [`class ${className}(nn.Sequential):`, ...indented(['def __init__(self) -> None:'], 1), ...indented(linesOf({ callee: 'super().__init__', arguments: [], modules: { kind: kindOf(modules), entries: modules } }), 2)];
  }
  const steps = modules.map(({ name }, index) => (index === modules.length - 1 ? `return self.${name}(x)` : `x = self.${name}(x)`));
  return [
    `class ${className}(nn.Module):`,
    ...indented(['def __init__(self) -> None:'], 1),
    ...indented(['super().__init__()', ...modules.flatMap(({ name, module }) => linesOf(module, `self.${name} = `))], 2),
    '',
    ...indented(['def forward(self, x: torch.Tensor) -> torch.Tensor:'], 1),
    ...indented(steps, 2),
  ];
}

const kindOf = (modules: PytorchModule['modules']): 'positional' | 'named' => (modules.every(({ name }) => /^\d+$/.test(name)) ? 'positional' : 'named');

function modulesOf(model: ModelSpec, used: Set<Support>): PytorchModule['modules'] {
  const shapes = new Map(inferShapes(model).map((shape) => [shape.path, shape]));
  const operations = operationsOf(model);
  const support = (name: Support): string => {
    used.add(name);
    return name;
  };
  const listOf = (layers: readonly Layer[], within: string): PytorchModule['modules'] =>
    layers.map((layer, index) => {
      const name = layer.name ?? String(index);
      const path = within === '' ? name : `${within}.${name}`;
      if (layer.name !== undefined) requireModuleName(model.name, path, name);
      return { name, module: moduleOf(layer, path) };
    });
  const sequence = (entries: PytorchModule['modules']): Call =>
    entries.length === 0 ? call('nn.Identity', []) : { callee: 'nn.Sequential', arguments: [], modules: { kind: kindOf(entries), entries } };
  const moduleOf = (layer: Layer, path: string): Call => {
    if (layer.kind === 'sequential') return sequence(listOf(layer.layers, path));
    if (layer.kind !== 'parallel') return leafOf(layer, path);
    const branches = layer.branches.map((branch, index) => ({ name: String(index), module: sequence(listOf(branch, `${path}.${index}`)) }));
    return { callee: support(MERGES[layer.merge]), arguments: [], modules: { kind: 'list', entries: branches } };
  };
  const leafOf = (layer: LeafLayer, path: string): Call => {
    const shape = shapes.get(path)!;
    // The writer of a kind takes layers of that kind.
    const write = writers[layer.kind] as (leaf: Leaf<LeafLayer['kind']>) => Call;
    const [before, after] = [shape.inputShape.join('×'), shape.outputShape.join('×')];
    return { ...write({ layer, shape, operations: operations(path), support }), ...(after !== before && { remark: after }) };
  };
  return listOf(model.layers, '');
}

const MERGES = { add: 'Add', multiply: 'Multiply', concat: 'Concat' } as const;
