import { cpu } from './cpu.js';
import type { Device } from './device.js';
import { wasm } from './wasm.js';

export type { Device, Rates } from './device.js';

/** Every device, the preferred first. */
export const devices = { cpu, wasm } as const satisfies Readonly<Record<string, Device>>;

export type DeviceName = keyof typeof devices;
