import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { writeOnnx } from '../emit/protobuf.js';
import { withoutTelemetry } from './native.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

const builder = createBuilder();
const graph = writeOnnx(builder.finish('e', [{ name: 'y', value: createOperators(builder).exp(builder.input('x', 'float32', [1])) }], {}));
const open = "require('onnxruntime-node').InferenceSession.create(Buffer.from(process.argv[1], 'base64'))";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'archetype-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Whether the library keeps something in the home folder when a session is opened with these settings. */
function loadedWith(settings: Readonly<Record<string, string>>): boolean {
  // Nothing else: where variables say that the machine is one for continuous integration the library reports nothing of itself.
  const environment: NodeJS.ProcessEnv = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), ...settings };
  if (!('ORT_DISABLE_TELEMETRY' in settings)) withoutTelemetry(environment);
  execFileSync(process.execPath, ['--eval', open, Buffer.from(graph).toString('base64')], { cwd: packageFolder, env: environment });
  return existsSync(join(home, 'cache', 'Microsoft')) || existsSync(join(home, '.cache', 'Microsoft'));
}

it('leaves no identifier in the home folder and reports nothing', () => {
  expect(loadedWith({})).toBe(false);
});

it('leaves the choice to who has made it', () => {
  const chosen: NodeJS.ProcessEnv = { ORT_DISABLE_TELEMETRY: '0' };
  withoutTelemetry(chosen);
  expect(chosen['ORT_DISABLE_TELEMETRY']).toBe('0');
});

// The law above can fail: left to itself the library does leave one. It reports on Linux and macOS by this way; Windows has its own.
it.skipIf(process.platform !== 'linux')('is what the library would do by itself', () => {
  expect(loadedWith({ ORT_DISABLE_TELEMETRY: '0' })).toBe(true);
});
