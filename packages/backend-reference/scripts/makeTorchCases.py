"""Writes fixtures/torchCases.json: small step graphs with the values that PyTorch computes for them in float64.

Every operation kind occurs, forward and gradient. Inputs have three decimals, so that the file stays readable; results have all digits.

    python scripts/makeTorchCases.py
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

torch.manual_seed(20240605)
torch.set_default_dtype(torch.float64)

cases = []


def random(*shape, scale=1.0):
    """Standard normal values, rounded to three decimals."""
    return (torch.randn(*shape) * scale * 1000).round() / 1000


def distinct(*shape):
    """Values without ties, so that every maximum is unique."""
    count = math.prod(shape)
    return ((torch.randperm(count) - count // 2).double() / 100).reshape(shape)


def op(kind, inputs, outputs, **attributes):
    return {"kind": kind, "path": "", **attributes, "inputs": inputs.split(), "outputs": outputs.split()}


def case(name, operations, given, expected, integers=()):
    tensors = {**given, **expected}
    cases.append(
        {
            "name": name,
            "operations": operations,
            "tensors": {
                key: {"shape": list(value.shape), "elementType": "int32" if key in integers else "float32"}
                for key, value in tensors.items()
            },
            "given": {key: [number(v) for v in value.flatten().tolist()] for key, value in given.items()},
            "expected": {key: value.flatten().tolist() for key, value in expected.items()},
        }
    )


def number(value):
    return int(value) if value == int(value) else value


def gradients(y, dy, *inputs):
    return torch.autograd.grad(y, inputs, dy)


def tracked(*tensors):
    return [t.clone().requires_grad_() for t in tensors]


# Convolution.


def conv2d(name, x_shape, w_shape, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1, bias=True):
    x, w, b = tracked(random(*x_shape), random(*w_shape), random(w_shape[0]))
    top, left, bottom, right = padding
    padded = F.pad(x, (left, right, top, bottom))
    y = F.conv2d(padded, w, b if bias else None, stride, 0, dilation, groups)
    dy = random(*y.shape)
    window = dict(kernelSize=list(w_shape[2:]), stride=list(stride), padding=list(padding), dilation=list(dilation), groups=groups)
    operations = [
        op("conv2d", "x weight bias" if bias else "x weight", "y", **window),
        op("conv2dInputGradient", "dy weight", "dx", **window),
        op("conv2dWeightGradient", "dy x", "dWeight", **window),
    ]
    given = {"x": x, "weight": w, "dy": dy}
    dx, dw = gradients(y, dy, x, w) if not bias else (None, None)
    expected = {"y": y}
    if bias:
        dx, dw, db = gradients(y, dy, x, w, b)
        operations.append(op("biasGradient", "dy", "dBias"))
        given["bias"] = b
        expected["dBias"] = db
    case(f"conv2d {name}", operations, given, {**expected, "dx": dx, "dWeight": dw})


conv2d("plain", (2, 2, 5, 6), (3, 2, 3, 3))
conv2d("pointwise, without bias", (2, 3, 3, 3), (2, 3, 1, 1), bias=False)
conv2d("padded on all sides", (1, 2, 4, 4), (2, 2, 3, 3), padding=(1, 1, 1, 1))
conv2d("uneven stride, asymmetric padding", (1, 2, 7, 6), (2, 2, 3, 2), stride=(2, 3), padding=(0, 1, 2, 0))
conv2d("floor leaves columns out", (1, 1, 8, 9), (1, 1, 3, 3), stride=(3, 4))
conv2d("dilated", (1, 1, 7, 9), (2, 1, 3, 3), dilation=(2, 3), padding=(1, 2, 1, 2))
conv2d("two groups", (2, 4, 4, 4), (6, 2, 3, 3), padding=(1, 1, 1, 1), groups=2)
conv2d("depthwise, stride 2", (1, 3, 6, 6), (3, 1, 3, 3), stride=(2, 2), padding=(1, 1, 1, 1), groups=3)
conv2d("depthwise, two outputs a channel, dilated", (1, 2, 6, 5), (4, 1, 2, 3), dilation=(3, 1), padding=(1, 0, 0, 1), groups=2)
conv2d("padding beyond the kernel", (1, 1, 3, 3), (1, 1, 2, 2), stride=(2, 2), padding=(3, 2, 1, 4))


# Linear.

for with_bias in (True, False):
    x, w, b = tracked(random(3, 5), random(4, 5), random(4))
    y = F.linear(x, w, b if with_bias else None)
    dy = random(3, 4)
    operations = [
        op("linear", "x weight bias" if with_bias else "x weight", "y"),
        op("linearInputGradient", "dy weight", "dx"),
        op("linearWeightGradient", "dy x", "dWeight"),
    ]
    given, expected = {"x": x, "weight": w, "dy": dy}, {"y": y}
    if with_bias:
        expected["dx"], expected["dWeight"], expected["dBias"] = gradients(y, dy, x, w, b)
        given["bias"] = b
        operations.append(op("biasGradient", "dy", "dBias"))
    else:
        expected["dx"], expected["dWeight"] = gradients(y, dy, x, w)
    case("linear" if with_bias else "linear, without bias", operations, given, expected)


# Pooling. PyTorch pads symmetrically; asymmetric padding is added beforehand, where the padding's own value then counts.


def out_size(size, kernel, stride, begin, end, dilation, ceil):
    span = size + begin + end - dilation * (kernel - 1) - 1
    out = (math.ceil(span / stride) if ceil else span // stride) + 1
    if ceil and (out - 1) * stride >= size + begin:
        out -= 1
    return out


def windows(x_shape, kernel, stride, padding, dilation, ceil):
    """The window fields, with the end padding that the last window of ceil mode reaches."""
    top, left, bottom, right = padding
    sizes = x_shape[2:]
    begins, ends = (top, left), (bottom, right)
    outs = [out_size(sizes[a], kernel[a], stride[a], begins[a], ends[a], dilation[a], ceil) for a in (0, 1)]
    reach = [max(ends[a], (outs[a] - 1) * stride[a] + dilation[a] * (kernel[a] - 1) + 1 - sizes[a] - begins[a]) for a in (0, 1)]
    return dict(kernelSize=list(kernel), stride=list(stride), padding=[top, left, reach[0], reach[1]], dilation=list(dilation)), outs


def max_pool2d(name, x, kernel, stride, padding=(0, 0, 0, 0), dilation=(1, 1), ceil=False):
    window, _ = windows(x.shape, kernel, stride, padding, dilation, ceil)
    (x,) = tracked(x)
    top, left, bottom, right = padding
    if top == bottom and left == right:
        y = F.max_pool2d(x, kernel, stride, (top, left), dilation, ceil)
    else:
        y = F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-math.inf), kernel, stride, 0, dilation, ceil)
    dy = random(*y.shape)
    (dx,) = gradients(y, dy, x)
    operations = [op("maxPool2d", "x", "y", **window), op("maxPool2dGradient", "dy x y", "dx", **window)]
    case(f"maxPool2d {name}", operations, {"x": x, "dy": dy}, {"y": y, "dx": dx})


max_pool2d("2/2", distinct(2, 2, 4, 6), (2, 2), (2, 2))
max_pool2d("3/2 overlapping, floor", distinct(1, 2, 6, 8), (3, 3), (2, 2))
max_pool2d("3/2 padded", distinct(1, 1, 6, 6), (3, 3), (2, 2), padding=(1, 1, 1, 1))
max_pool2d("3/2 ceil", distinct(1, 1, 6, 7), (3, 3), (2, 2), ceil=True)
max_pool2d("ceil drops the window that starts in the padding", distinct(1, 1, 5, 5), (2, 2), (2, 3), padding=(1, 1, 1, 1), ceil=True)
max_pool2d("asymmetric padding", distinct(1, 1, 5, 5), (3, 2), (2, 1), padding=(0, 1, 1, 0))
max_pool2d("dilated", distinct(1, 1, 7, 8), (3, 2), (1, 2), padding=(1, 0, 1, 0), dilation=(2, 3))
max_pool2d("ties: zeros as after ReLU", F.relu(random(1, 1, 6, 6) - 0.8), (3, 3), (2, 2))


def avg_pool2d(name, x_shape, kernel, stride, padding=(0, 0, 0, 0), ceil=False, include=True):
    window, outs = windows(x_shape, kernel, stride, padding, (1, 1), ceil)
    (x,) = tracked(random(*x_shape))
    top, left, bottom, right = padding
    if top == bottom and left == right:
        y = F.avg_pool2d(x, kernel, stride, (top, left), ceil, include)
    elif include and not ceil:
        y = F.avg_pool2d(F.pad(x, (left, right, top, bottom)), kernel, stride, 0)
    else:
        raise ValueError("PyTorch has no such pooling")

    def counts(axis, begin, end):
        result = []
        for i in range(outs[axis]):
            first = i * stride[axis] - begin
            last = min(first + kernel[axis], x_shape[2 + axis] + end)
            result.append(last - first if include else min(last, x_shape[2 + axis]) - max(first, 0))
        return result

    fields = dict(**window, rowCounts=counts(0, top, bottom), columnCounts=counts(1, left, right))
    dy = random(*y.shape)
    (dx,) = gradients(y, dy, x)
    operations = [op("avgPool2d", "x", "y", **fields), op("avgPool2dGradient", "dy", "dx", **fields)]
    case(f"avgPool2d {name}", operations, {"x": x, "dy": dy}, {"y": y, "dx": dx})


avg_pool2d("2/2", (2, 2, 4, 4), (2, 2), (2, 2))
avg_pool2d("3/2 overlapping, floor", (1, 1, 6, 7), (3, 3), (2, 2))
avg_pool2d("padding counts", (1, 2, 5, 5), (3, 3), (2, 2), padding=(1, 1, 1, 1))
avg_pool2d("padding does not count", (1, 2, 5, 5), (3, 3), (2, 2), padding=(1, 1, 1, 1), include=False)
avg_pool2d("ceil, padding counts", (1, 1, 6, 7), (3, 3), (2, 2), padding=(1, 0, 1, 0), ceil=True)
avg_pool2d("ceil, padding does not count", (1, 1, 6, 8), (3, 3), (3, 2), padding=(1, 1, 1, 1), ceil=True, include=False)
avg_pool2d("asymmetric padding counts", (1, 1, 5, 4), (2, 3), (1, 2), padding=(0, 2, 1, 1))

(x,) = tracked(random(2, 3, 3, 4))
y = x.mean((2, 3), keepdim=True)
dy = random(2, 3, 1, 1)
case(
    "globalAvgPool2d",
    [op("globalAvgPool2d", "x", "y"), op("globalAvgPool2dGradient", "dy", "dx")],
    {"x": x, "dy": dy},
    {"y": y, "dx": gradients(y, dy, x)[0]},
)

for height, width, out in ((7, 5, (3, 2)), (4, 6, (1, 6)), (3, 2, (5, 3))):
    (x,) = tracked(random(1, 2, height, width))
    y = F.adaptive_avg_pool2d(x, out)
    dy = random(*y.shape)
    rows = [[i * height // out[0], -(-(i + 1) * height // out[0])] for i in range(out[0])]
    columns = [[i * width // out[1], -(-(i + 1) * width // out[1])] for i in range(out[1])]
    case(
        f"adaptiveAvgPool2d {height}×{width} to {out[0]}×{out[1]}",
        [
            op("adaptiveAvgPool2d", "x", "y", rowWindows=rows, columnWindows=columns),
            op("adaptiveAvgPool2dGradient", "dy", "dx", rowWindows=rows, columnWindows=columns),
        ],
        {"x": x, "dy": dy},
        {"y": y, "dx": gradients(y, dy, x)[0]},
    )


# Normalisation.

for name, shape, affine, momentum, unbiased in (
    ("per channel", (2, 3, 3, 2), True, 0.1, True),
    ("per feature, biased running variance", (5, 3), True, 0.25, False),
    ("without weight and bias", (3, 2, 2, 2), False, 0.1, True),
):
    x, w, b = tracked(random(*shape) * 2 + 1, random(shape[1]), random(shape[1]))
    axes = [a for a in range(len(shape)) if a != 1]
    y = F.batch_norm(x, None, None, w if affine else None, b if affine else None, training=True, eps=1e-5)
    dy = random(*shape)
    mean, variance = x.detach().mean(axes), x.detach().var(axes, unbiased=False)
    running_mean, running_variance = random(shape[1]), random(shape[1]).abs() + 0.5
    next_mean, next_variance = running_mean.clone(), running_variance.clone()
    count = math.prod(shape) // shape[1]
    if unbiased:
        F.batch_norm(x, next_mean, next_variance, training=True, momentum=momentum)
    else:
        next_mean = (1 - momentum) * running_mean + momentum * mean
        next_variance = (1 - momentum) * running_variance + momentum * variance
    inference = F.batch_norm(x, running_mean, running_variance, w if affine else None, b if affine else None, training=False, eps=1e-3)
    operands = " weight bias" if affine else ""
    operations = [
        op("batchNorm", "x" + operands, "y mean variance", eps=1e-5),
        op("batchNormGradient", "dy x mean variance" + (" weight" if affine else ""), "dx dWeight dBias" if affine else "dx", eps=1e-5),
        op("batchNormInference", "x runningMean runningVariance" + operands, "inference", eps=1e-3),
        op("movingAverage", "runningMean mean", "nextMean", momentum=momentum, correction=1),
        op("movingAverage", "runningVariance variance", "nextVariance", momentum=momentum, correction=count / (count - 1) if unbiased else 1),
    ]
    given = {"x": x, "dy": dy, "runningMean": running_mean, "runningVariance": running_variance}
    expected = {"y": y, "mean": mean, "variance": variance, "inference": inference, "nextMean": next_mean, "nextVariance": next_variance}
    if affine:
        given.update(weight=w, bias=b)
        expected["dx"], expected["dWeight"], expected["dBias"] = gradients(y, dy, x, w, b)
    else:
        (expected["dx"],) = gradients(y, dy, x)
    case(f"batchNorm {name}", operations, given, expected)

for size, channels, alpha, beta, k in ((5, 7, 0.3, 0.75, 2.0), (3, 2, 1.0, 0.5, 1.0), (4, 6, 0.5, 1.25, 1.0), (1, 3, 0.2, 0.75, 1.0)):
    (x,) = tracked(random(2, channels, 2, 1))
    y = F.local_response_norm(x, size, alpha, beta, k)
    dy = random(*y.shape)
    fields = dict(size=size, alpha=alpha, beta=beta, k=k)
    case(
        f"localResponseNorm of {size} over {channels} channels",
        [op("localResponseNorm", "x", "y", **fields), op("localResponseNormGradient", "dy x", "dx", **fields)],
        {"x": x, "dy": dy},
        {"y": y, "dx": gradients(y, dy, x)[0]},
    )


# Activations. Values from far left to far right, the kinks of hardSwish among them.

points = torch.tensor([-40, -8, -3.5, -3, -2.25, -1, -0.5, -0.001, 0.001, 0.5, 1, 2.25, 2.999, 3, 3.5, 8, 19, 40]).reshape(3, 6)
activations = {
    "relu": (F.relu, "y", {}),
    "sigmoid": (torch.sigmoid, "y", {}),
    "tanh": (torch.tanh, "y", {}),
    "elu": (F.elu, "y", {}),
    "gelu": (F.gelu, "x", {}),
    "silu": (F.silu, "x", {}),
    "hardSwish": (F.hardswish, "x", {}),
    # The threshold is where PyTorch goes over to the identity, which is off by e^−20 at its default.
    "softplus": (lambda t: F.softplus(t, threshold=100), "x", {}),
    "leakyRelu": (lambda t: F.leaky_relu(t, 0.2), "x", {"negativeSlope": 0.2}),
}
for kind, (function, reads, fields) in activations.items():
    (x,) = tracked(points)
    y = function(x)
    dy = random(*y.shape)
    case(
        kind,
        [op(kind, "x", "y", **fields), op(f"{kind}Gradient", f"dy {reads}", "dx", **fields)],
        {"x": x, "dy": dy},
        {"y": y, "dx": gradients(y, dy, x)[0]},
    )


# Structure.

(x,) = tracked(random(2, 2, 2, 3))
mask = (torch.rand(2, 2, 2, 3) > 0.4).double()
y = x * mask / (1 - 0.4)
dy = random(*y.shape)
case(
    "dropout",
    [op("dropout", "x mask", "y", rate=0.4), op("dropout", "dy mask", "dx", rate=0.4)],
    {"x": x, "mask": mask, "dy": dy},
    {"y": y, "dx": gradients(y, dy, x)[0]},
)

(x,) = tracked(random(2, 3, 2, 2))
y = x.flatten(1)
dy = random(*y.shape)
case(
    "flatten",
    [op("flatten", "x", "y"), op("unflatten", "dy", "dx")],
    {"x": x, "dy": dy},
    {"y": y, "dx": gradients(y, dy, x)[0]},
)

a, b = tracked(random(2, 2, 2, 2), random(2, 2, 2, 2))
case("add", [op("add", "a b", "y")], {"a": a, "b": b}, {"y": a + b})

a, b = tracked(random(2, 2, 2, 3), random(2, 2, 1, 1))
for first, second in ((a, b), (b, a)):
    y = first * second
    dy = random(*y.shape)
    da, db = gradients(y, dy, a, b)
    case(
        f"multiply {list(first.shape)} by {list(second.shape)}",
        [
            op("multiply", "a b" if first is a else "b a", "y"),
            op("multiply", "dy b", "da"),
            op("multiply", "dy a", "product"),
            op("sumSpatial", "product", "db"),
        ],
        {"a": a, "b": b, "dy": dy},
        {"y": y, "da": da, "product": dy * a, "db": db},
    )

a, b, c = tracked(random(2, 1, 2, 2), random(2, 3, 2, 2), random(2, 2, 2, 2))
y = torch.cat((a, b, c), 1)
dy = random(*y.shape)
da, db, dc = gradients(y, dy, a, b, c)
case(
    "concat",
    [
        op("concat", "a b c", "y"),
        op("sliceChannels", "dy", "da", start=0, end=1),
        op("sliceChannels", "dy", "db", start=1, end=4),
        op("sliceChannels", "dy", "dc", start=4, end=6),
    ],
    {"a": a, "b": b, "c": c, "dy": dy},
    {"y": y, "da": da, "db": db, "dc": dc},
)


# Pixels.

pixels = torch.randint(0, 256, (2, 2, 2, 3)).double()
mean, std = torch.tensor([0.25, 0.5]), torch.tensor([0.5, 0.125])
case(
    "normalizePixels",
    [op("normalizePixels", "pixels", "unit"), op("normalizePixels", "pixels", "y", mean=mean.tolist(), std=std.tolist())],
    {"pixels": pixels},
    {"unit": pixels / 255, "y": (pixels / 255 - mean[:, None, None]) / std[:, None, None]},
)

for size in ((6, 8), (7, 5), (3, 4)):
    x = random(1, 2, 3, 4)
    y = F.interpolate(x, size, mode="bilinear", align_corners=False, antialias=False)
    case(f"resizeBilinear2d 3×4 to {size[0]}×{size[1]}", [op("resizeBilinear2d", "x", "y")], {"x": x}, {"y": y})

x = random(2, 1, 2, 2)
case("repeatChannels", [op("repeatChannels", "x", "y")], {"x": x}, {"y": x.repeat(1, 3, 1, 1)})


# Loss.

labels = torch.tensor([3, 0, 2, 3])
for reduction, smoothing, scale in (("mean", 0.0, 1), ("sum", 0.0, 1), ("mean", 0.1, 1), ("sum", 0.2, 1), ("mean", 0.0, 300)):
    (x,) = tracked(random(4, 5, scale=scale))
    loss = F.cross_entropy(x, labels, reduction=reduction, label_smoothing=smoothing)
    fields = dict(reduction=reduction, labelSmoothing=smoothing)
    case(
        f"softmaxCrossEntropy {reduction}, smoothing {smoothing}, logits of size {scale}",
        [
            op("softmax", "x", "probabilities"),
            op("softmaxCrossEntropy", "x labels", "loss", **fields),
            op("softmaxCrossEntropyGradient", "x labels", "dx", **fields),
            op("countCorrect", "x labels", "correct"),
        ],
        {"x": x, "labels": labels.double()},
        {
            "probabilities": F.softmax(x, 1),
            "loss": loss,
            "dx": gradients(loss, None, x)[0],
            "correct": (x.argmax(1) == labels).sum().double(),
        },
        integers=("labels",),
    )


# Optimisers: the third step of a run, from the state that two steps have left.


def third_step(make):
    (w,) = tracked(random(2, 3))
    optimizer = make([w])
    for _ in range(2):
        w.grad = random(2, 3)
        optimizer.step()
    before, state = w.detach().clone(), {k: v.clone() for k, v in optimizer.state[w].items() if torch.is_tensor(v)}
    w.grad = random(2, 3)
    optimizer.step()
    after = {k: v.clone() for k, v in optimizer.state[w].items() if torch.is_tensor(v)}
    return before, w.grad, w.detach(), state, after


for momentum, nesterov, decay in ((0, False, 0), (0, False, 0.1), (0.9, False, 0), (0.9, False, 0.01), (0.8, True, 0.02)):
    w, g, after, state, later = third_step(
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=momentum, nesterov=nesterov, weight_decay=decay)
    )
    given, expected = {"w": w, "g": g, "learningRate": torch.tensor(0.1)}, {"next": after}
    if momentum:
        given["velocity"], expected["nextVelocity"] = state["momentum_buffer"], later["momentum_buffer"]
    case(
        f"sgd momentum {momentum}{' nesterov' if nesterov else ''}, decay {decay}",
        [
            op(
                "sgdUpdate",
                "w g learningRate velocity" if momentum else "w g learningRate",
                "next nextVelocity" if momentum else "next",
                momentum=momentum,
                nesterov=nesterov,
                weightDecay=decay,
            )
        ],
        given,
        expected,
    )

for name, optimizer, decay in (("adam", torch.optim.Adam, 0), ("adam", torch.optim.Adam, 0.1), ("adamw", torch.optim.AdamW, 0.1)):
    w, g, after, state, later = third_step(lambda p: optimizer(p, lr=0.01, betas=(0.8, 0.95), eps=1e-8, weight_decay=decay))
    case(
        f"{name}, decay {decay}",
        [
            op(
                "adamUpdate",
                "w g learningRate m v correction1 correction2",
                "next nextM nextV",
                beta1=0.8,
                beta2=0.95,
                eps=1e-8,
                weightDecay=decay,
                decay="decoupled" if name == "adamw" else "coupled",
            )
        ],
        {
            "w": w,
            "g": g,
            "learningRate": torch.tensor(0.01),
            "m": state["exp_avg"],
            "v": state["exp_avg_sq"],
            "correction1": torch.tensor(1 - 0.8**3),
            "correction2": torch.tensor(1 - 0.95**3),
        },
        {"next": after, "nextM": later["exp_avg"], "nextV": later["exp_avg_sq"]},
    )

for momentum, decay in ((0, 0), (0.9, 0), (0.9, 0.1)):
    w, g, after, state, later = third_step(
        lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-8, momentum=momentum, weight_decay=decay)
    )
    given = {"w": w, "g": g, "learningRate": torch.tensor(0.01), "s": state["square_avg"]}
    expected = {"next": after, "nextS": later["square_avg"]}
    if momentum:
        given["b"], expected["nextB"] = state["momentum_buffer"], later["momentum_buffer"]
    case(
        f"rmsprop momentum {momentum}, decay {decay}",
        [
            op(
                "rmspropUpdate",
                "w g learningRate s b" if momentum else "w g learningRate s",
                "next nextS nextB" if momentum else "next nextS",
                alpha=0.9,
                eps=1e-8,
                momentum=momentum,
                weightDecay=decay,
            )
        ],
        given,
        expected,
    )


# Clipping of all gradients by their joint norm, which the second bound is above.
for max_norm in (0.5, 100.0):
    parameters = tracked(random(2, 3), random(4))
    for parameter in parameters:
        parameter.grad = random(*parameter.shape)
    given = {name: parameter.grad.clone() for name, parameter in zip("gh", parameters)}
    norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    case(
        f"gradients clipped to norm {max_norm}",
        [
            op("globalNorm", "g h", "norm"),
            op("clipByNorm", "g norm", "clippedG", maxNorm=max_norm),
            op("clipByNorm", "h norm", "clippedH", maxNorm=max_norm),
        ],
        given,
        {"norm": norm, "clippedG": parameters[0].grad, "clippedH": parameters[1].grad},
    )


path = Path(__file__).parent.parent / "fixtures" / "torchCases.json"
lines = ",\n".join(json.dumps(c, separators=(",", ":"), ensure_ascii=False) for c in cases)
path.write_text(f'{{"source":"PyTorch {torch.__version__.split("+")[0]}, float64","cases":[\n{lines}\n]}}\n', encoding="utf-8")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
