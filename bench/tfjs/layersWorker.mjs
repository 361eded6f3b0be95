// The same with TensorFlow.js as published: tf.layers, its tape and its own WebAssembly set-up. One request a line, one answer a line.
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { version_wasm as version } from '@tensorflow/tfjs-backend-wasm';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { model, batchSize, learningRate } = JSON.parse((await lines.next()).value);
const [channels, height, width] = model.input;
if (height !== 28 || width !== 28 || channels !== 1) throw new Error('images of 28×28 only');

// The one kernel without which tf.layers cannot train a convolution on WebAssembly, in the shortest way: a convolution of what is turned about.
tf.registerKernel({
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc({ inputs, attrs, backend }) {
    const call = (kernel, given, attributes) => tf.getKernel(kernel, 'wasm').kernelFunc({ inputs: given, attrs: attributes, backend });
    const x = call('Transpose', { x: inputs.x }, { perm: [3, 1, 2, 0] });
    const filter = call('Transpose', { x: inputs.dy }, { perm: [1, 2, 0, 3] });
    const sums = call('Conv2D', { x, filter }, { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', dilations: attrs.strides });
    const result = call('Transpose', { x: sums }, { perm: [1, 2, 0, 3] });
    for (const made of [x, filter, sums]) backend.disposeData(made.dataId);
    return result;
  },
});
await tf.setBackend('wasm');

const kinds = {
  conv2d: ({ outChannels, kernelSize, stride = 1 }) => layers.layers.conv2d({ filters: outChannels, kernelSize, strides: stride, padding: 'valid' }),
  maxPool2d: ({ kernelSize, stride = kernelSize }) => layers.layers.maxPooling2d({ poolSize: kernelSize, strides: stride }),
  batchNorm: ({ momentum = 0.1, eps = 1e-5 }) => layers.layers.batchNormalization({ momentum: 1 - momentum, epsilon: eps }),
  sigmoid: () => layers.layers.activation({ activation: 'sigmoid' }),
  relu: () => layers.layers.activation({ activation: 'relu' }),
  flatten: () => layers.layers.flatten(),
  linear: ({ outFeatures }) => layers.layers.dense({ units: outFeatures }),
};
const net = layers.sequential();
net.add(layers.layers.inputLayer({ inputShape: [height, width, channels] }));
for (const layer of model.layers) net.add(kinds[layer.kind](layer));
net.add(layers.layers.activation({ activation: 'softmax' }));
net.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });

const images = Float32Array.from({ length: batchSize * 784 }, () => Math.random());
const classes = Int32Array.from({ length: batchSize }, () => Math.random() * 10);
async function step() {
  const x = tf.tensor4d(images, [batchSize, 28, 28, 1]);
  const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 10);
  const loss = await net.trainOnBatch(x, y);
  tf.dispose([x, y]);
  return loss;
}

const begun = performance.now();
await step();
console.log(JSON.stringify({ version: `tf.layers on ${version}`, threads: 1, firstStepMilliseconds: performance.now() - begun }));
for await (const line of lines) {
  const milliseconds = [];
  for (let i = 0; i < Number(line); i++) {
    const begin = performance.now();
    await step();
    milliseconds.push(performance.now() - begin);
  }
  console.log(JSON.stringify({ milliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
}
