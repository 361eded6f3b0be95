import { execFile } from 'node:child_process';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { writeOnnx } from '../emit/protobuf.js';
import { withoutTelemetry } from './native.js';

/** Runs the graph on the provider alone, and says on its last line what became of it. */
const script = `
  const [folder, provider, graph] = process.argv.slice(1);
  const say = (what) => process.stdout.write('\\n' + JSON.stringify(what));
  (async () => {
    const ort = require(folder);
    const session = await ort.InferenceSession.create(Buffer.from(graph, 'base64'), { executionProviders: [provider], logSeverityLevel: 4 });
    const one = new ort.Tensor('float32', Float32Array.of(1), [1]);
    const { y } = await session.run({ x: one });
    say(y.data[0] === 2 ? {} : { failed: '1 + 1 is ' + y.data[0] + ' there' });
    process.exit(0);
  })().catch((error) => {
    say({ failed: error.message });
    process.exit(0);
  });
`;

/**
 * Whether a provider of a native ONNX Runtime works: a sum is done on it, in a process of its own, because a provider writes to standard error where it
 * finds no driver, and a broken driver can end the process.
 *
 * @param folder of onnxruntime-node
 * @returns what the runtime said where it does not; undefined where it does
 */
export function tryProvider(folder: string, provider: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env };
    withoutTelemetry(env);
    const args = ['--input-type=commonjs', '--eval', script, '--', folder, provider, Buffer.from(sum()).toString('base64')];
    execFile(process.execPath, args, { timeout: 60_000, env }, (error, stdout, stderr) => resolve(outcomeOf(stdout, stderr, error)));
  });
}

export function outcomeOf(stdout: string, stderr: string, error: { readonly message: string; readonly signal?: NodeJS.Signals | undefined } | null): string | undefined {
  try {
    const { failed } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { readonly failed?: string };
    // Where the driver is missing, the reason is in what the provider wrote before it gave up.
    return failed === undefined ? undefined : `${stderr.trim()}\n${failed}`.trim();
  } catch {
    return `the process that tried it ended${error?.signal ? ` by ${error.signal}` : ''}: ${stderr.trim() || (error?.message ?? 'without a word')}`;
  }
}

/** y = x + x, of one number. */
function sum(): Uint8Array {
  const builder = createBuilder();
  const x = builder.input('x', 'float32', [1]);
  return writeOnnx(builder.finish('sum', [{ name: 'y', value: createOperators(builder).add(x, x) }], {}));
}
