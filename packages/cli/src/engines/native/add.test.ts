import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addedEngines, engineDirectory, lockEngine } from '@archetype/training/added-engines';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addEngine } from './add.js';
import { removeEngine } from './remove.js';
import type { Untried, Verified } from './verify.js';

const verified = async (): Promise<Verified | Untried> => ({ runtime: 'TensorFlow 0.0', device: 'cpu', loss: 2.3, milliseconds: 1 });

/** Python as far as it is asked here, with a pip that does `install` in a shell where `$target` is the folder to fill. */
const python = (install: string, pipVersion = 'exit 0', tensorflow = 'null'): string => `
case "$*" in
  *version_info*) exit 0 ;;
  *find_spec*) echo '${tensorflow}' ;;
  "-m pip --version") ${pipVersion} ;;
  "-m pip install"*)
    while [ "$#" -gt 0 ]; do [ "$1" = --target ] && target="$2"; shift; done
    ${install} ;;
esac`;
/** What the wheel brings, as far as it is looked at. */
const wheel = '/bin/mkdir -p "$target/tensorflow/include"; for name in cc framework; do echo library > "$target/tensorflow/libtensorflow_$name.so.2"; done';
/** A compiler that does `work` in a shell where `$output` is the file to make. */
const compiler = (work: string): string => `
[ "$1" = --version ] && exit 0
while [ "$#" -gt 0 ]; do [ "$1" = -o ] && output="$2"; shift; done
${work}`;
const compiles = compiler('echo module > "$output"');

let folder: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archetype-native-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const tar = execFileSync('/bin/sh', ['-c', 'command -v tar'], { encoding: 'utf8' }).trim();
  symlinkSync(tar, join(bin, 'tar'));
  mkdirSync(join(folder, 'package/include'), { recursive: true });
  execFileSync(tar, ['-czf', join(folder, 'it.tgz'), '-C', folder, 'package']);
  tool('npm', `/bin/cp ${join(folder, 'it.tgz')} . && echo it.tgz`);
  vi.stubEnv('PATH', bin);
  vi.stubEnv('CXX', '');
  vi.stubEnv('ARCHETYPE_HOME', join(folder, 'home'));
  vi.stubEnv('ARCHETYPE_TFJS_NODE', '');
  said = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function tool(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** All that an engine's folder holds. */
const left = (): readonly string[] => readdirSync(engineDirectory('tfjs:node'));
const add = (verify = verified) => addEngine('tfjs:node', { yes: true }, verify);

const linux = process.platform === 'linux' && existsSync('/proc/self/maps');

describe.runIf(linux)('engine add tfjs:node', () => {
  it('fetches, compiles, tries, and writes down what it made; engine remove takes it out again', async () => {
    tool('python3', python(wheel));
    tool('c++', compiles);
    await add();
    expect(left()).toEqual([expect.stringMatching(/^tfjs4\.22\.0-tensorflow2\.21\.0-napi8-linux-/)]);
    const [made] = await addedEngines('tfjs:node', { '@tensorflow/tfjs-node': '4.22.0' });
    expect(made).toMatchObject({ unfit: undefined, versions: { tensorflow: '2.21.0' } });
    expect(readFileSync(made!.modulePath, 'utf8')).toBe('module\n');
    expect(readdirSync(join(made!.folder, 'site-packages/tensorflow'))).toEqual(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
    expect(said).toContain('Next:');
    said = '';
    await add();
    expect(said).toContain('is here already');
    await removeEngine('tfjs:node', false);
    expect(said).toMatch(/removed: \d+ B freed/);
    expect(left()).toEqual([]);
  });

  it('uses the TensorFlow that a Python has, without asking', async () => {
    const tensorflow = join(folder, 'tensorflow');
    mkdirSync(join(tensorflow, 'include/tensorflow/c'), { recursive: true });
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h']) writeFileSync(join(tensorflow, name), '');
    tool('python3', python('exit 1', 'exit 1', JSON.stringify({ folder: tensorflow, version: '2.19.1', wheel: 'tensorflow-cpu' })));
    tool('c++', compiles);
    await addEngine('tfjs:node', {}, verified);
    const [made] = await addedEngines('tfjs:node', {});
    expect(made).toMatchObject({ unfit: undefined, versions: { tensorflow: '2.19.1' }, outside: { path: join(tensorflow, 'libtensorflow_cc.so.2') } });
    writeFileSync(join(tensorflow, 'libtensorflow_cc.so.2'), 'upgraded');
    expect((await addedEngines('tfjs:node', {}))[0]!.unfit).toContain('another one');
    await addEngine('tfjs:node', {}, verified);
    expect(await addedEngines('tfjs:node', {})).toMatchObject([{ unfit: undefined }]);
  });

  it('removes what an earlier try left that was cut short', async () => {
    const leftover = join(engineDirectory('tfjs:node'), 'adding-99999');
    mkdirSync(leftover, { recursive: true });
    writeFileSync(join(leftover, 'half'), 'made');
    tool('python3', python(wheel));
    tool('c++', compiles);
    await add();
    expect(said).toContain('cut short is removed: 4 B');
    expect(left()).toHaveLength(1);
  });

  const failing = async (): Promise<{ readonly code: string; readonly message: string }> => {
    const error = await add().then(
      () => undefined,
      (thrown: unknown) => thrown as { readonly code: string; readonly message: string },
    );
    expect(left()).toEqual([]);
    expect(error).toBeDefined();
    return error!;
  };

  it('without a compiler: names the package that has one', async () => {
    tool('python3', python(wheel));
    expect(await failing()).toMatchObject({ code: 'no-compiler', message: expect.stringMatching(/apt install g\+\+.*dnf install gcc-c\+\+.*apk add g\+\+.*xcode-select/s) });
  });

  it.each(['ccache g++', '  g++ -stdlib=libc++ '])('with CXX=%j: the compiler with what stands beside its name', async (named) => {
    vi.stubEnv('CXX', named);
    tool('python3', python(wheel));
    const [program, beside] = named.trim().split(' ');
    tool(program!, `[ "$1" = ${beside} ] && shift || exit 1\n${compiles}`);
    await add();
    expect(said).toContain(`compiler: ${program} ${beside}\n`);
    expect(left()).toHaveLength(1);
  });

  it.each(['icpc', '/'])('with CXX=%s, which does not run, takes no other compiler silently', async (named) => {
    vi.stubEnv('CXX', named);
    tool('python3', python(wheel));
    tool('c++', compiles);
    expect(await failing()).toMatchObject({ code: 'no-compiler', message: expect.stringContaining(`CXX names ${named}, which does not run`) });
  });

  it('with settings of pip that refuse a folder to install into', async () => {
    tool('python3', python(`[ "$PIP_USER$PIP_REQUIRE_VIRTUALENV" = 00 ] || exit 1; ${wheel}`));
    tool('c++', compiles);
    vi.stubEnv('PIP_USER', '1');
    vi.stubEnv('PIP_REQUIRE_VIRTUALENV', '1');
    await add();
    expect(left()).toHaveLength(1);
  });

  it('with a cache folder that cannot be made', async () => {
    writeFileSync(join(folder, 'home'), 'a file');
    await expect(add()).rejects.toMatchObject({ code: 'cache-unwritable', message: expect.stringContaining('set ARCHETYPE_HOME') });
  });

  it('without Python and uv', async () => {
    tool('c++', compiles);
    expect(await failing()).toMatchObject({ code: 'no-python', message: expect.stringContaining('apt install python3-pip') });
  });

  it('with a Python that has no pip', async () => {
    tool('c++', compiles);
    tool('python3', python('exit 1', "echo 'No module named pip' >&2; exit 1"));
    expect(await failing()).toMatchObject({ code: 'no-pip', message: expect.stringContaining('ensurepip') });
  });

  it('without pip but with uv: uv fetches', async () => {
    tool('python3', python('exit 1', 'exit 1'));
    tool('c++', compiles);
    tool('uv', `[ "$1" = --version ] && exit 0\nwhile [ "$#" -gt 0 ]; do [ "$1" = --target ] && target="$2"; shift; done\n${wheel}`);
    await add();
    expect(said).toContain('fetched with uv');
    expect(left()).toHaveLength(1);
  });

  it.each<[string, string, string, RegExp]>([
    ['an index that lacks the wheel', "echo 'ERROR: No matching distribution found for tensorflow-cpu==2.21.0' >&2; exit 1", 'engine-not-added', /pip could not fetch[^]*No matching distribution/],
    ['no network', "echo 'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution' >&2; exit 1", 'offline', /network does not answer/],
    ['a disk that fills up', "echo 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device' >&2; exit 1", 'disk-full', /too little room[^]*ARCHETYPE_HOME/],
  ])('pip and %s', async (_, install, code, message) => {
    tool('c++', compiles);
    tool('python3', python(`/bin/mkdir -p "$target"; echo half > "$target/half"; ${install}`));
    expect(await failing()).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[string, string, string, RegExp]>([
    ['refuses the sources', "echo 'tfjs_backend.cc:1:10: fatal error: no such file' >&2; exit 1", 'engine-not-added', /c\+\+ could not compile[^]*fatal error/],
    ['fills the disk', "echo 'fatal error: error writing to /tmp/x.s: No space left on device' >&2; exit 1", 'disk-full', /too little room/],
  ])('a compiler that %s', async (_, work, code, message) => {
    tool('python3', python(wheel));
    tool('c++', compiler(work));
    expect(await failing()).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('an engine that was built and does not train', async () => {
    tool('python3', python(wheel));
    tool('c++', compiles);
    await expect(add(() => Promise.reject(new Error('it does not train')))).rejects.toThrow('it does not train');
    expect(left()).toEqual([]);
  });

  it('interrupted while it fetches: ends with 130, and so do the programs that it started', async () => {
    tool('c++', compiles);
    tool('python3', python(`/bin/mkdir -p "$target"; echo $$ > ${join(folder, 'pid')}; /bin/sleep 60; ${wheel}`));
    const adding = add();
    await vi.waitFor(() => expect(existsSync(join(folder, 'pid'))).toBe(true), 20_000);
    process.emit('SIGINT');
    await adding;
    expect(process.exitCode).toBe(130);
    expect(said).toContain('Stopped. Nothing was left behind');
    expect(left()).toEqual([]);
    expect(() => process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)).toThrow('ESRCH');
  });

  it('fetches nothing unasked: without a terminal it has to be told', async () => {
    tool('c++', compiles);
    tool('python3', python(`echo fetched > ${join(folder, 'fetched')}; ${wheel}`));
    await expect(addEngine('tfjs:node', {}, verified)).rejects.toMatchObject({ code: 'needs-consent', message: expect.stringContaining('--yes') });
    expect(existsSync(join(folder, 'fetched'))).toBe(false);
    expect(left()).toEqual([]);
  });

  it('while another process adds it', async () => {
    const unlock = lockEngine('tfjs:node');
    await expect(add()).rejects.toMatchObject({ code: 'engine-locked', message: expect.stringContaining(`process ${process.pid}`) });
    unlock();
  });
});

describe.runIf(linux && process.arch === 'x64')('engine add ort:cuda', () => {
  const wheels = `
    /bin/mkdir -p "$target/onnxruntime/capi" "$target/nvidia/cu13/lib" "$target/nvidia/cudnn/lib"
    for name in cuda shared; do echo provider > "$target/onnxruntime/capi/libonnxruntime_providers_$name.so"; done
    for name in cu13/lib/libcublas.so.13 cu13/lib/libcublasLt.so.13 cudnn/lib/libcudnn.so.9 cudnn/lib/libcudnn_ops.so.9; do echo library > "$target/nvidia/$name"; done`;
  const addCuda = (verify = verified) => addEngine('ort:cuda', { yes: true, withoutCard: true }, verify);

  it('puts the provider beside a copy of the runtime, and its libraries into the process before it', async () => {
    tool('python3', python(wheels));
    await addCuda();
    const [made] = await addedEngines('ort:cuda', {});
    const libraries = join(made!.modulePath, 'bin/napi-v6/linux/x64');
    expect(readdirSync(libraries)).toEqual(expect.arrayContaining(['libonnxruntime.so.1', 'libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so', 'libcudnn_ops.so.9']));
    expect(readFileSync(join(made!.modulePath, 'dist/binding.js'), 'utf8')).toContain('["libcublasLt.so.13","libcublas.so.13","libcudnn.so.9"]');
    // The libraries are no libraries, and the runtime loads all the same: it says what it lacks when it is asked for CUDA.
    const loaded = execFileSync(process.execPath, ['-p', `typeof require(${JSON.stringify(made!.modulePath)}).InferenceSession.create`], { encoding: 'utf8' });
    expect(loaded.trim()).toBe('function');
    // 45 MB are copied.
  }, 120_000);

  it('stays, untried, where nothing is missing but the driver', async () => {
    tool('python3', python(wheels));
    await addCuda(async () => ({ untried: 'there is no NVIDIA driver: libcuda.so.1 is missing' }));
    expect(said).toMatch(/ort:cuda is put together: [^]*It could not be tried: there is no NVIDIA driver/);
    expect(await addedEngines('ort:cuda', {})).toHaveLength(1);
    said = '';
    await addCuda(() => Promise.reject(new Error('tried again')));
    expect(said).toContain('ort:cuda is put together already');
  }, 120_000);

  it('leaves nothing when a wheel has another layout', async () => {
    tool('python3', python('/bin/mkdir -p "$target/onnxruntime"'));
    await expect(addCuda()).rejects.toMatchObject({ code: 'engine-not-added', message: expect.stringContaining('libonnxruntime_providers_cuda.so') });
    expect(readdirSync(engineDirectory('ort:cuda'))).toEqual([]);
  });

  it('without a driver and unasked: says what it would take', async () => {
    if (existsSync('/dev/nvidiactl')) return;
    await expect(addEngine('ort:cuda', { yes: true }, verified)).rejects.toMatchObject({ code: 'engine-unsupported', message: expect.stringMatching(/2\.3 GB[^]*--without-card/) });
  });
});
