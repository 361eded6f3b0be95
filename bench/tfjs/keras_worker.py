"""Trains a model in Keras on TensorFlow, eager or as one tf.function, and says how long each step took. One request a line, one answer a line."""

from __future__ import annotations

import json
import os
import resource
import sys
import time

settings = json.loads(sys.stdin.readline())
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["TF_NUM_INTRAOP_THREADS"] = str(settings["threads"])

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def padded(x, padding, value):
    """Padding as the spec resolves it: the same on both sides of an axis."""
    if padding == 0:
        return x
    rows, columns = pair(padding)
    if value == 0:
        return layers.ZeroPadding2D((rows, columns))(x)
    return layers.Lambda(lambda y: tf.pad(y, [[0, 0], [rows, rows], [columns, columns], [0, 0]], constant_values=value))(x)


def apply(layer, x):
    kind = layer["kind"]
    if kind == "sequential":
        return chain(layer["layers"], x)
    if kind == "parallel":
        parts = [chain(branch, x) for branch in layer["branches"]]
        return layers.Add()(parts) if layer["merge"] == "add" else layers.Concatenate()(parts)
    if kind == "conv2d":
        stride, padding, size = layer.get("stride", 1), layer.get("padding", 0), layer["kernelSize"]
        same = stride == 1 and padding * 2 + 1 == size
        x = x if same else padded(x, padding, 0)
        return layers.Conv2D(layer["outChannels"], size, stride, padding="same" if same else "valid", use_bias=layer.get("bias", True))(x)
    if kind == "maxPool2d":
        size = layer["kernelSize"]
        return layers.MaxPooling2D(size, layer.get("stride", size))(padded(x, layer.get("padding", 0), float("-inf")))
    if kind == "batchNorm":
        return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)
    if kind == "linear":
        return layers.Dense(layer["outFeatures"])(x)
    plain = {
        "relu": lambda: layers.ReLU(),
        "sigmoid": lambda: layers.Activation("sigmoid"),
        "flatten": lambda: layers.Flatten(),
        "dropout": lambda: layers.Dropout(layer["rate"]),
        "globalAvgPool2d": lambda: layers.GlobalAveragePooling2D(keepdims=True),
    }
    return plain[kind]()(x)


def chain(specs, x):
    for layer in specs:
        x = apply(layer, x)
    return x


channels, height, width = settings["model"]["input"]
batch_size = settings["batchSize"]
given = keras.Input((height, width, channels))
model = keras.Model(given, chain(settings["model"]["layers"], given))
optimizer = keras.optimizers.SGD(settings["learningRate"])
images = np.random.randint(0, 256, (4 * batch_size, 28, 28, 1), dtype=np.uint8)
classes = np.random.randint(0, 10, (4 * batch_size,)).astype(np.int32)


def train(pixels, labels):
    x = tf.cast(pixels, tf.float32) / 255
    if (height, width) != (28, 28):
        x = tf.image.resize(x, (height, width))
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


if settings["mode"] == "graph":
    train = tf.function(train)


def step(index: int) -> float:
    start = index % 4 * batch_size
    return float(train(tf.constant(images[start : start + batch_size]), tf.constant(classes[start : start + batch_size])))


step(0)
print(json.dumps({"version": f"TensorFlow {tf.__version__}, Keras {keras.__version__}, {settings['mode']}"}), flush=True)
taken = 1
for line in sys.stdin:
    milliseconds = []
    before = time.process_time()
    for _ in range(int(line)):
        begin = time.perf_counter()
        step(taken)
        milliseconds.append((time.perf_counter() - begin) * 1e3)
        taken += 1
    cpu = (time.process_time() - before) * 1e3 / int(line)
    print(json.dumps({"milliseconds": milliseconds, "cpuMilliseconds": cpu, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)
