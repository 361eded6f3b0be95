import { cpu } from './cpu.js';
import { cuda } from './cuda.js';
import type { Device } from './device.js';
import { wasm } from './wasm.js';
import { webgpu } from './webgpu.js';

export type { Device, Rates } from './device.js';

/** Every device, the preferred first. */
export const devices = { cpu, cuda, webgpu, wasm } as const satisfies Readonly<Record<string, Device>>;

export type DeviceName = keyof typeof devices;
