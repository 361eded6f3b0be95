import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { linear } from '../layers/linear.js';
import { defineModel } from '../model.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { drawMermaid } from './drawMermaid.js';

it('ResNet-18\'s first stage', () => {
  const lines = drawMermaid(zoo.resnet18).split('\n');
  expect(lines.slice(0, 5)).toEqual(['---', 'title: "resnet18"', '---', 'flowchart TB', '  n1(["input 1×224×224"])']);
  expect(lines.slice(9, 17)).toEqual([
    '  subgraph f2 ["stage1"]',
    '    subgraph f3 ["2 times"]',
    '      n4["conv 3×3, 64, padding 1<br/>batch norm<br/>ReLU<br/>64×56×56"]:::conv',
    '      n5["conv 3×3, 64, padding 1<br/>batch norm<br/>64×56×56"]:::conv',
    '      n6(("+")):::merge',
    '      n7["ReLU<br/>64×56×56"]:::small',
    '    end',
    '  end',
  ]);
  expect(lines).toEqual(expect.arrayContaining(['  n3 --> n4', '  n4 --> n5', '  n5 --> n6', '  n3 --> n6', '  n6 --> n7', '  n7 --> n8']));
});

it('a name is text on one line', () => {
  expect(drawMermaid(defineModel({ name: 'a "b"\n---\n<c>', input: [1], layers: [linear({ outFeatures: 1 })] })).split('\n').slice(0, 3)).toEqual(['---', String.raw`title: "a \"b\" --- <c>"`, '---']);
});

it('frames close, edges join nodes that there are, and each node but the first is entered', () => {
  fc.assert(
    fc.property(modelSpec({ maxLayers: 8 }), (model) => {
      const lines = drawMermaid(model).split('\n').map((line) => line.trim());
      const nodes = lines.flatMap((line) => /^(n\d+)[[(]/.exec(line)?.[1] ?? []);
      const edges = lines.flatMap((line) => { const edge = /^(n\d+) --> (n\d+)$/.exec(line); return edge ? [[edge[1], edge[2]]] : []; });
      expect(lines.filter((line) => line.startsWith('subgraph ')).length).toBe(lines.filter((line) => line === 'end').length);
      expect(edges.flat().filter((node) => !nodes.includes(node ?? ''))).toEqual([]);
      expect(new Set(edges.map(([, to]) => to))).toEqual(new Set(nodes.slice(1)));
    }),
    { numRuns: 40 },
  );
});
