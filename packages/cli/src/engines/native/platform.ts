import { existsSync } from 'node:fs';
import { unsupported } from './refusals.js';

/** Native engines are made of Linux wheels, which are for glibc. */
export function requireLinuxGlibc(engine: string, architectures: readonly string[]): void {
  if (process.platform !== 'linux') {
    const why = process.platform === 'win32' ? 'the wheels for Windows lack the library that it links against' : 'it has not been tried there';
    throw unsupported(engine, `it can be added on Linux only: ${why}`, 'use tfjs:wasm, ort:cpu, or Linux');
  }
  if (glibcVersion() === undefined) throw unsupported(engine, 'it needs glibc, and this Linux has musl: its libraries come for glibc alone', 'use tfjs:wasm or ort:cpu, or a distribution with glibc');
  if (!architectures.includes(process.arch))
    throw unsupported(engine, `there are no libraries for ${process.arch}: only for ${architectures.join(' and ')}`, 'use tfjs:wasm or ort:cpu');
}

/** The version of the C library; undefined on musl. */
function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}

/** Whether a driver for NVIDIA cards is here, under Linux or in the Windows Subsystem for Linux. */
function hasNvidiaDriver(): boolean {
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'].some((path) => existsSync(path));
}

export function requireDriver(engine: string, size: string): void {
  if (hasNvidiaDriver()) return;
  throw unsupported(
    engine,
    `it is for NVIDIA cards, and no NVIDIA driver is here; it would take ${size}`,
    'install the driver of the card first, or add --without-card to put it together all the same, such as in an image for a machine that has one',
  );
}
