import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from './backends.js';
import { engineRequest, engineRequests, isEngineRequest, nameOf } from './request.js';

describe('engine requests', () => {
  it('knows every backend', () => {
    for (const name of BACKEND_NAMES) expect([engineRequest(name), isEngineRequest(name)]).toEqual([{ backend: name }, true]);
  });

  it('takes a device, and leaves to the backend whether there is one', () => {
    expect(engineRequest('ort:cuda')).toEqual({ backend: 'ort', device: 'cuda' });
    expect(nameOf(engineRequest('tfjs:node-gpu'))).toBe('tfjs:node-gpu');
  });

  it.each(['', 'otr', 'ort:', 'ort:cpu:0', ':cpu', 'torch'])('refuses %j', (text) => {
    expect(() => engineRequest(text)).toThrow(InvalidArgumentError);
    expect(isEngineRequest(text)).toBe(false);
  });

  it('suggests what was meant', () => {
    expect(() => engineRequest('otr')).toThrow('did you mean ort?');
  });

  it('lists several, none twice', () => {
    expect(engineRequests('ort, tfjs:wasm,reference')).toHaveLength(3);
    expect(() => engineRequests('ort,tfjs,ort')).toThrow('ort is named twice');
    expect(() => engineRequests('ort,')).toThrow(InvalidArgumentError);
  });
});
