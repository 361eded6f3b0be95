import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = `
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  console.log(adapter ? adapter.info.description || adapter.info.vendor : '');
  process.exit(0);
`;

/**
 * What graphics adapter Dawn finds; nothing where there is none. Asked in a process of its own: Dawn writes to standard error
 * where Vulkan is missing, and a broken driver can end the process.
 */
export async function findAdapter(): Promise<string | undefined> {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const options = { cwd, timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], options).catch(() => ({ stdout: '' }));
  return stdout.trim() === '' ? undefined : stdout.trim();
}
