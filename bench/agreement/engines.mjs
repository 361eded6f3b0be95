// The engines that a comparison names, opened one at a time, and the judge of them all.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { backend as ort } from '@archetype/backend-ort';
import { backend as reference, interpret } from '@archetype/backend-reference';
import { backend as tfjs } from '@archetype/backend-tfjs';
import { comparedProgram } from '@archetype/training';

const backends = { ort, tfjs, reference };

/** `ort:cpu exact` → its backend, device and options. */
function parse(name) {
  const [engine, precision] = name.split(' ');
  const [backend, device] = engine.split(':');
  return { backend: backends[backend], device, options: { threads: 2, ...(precision && { precision }) } };
}

/** Why an engine cannot be used here; undefined where it can. */
export async function missing(name) {
  const { backend, device } = parse(name);
  if (backend === undefined) return `there is no such backend: ${Object.keys(backends).join(', ')} are all`;
  if (!backend.devices.includes(device)) return `${backend.name} has no device ${device}`;
  const found = await backend.probe(device);
  return found.available ? undefined : found.reason;
}

/** Hands a program on an engine to `use`, and closes both afterwards, whatever happens. */
export async function withProgram(name, graphs, use) {
  const { backend, device, options } = parse(name);
  const engine = await backend.open(device, options);
  try {
    return await use(await engine.compile(graphs));
  } finally {
    await engine.dispose();
  }
}

/** The same for a compared engine. */
export function withEngine(name, run, use) {
  return withProgram(name, run.graphs, (program) => use(comparedProgram({ name, program, ...run, initial: () => run.initial })));
}

/** Runs a program to its end and resolves to what it printed. */
export async function finished(command, args) {
  return (await promisify(execFile)(command, args, { maxBuffer: 2 ** 26 })).stdout;
}

/** One operation by its definition, in double precision, from an engine's own inputs. */
export function judge({ name, tensors }, operation, inputs) {
  const given = new Map(operation.inputs.map((input) => [input, Float64Array.from(inputs.get(input) ?? [])]));
  const made = interpret({ name, tensors, operations: [operation] }, given);
  return new Map(operation.outputs.map((output) => [output, Float32Array.from(made.get(output)?.data ?? [])]));
}

/** Of an engine's error in an operation, how much the last place of its inputs explains: the error may be so many times what moving them makes. */
const backwardError = 16;

/**
 * Whether an operation is wrong, or its result hangs on the last place of its inputs (a batch normalisation of values that are all but equal): then
 * the judge's own answer moves about as far as the engine's error when each input value is moved by up to one unit in its last place.
 *
 * @param values of the operation's inputs and outputs, from the engine
 */
export function hangsOnLastPlace(graph, operation, values) {
  const judged = judge(graph, operation, values);
  const apart = (a, b) => a.reduce((sum, value, at) => sum + (Object.is(value, b[at]) ? 0 : (value - b[at]) ** 2), 0) ** 0.5;
  let state = 1;
  const sign = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 31 === 0 ? -1 : 1);
  const moved = Array.from({ length: 4 }, () => {
    const inputs = new Map(operation.inputs.map((name) => [name, Float64Array.from(values.get(name), (value) => value * (1 + sign() * 2 ** -23))]));
    return judge(graph, operation, inputs);
  });
  return operation.outputs.every((name) => {
    const sensitivity = Math.max(...moved.map((each) => apart(each.get(name), judged.get(name))));
    const size = apart(judged.get(name), new Float32Array(judged.get(name).length));
    // ONNX Runtime takes ELU from exp(x) − 1, which near zero has the last place of 1.
    const beside = operation.kind === 'elu' ? 2 ** -23 * judged.get(name).length ** 0.5 : 0;
    return apart(values.get(name), judged.get(name)) <= backwardError * sensitivity + 1e-5 * size + beside;
  });
}

/** The largest |a − b| / max(1, |a|, |b|) of two lists of losses; infinite where one alone is a number. */
export function lossDifference(a, b) {
  let found = 0;
  for (let step = 0; step < a.length; step++) {
    if (Object.is(a[step], b[step])) continue;
    const difference = Math.abs(a[step] - b[step]) / Math.max(1, Math.abs(a[step]), Math.abs(b[step]));
    found = Math.max(found, Number.isNaN(difference) ? Infinity : difference);
  }
  return found;
}
