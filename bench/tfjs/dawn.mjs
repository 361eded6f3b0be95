// Resident memory of Dawn in Node alone, without TensorFlow.js and without us, doing what a training step asks of it: buffers for what is fed, written and destroyed; 150 dispatches,
// each with a bind group and a uniform buffer that is written, 15 to a command buffer; a read every tenth round. With --expose-gc garbage is collected before each reading, so
// that what is left is not V8's to give back: node --expose-gc bench/tfjs/dawn.mjs
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { create, globals } from 'webgpu';
import { commandLine } from '../commandLine.mjs';

const { values } = commandLine('[--expose-gc] bench/tfjs/dawn.mjs [--rounds N] [--barriers]', {
  options: { rounds: { type: 'string', default: '2000' }, barriers: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
Object.assign(globalThis, globals);
const gpu = create([]);
const adapter = await gpu.requestAdapter();
const device = await adapter.requestDevice();

/** A workgroup that waits for its own makes SwiftShader give each four of its invocations a stack of their own. */
const barrier = values.barriers ? 'shared_values[local.x] = x[id.x]; workgroupBarrier(); sum += shared_values[255 - local.x];' : '';
const code = `
  @group(0) @binding(0) var<storage, read_write> y: array<f32>;
  @group(0) @binding(1) var<storage, read> x: array<f32>;
  @group(0) @binding(2) var<uniform> factor: vec4f;
  ${values.barriers ? 'var<workgroup> shared_values: array<f32, 256>;' : ''}
  @compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
    var sum = x[id.x] * factor.x;
    ${barrier}
    y[id.x] = sum;
  }`;
const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code }), entryPoint: 'main' } });
const groups = values.barriers ? 16 : 2;
const size = 4 * 256 * groups;
const [x, y] = [0, 1].map(() => device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST }));
const uniforms = Array.from({ length: 15 }, () => device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST }));
const result = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });

function submit(write) {
  const encoder = device.createCommandEncoder();
  write(encoder);
  device.queue.submit([encoder.finish()]);
}

function feed() {
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC, mappedAtCreation: true });
  new Float32Array(staging.getMappedRange()).fill(1);
  staging.unmap();
  submit((encoder) => encoder.copyBufferToBuffer(staging, 0, x, 0, size));
  staging.destroy();
}

function dispatch(encoder) {
  const pass = encoder.beginComputePass();
  for (const uniform of uniforms) {
    device.queue.writeBuffer(uniform, 0, Float32Array.of(1, 2, 3, 4));
    const entries = [y, x, uniform].map((buffer, binding) => ({ binding, resource: { buffer } }));
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(groups);
  }
  pass.end();
}

async function read() {
  submit((encoder) => encoder.copyBufferToBuffer(y, 0, result, 0, size));
  await result.mapAsync(GPUMapMode.READ);
  result.unmap();
}

/** Linux tells; elsewhere nothing. */
const addressSpace = () => (process.platform === 'linux' ? (Number(/VmSize:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 2 ** 10).toFixed(0) : '');
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
console.log(`Dawn on ${adapter.info.description || adapter.info.vendor}, ${rounds} rounds${values.barriers ? ', with barriers' : ''}\n\n| round | resident MB | of it V8's heap | address space, MB |\n|---|---|---|---|`);
for (let round = 0; round <= rounds; round += 1) {
  for (let fed = 0; fed < 4; fed += 1) feed();
  for (let batch = 0; batch < 10; batch += 1) submit(dispatch);
  if (round % 10 === 0) await read();
  await setImmediate();
  if (round % Math.ceil(rounds / 20) !== 0) continue;
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { rss, heapTotal } = process.memoryUsage();
  console.log(`| ${round} | ${megabytes(rss)} | ${megabytes(heapTotal)} | ${addressSpace()} |`);
}
process.exit(0);
