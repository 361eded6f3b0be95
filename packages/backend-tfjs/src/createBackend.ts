import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, EngineOptions } from '@archetype/training';
import type { Device } from './device.js';
import { createEngine } from './engine.js';

/** What looking for a device found: its version, or why it is not there and what would bring it. */
export type Found =
  | { readonly version: string; readonly onlyByName?: string }
  | { readonly version?: string; readonly reason: string; readonly fix: string };

/** A device that there may be. Everything of it is behind a dynamic import: an engine is loaded when it is opened. */
export interface DeviceDefinition {
  readonly find: () => Promise<Found>;
  /** Called only where `find` found it. */
  readonly open: (options?: EngineOptions) => Promise<Device>;
}

/** TensorFlow.js, with the devices of this surrounding, the preferred first. */
export function createBackend(devices: Readonly<Record<string, DeviceDefinition>>): Backend {
  const probe = async (device: string): Promise<Availability> => {
    const engine = `tfjs:${device}`;
    const definition = Object.hasOwn(devices, device) ? devices[device] : undefined;
    if (definition === undefined) {
      const known = Object.keys(devices).map((name) => `tfjs:${name}`);
      return { engine, available: false, reason: `the tfjs backend has no device "${device}"`, fix: `use ${known.join(' or ')}` };
    }
    const found = await definition.find();
    return 'reason' in found ? { engine, available: false, ...found } : { engine, available: true, ...found };
  };
  return {
    name: 'tfjs',
    devices: Object.keys(devices),
    probe,
    async open(device, options) {
      const found = await probe(device);
      if (!found.available)
        throw new ArchetypeError({ code: 'engine-unavailable', subject: found.engine, problem: found.reason, remedy: found.fix });
      return createEngine(await devices[device]!.open(options));
    },
  };
}
