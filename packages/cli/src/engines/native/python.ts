import { execute } from './execute.js';

/** A TensorFlow that a Python here has. */
export interface FoundTensorflow {
  readonly python: string;
  readonly version: string;
  /** The folder of its libraries, and of its `include`. */
  readonly folder: string;
  /** Whether its wheel is the one with CUDA. */
  readonly cuda: boolean;
}

/** Where the package lies, without importing it: that takes seconds, and fails on processors that it was not made for. */
const whereTensorflow = `
import importlib.metadata as metadata, importlib.util as util, json
spec = util.find_spec("tensorflow")
found = None
if spec and spec.submodule_search_locations:
    for name in ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-rocm"):
        try:
            found = {"folder": list(spec.submodule_search_locations)[0], "version": metadata.version(name), "wheel": name}
            break
        except metadata.PackageNotFoundError:
            pass
print(json.dumps(found))
`;

/** The Python that is run as `python3` or `python`; undefined where there is none. */
export async function findPython(signal: AbortSignal): Promise<string | undefined> {
  for (const name of ['python3', 'python']) {
    const { code } = await execute(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'], { signal });
    if (code === 0) return name;
  }
  return undefined;
}

export async function findTensorflow(python: string, signal: AbortSignal): Promise<FoundTensorflow | undefined> {
  const { code, stdout } = await execute(python, ['-c', whereTensorflow], { signal });
  if (code !== 0) return undefined;
  const found = JSON.parse(stdout) as { readonly folder: string; readonly version: string; readonly wheel: string } | null;
  return found === null ? undefined : { python, folder: found.folder, version: found.version, cuda: found.wheel === 'tensorflow' };
}

/** Fetches wheels and unpacks them into a folder, with what the user has set up for it: mirrors, proxies, credentials. */
export interface WheelFetcher {
  readonly name: 'pip' | 'uv';
  parameters(folder: string, wheels: readonly string[]): readonly string[];
  readonly program: string;
}

/** Any Python may fetch: the libraries in a wheel do not depend on the Python that it is for. */
const forPython = '3.12';
const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

export async function findFetcher(python: string | undefined, signal: AbortSignal): Promise<WheelFetcher | undefined> {
  if (python !== undefined && (await execute(python, ['-m', 'pip', '--version'], { signal })).code === 0) return pip(python);
  if ((await execute('uv', ['--version'], { signal })).code === 0) return uv;
  return undefined;
}

function pip(python: string): WheelFetcher {
  const platforms = ['manylinux2014', ...['17', '24', '27', '28', '34'].map((glibc) => `manylinux_2_${glibc}`)];
  const fixed = [
    `-m pip install --no-deps --only-binary=:all: --python-version ${forPython} --implementation cp`,
    ...platforms.map((platform) => `--platform ${platform}_${architecture}`),
    '--no-compile --no-input --disable-pip-version-check --no-warn-script-location --progress-bar off --target',
  ];
  return { name: 'pip', program: python, parameters: (folder, wheels) => [...fixed.join(' ').split(' '), folder, ...wheels] };
}

const uvParameters = `pip install --no-deps --only-binary :all: --python-version ${forPython} --python-platform ${architecture}-manylinux_2_28 --no-progress --target`;
const uv: WheelFetcher = { name: 'uv', program: 'uv', parameters: (folder, wheels) => [...uvParameters.split(' '), folder, ...wheels] };
