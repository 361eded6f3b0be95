"""Writes fixtures/torchModels.json: what PyTorch makes of the models in fixtures/models.json, in float64.

Each model takes three steps on one batch, with an optimiser of its own. Recorded are the state before, the gradients of the first step, the
three losses, and the state after. Values given are multiples of 1/256, so that float32 holds them exactly.

    python scripts/makeTorchModels.py
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
folder = Path(__file__).parent.parent / "fixtures"
BATCH, CLASSES = 4, 3

OPTIMIZERS = [
    dict(kind="sgd", learningRate=0.125, momentum=0, nesterov=False, weightDecay=0),
    dict(kind="sgd", learningRate=0.125, momentum=0.5, nesterov=False, weightDecay=0.0625),
    dict(kind="adam", learningRate=0.015625, beta1=0.75, beta2=0.875, eps=1e-6, weightDecay=0.125),
    dict(kind="rmsprop", learningRate=0.015625, alpha=0.875, eps=1e-6, momentum=0.5, weightDecay=0.125),
    dict(kind="adamw", learningRate=0.015625, beta1=0.75, beta2=0.875, eps=1e-6, weightDecay=0.125),
    dict(kind="sgd", learningRate=0.125, momentum=0.5, nesterov=True, weightDecay=0),
    dict(kind="adam", learningRate=0.015625, beta1=0.75, beta2=0.875, eps=1e-6, weightDecay=0),
    dict(kind="rmsprop", learningRate=0.015625, alpha=0.875, eps=1e-6, momentum=0, weightDecay=0),
]


def optimizer(o, parameters):
    decay, rate = o["weightDecay"], o["learningRate"]
    if o["kind"] == "sgd":
        return torch.optim.SGD(parameters, lr=rate, momentum=o["momentum"], nesterov=o["nesterov"], weight_decay=decay)
    if o["kind"] == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=rate, alpha=o["alpha"], eps=o["eps"], momentum=o["momentum"], weight_decay=decay)
    kind = torch.optim.AdamW if o["kind"] == "adamw" else torch.optim.Adam
    return kind(parameters, lr=rate, betas=(o["beta1"], o["beta2"]), eps=o["eps"], weight_decay=decay)


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


class Conv(nn.Conv2d):
    """A convolution whose padding may be uneven: [top, left, bottom, right] or "same"."""

    def __init__(self, channels, layer):
        kernel, stride = pair(layer["kernelSize"]), pair(layer.get("stride", 1))
        dilation, groups = pair(layer.get("dilation", 1)), layer.get("groups", 1)
        super().__init__(channels, layer["outChannels"], kernel, stride, 0, dilation, groups, layer.get("bias", True))
        self.pads = layer.get("padding", 0)

    def forward(self, x):
        pads = self.pads
        if pads == "same":
            total = [
                max(0, (math.ceil(x.shape[2 + a] / self.stride[a]) - 1) * self.stride[a] + self.dilation[a] * (self.kernel_size[a] - 1) + 1 - x.shape[2 + a])
                for a in (0, 1)
            ]
            pads = [total[0] // 2, total[1] // 2, total[0] - total[0] // 2, total[1] - total[1] // 2]
        elif isinstance(pads, int):
            pads = [pads] * 4
        elif len(pads) == 2:
            pads = pads * 2
        top, left, bottom, right = pads
        return super().forward(F.pad(x, (left, right, top, bottom)))


class Mask(nn.Module):
    """Dropout by a given mask."""

    def __init__(self, rate, shape):
        super().__init__()
        self.rate, self.mask = rate, (torch.rand(shape) >= rate).double()

    def forward(self, x):
        return x * self.mask / (1 - self.rate)


class Parallel(nn.Module):
    def __init__(self, branches, merge):
        super().__init__()
        self.merge = merge
        for index, branch in enumerate(branches):
            self.add_module(str(index), branch)

    def forward(self, x):
        outputs = [branch(x) for branch in self.children()]
        if self.merge == "concat":
            return torch.cat(outputs, 1)
        result = outputs[0]
        for output in outputs[1:]:
            result = result + output if self.merge == "add" else result * output
        return result


def build(layers, x):
    """The layers as a module, and their output for x."""
    module = nn.Sequential()
    for index, layer in enumerate(layers):
        each, x = build_layer(layer, x)
        module.add_module(layer.get("name", str(index)), each)
    return module, x


def build_layer(layer, x):
    kind, channels = layer["kind"], x.shape[1]
    if kind == "sequential":
        return build(layer["layers"], x)
    if kind == "parallel":
        module = Parallel([build(branch, x)[0] for branch in layer["branches"]], layer["merge"])
        return module, module(x)
    if kind in ("maxPool2d", "avgPool2d"):
        window = (pair(layer["kernelSize"]), pair(layer.get("stride", layer["kernelSize"])), pair(layer.get("padding", 0)))
        ceil = layer.get("ceilMode", False)
        if kind == "maxPool2d":
            module = nn.MaxPool2d(*window, ceil_mode=ceil)
        else:
            module = nn.AvgPool2d(*window, ceil_mode=ceil, count_include_pad=layer.get("countIncludePad", True))
    elif kind == "batchNorm":
        norm = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
        module = norm(channels, layer.get("eps", 1e-5), layer.get("momentum", 0.1), layer.get("affine", True))
    else:
        module = {
            "conv2d": lambda: Conv(channels, layer),
            "linear": lambda: nn.Linear(channels, layer["outFeatures"], layer.get("bias", True)),
            "globalAvgPool2d": lambda: nn.AdaptiveAvgPool2d(1),
            "adaptiveAvgPool2d": lambda: nn.AdaptiveAvgPool2d(layer["outputSize"]),
            "localResponseNorm": lambda: nn.LocalResponseNorm(layer["size"], layer.get("alpha", 1e-4), layer.get("beta", 0.75), layer.get("k", 1.0)),
            "leakyRelu": lambda: nn.LeakyReLU(layer.get("negativeSlope", 0.01)),
            "dropout": lambda: Mask(layer["rate"], x.shape),
            "flatten": nn.Flatten,
            "relu": nn.ReLU,
            "sigmoid": nn.Sigmoid,
            "tanh": nn.Tanh,
            "gelu": nn.GELU,
            "silu": nn.SiLU,
            "elu": nn.ELU,
            "hardSwish": nn.Hardswish,
            "softplus": lambda: nn.Softplus(threshold=100),
        }[kind]()
    return module, module(x)


def coarse(tensor):
    return (tensor * 256).round() / 256


def plain(tensor):
    return tensor.detach().flatten().tolist()


def state_of(model):
    return {name: value for name, value in model.state_dict().items() if not name.endswith("num_batches_tracked")}


def run(spec, recipe):
    x = coarse(torch.randn(BATCH, *spec["input"]))
    labels = torch.randint(0, CLASSES, (BATCH,))
    model, _ = build(spec["layers"], x)
    with torch.no_grad():
        for name, value in state_of(model).items():
            value.copy_(coarse(torch.rand(value.shape) + 0.5 if name.endswith("running_var") else torch.randn(value.shape) * 0.4))
    before = {name: plain(value) for name, value in state_of(model).items()}
    steps, losses, gradients = optimizer(recipe, model.parameters()), [], None
    for _ in range(3):
        steps.zero_grad()
        loss = F.cross_entropy(model(x), labels)
        loss.backward()
        losses.append(loss.item())
        gradients = gradients or {name: plain(p.grad) for name, p in model.named_parameters()}
        steps.step()
    return {
        "model": spec["name"],
        "optimizer": recipe,
        "input": plain(x),
        "labels": labels.tolist(),
        "masks": {f"{name}:mask": [int(v) for v in plain(m.mask)] for name, m in model.named_modules() if isinstance(m, Mask)},
        "before": before,
        "losses": losses,
        "gradients": gradients,
        "after": {name: plain(value) for name, value in state_of(model).items()},
    }


models = json.loads((folder / "models.json").read_text(encoding="utf-8"))
runs = [run(spec, recipe) for spec, recipe in zip(models, OPTIMIZERS, strict=True)]
path = folder / "torchModels.json"
path.write_text("[\n" + ",\n".join(json.dumps(r, separators=(",", ":"), ensure_ascii=False) for r in runs) + "\n]\n", encoding="utf-8")
print(f"{len(runs)} runs, {path.stat().st_size} bytes")
