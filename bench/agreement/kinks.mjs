// What an engine decided at the kinks of a step, as bench/torch/kinks.py wants it.

/**
 * By layer: of each output of a ReLU, 1 where its gradient passes, else 0; of each window of a max pooling, the position in its plane that the gradient goes to.
 *
 * @param tensors of a training step, from the engine
 */
export function decisionsOf({ operations, tensors: declared }, tensors) {
  const decisions = new Map();
  const shapeOf = (name) => declared.get(name).shape;
  for (const operation of operations) {
    if (operation.kind === 'reluGradient') {
      const y = operation.inputs[1];
      decisions.set(operation.path, { shape: shapeOf(y), values: tensors.get(y).map((value) => (value > 0 ? 1 : 0)) });
    } else if (operation.kind === 'maxPool2dGradient') {
      const [, x, y] = operation.inputs;
      decisions.set(operation.path, { shape: shapeOf(y), values: firstMaxima(operation, tensors.get(x), shapeOf(x), shapeOf(y)) });
    }
  }
  return decisions;
}

/** Of each window, row-major, the position of its first maximum within the plane. */
function firstMaxima({ kernelSize, stride, padding: [top, left], dilation }, x, [batch, channels, height, width], [, , outHeight, outWidth]) {
  const found = new Float32Array(batch * channels * outHeight * outWidth);
  let output = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++, output++) {
        let largest = -Infinity;
        for (let a = 0; a < kernelSize[0]; a++) {
          for (let b = 0; b < kernelSize[1]; b++) {
            const [h, w] = [i * stride[0] - top + a * dilation[0], j * stride[1] - left + b * dilation[1]];
            if (h < 0 || h >= height || w < 0 || w >= width) continue;
            const value = x[(plane * height + h) * width + w];
            if (value <= largest) continue;
            largest = value;
            found[output] = h * width + w;
          }
        }
      }
    }
  }
  return found;
}
