import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { devices } from '../devices/devices.js';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { writeOnnx } from '../emit/protobuf.js';
import type { Node, OnnxGraph, Value } from '../emit/value.js';
import { executionOrder, leavesOf, sourcesOf } from './executionOrder.js';
import { orderNodes } from './orderNodes.js';

/** Sums and products of earlier values, any two of them; the last of each chain leaves the graph. */
const graphs = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 2, maxLength: 40 }).map((pairs): OnnxGraph => {
  const builder = createBuilder();
  const g = createOperators(builder);
  const values: Value[] = [builder.input('x', 'float32', [4]), builder.input('y', 'float32', [4])];
  for (const [a, b] of pairs) values.push((a % 2 === 0 ? g.add : g.multiply)(values[a % values.length]!, values[b % values.length]!));
  const ends = leavesOf(builder.nodes()).map((node, i) => ({ name: `end${i}`, value: node.outputs[0]! }));
  return builder.finish('random', ends, {});
});

const followsSources = (nodes: readonly Node[]): boolean => {
  const place = new Map(nodes.map((node, at) => [node, at]));
  return nodes.every((node) => sourcesOf(node).every((source) => place.get(source)! < place.get(node)!));
};

describe('the order of nodes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-order-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The nodes as the runtime's profiler saw them run. */
  async function ranIn(graph: OnnxGraph): Promise<readonly string[]> {
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    const options = { ...devices.cpu.sessionOptions(1), enableProfiling: true, profileFilePrefix: join(folder, 'profile') };
    const session = await InferenceSession.create(writeOnnx(graph, { shapes: 'atRun' }), options);
    await session.run(Object.fromEntries(session.inputNames.map((name) => [name, new Tensor('float32', new Float32Array(4), [4])])));
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    const events = JSON.parse(readFileSync(join(folder, file!), 'utf8')) as readonly { readonly cat: string; readonly name: string }[];
    return events.flatMap(({ cat, name }) => (cat === 'Node' && name.endsWith('_kernel_time') ? [name.slice(0, -'_kernel_time'.length)] : []));
  }

  it('is the one in which the runtime runs them, for any graph', async () => {
    const check = async (graph: OnnxGraph): Promise<void> => expect(await ranIn(graph)).toEqual(executionOrder(graph.nodes).map(({ name }) => name));
    await fc.assert(fc.asyncProperty(graphs, async (graph) => {
      await check(graph);
      await check(orderNodes(graph));
    }), { numRuns: 25 });
  }, 60_000);

  it('keeps every node behind those that it reads', () => {
    fc.assert(fc.property(graphs, (graph) => {
      const { nodes } = orderNodes(graph);
      expect(new Set(nodes)).toEqual(new Set(graph.nodes));
      expect(followsSources(nodes)).toBe(true);
      expect(followsSources(executionOrder(nodes))).toBe(true);
    }));
  });

  it('leaves what is quickly made until the long chain beside it is done', () => {
    const builder = createBuilder();
    const g = createOperators(builder);
    const [x, w] = ['x', 'w'].map((name) => builder.input(name, 'float32', [4]));
    const long = g.exp(g.exp(g.exp(x!)));
    const short = g.sqrt(w!);
    const graph = builder.finish('chains', [{ name: 'y', value: g.add(long, short) }], {});
    expect(executionOrder(graph.nodes).map(({ operator }) => operator)).toEqual(['Sqrt', 'Exp', 'Exp', 'Exp', 'Add']);
    expect(executionOrder(orderNodes(graph).nodes).map(({ operator }) => operator)).toEqual(['Exp', 'Exp', 'Exp', 'Sqrt', 'Add']);
  });
});
