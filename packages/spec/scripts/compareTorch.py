"""Builds each model of models.jsonl in PyTorch, runs it once, and compares path, kind and shape of every leaf, the state_dict and the parameter total.

    node scripts/torchModels.js 10000 1 > models.jsonl && python scripts/compareTorch.py models.jsonl

A pool with ceilMode whose padding differs at its two ends cannot be said in PyTorch; such models are counted apart.
"""

import json
import math
import sys
from collections import Counter, OrderedDict

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)


class NotInTorch(Exception):
    pass


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def padding_of(layer, size):
    """top, left, bottom, right."""
    padding = layer.get("padding", 0)
    if padding == "valid":
        return 0, 0, 0, 0
    if padding == "same":
        kernel, dilation = pair(layer["kernelSize"]), pair(layer.get("dilation", 1))
        stride = pair(layer.get("stride", layer["kernelSize"] if "Pool" in layer["kind"] else 1))
        total = [max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n) for n, s, d, k in zip(size, stride, dilation, kernel)]
        begin = [t // 2 for t in total]
        return (*begin, *(t - b for t, b in zip(total, begin)))
    if isinstance(padding, list) and len(padding) == 4:
        return tuple(padding)
    height, width = pair(padding)
    return height, width, height, width


class Windowed(nn.Module):
    """A convolution or pool; padding that is not the same at both ends is put on first."""

    def __init__(self, layer, channels):
        super().__init__()
        self.layer = layer
        if layer["kind"] == "conv2d":
            groups = layer.get("groups", 1)
            self.weight = nn.Parameter(torch.zeros(layer["outChannels"], channels // groups, *pair(layer["kernelSize"])))
            self.bias = nn.Parameter(torch.zeros(layer["outChannels"])) if layer.get("bias", True) else None

    def forward(self, x):
        layer, kind = self.layer, self.layer["kind"]
        top, left, bottom, right = padding_of(layer, x.shape[2:])
        symmetric = top == bottom and left == right
        if not symmetric:
            if layer.get("ceilMode"):
                raise NotInTorch("ceil mode and unequal padding")
            x = F.pad(x, (left, right, top, bottom), value=-math.inf if kind == "maxPool2d" else 0.0)
        padding = (top, left) if symmetric else (0, 0)
        if kind == "conv2d":
            return F.conv2d(x, self.weight, self.bias, pair(layer.get("stride", 1)), padding, pair(layer.get("dilation", 1)), layer.get("groups", 1))
        kernel = pair(layer["kernelSize"])
        if any(p > k // 2 for p, k in zip(padding, kernel)):
            # Only "same" with dilation: beyond what PyTorch's pool pads by itself, the padding is −∞ all the same.
            if layer.get("ceilMode"):
                raise NotInTorch("ceil mode and padding beyond half the kernel")
            x = F.pad(x, (left, right, top, bottom), value=-math.inf)
            padding = (0, 0)
        stride = pair(layer.get("stride", layer["kernelSize"]))
        if kind == "maxPool2d":
            return F.max_pool2d(x, kernel, stride, padding, pair(layer.get("dilation", 1)), layer.get("ceilMode", False))
        return F.avg_pool2d(x, kernel, stride, padding, layer.get("ceilMode", False), layer.get("countIncludePad", True))


class Parallel(nn.Module):
    def __init__(self, branches, merge):
        super().__init__()
        for index, branch in enumerate(branches):
            self.add_module(str(index), branch)
        self.merge = merge

    def forward(self, x):
        outputs = [branch(x) for branch in self.children()]
        if self.merge == "concat":
            return torch.cat(outputs, 1)
        result = outputs[0]
        for output in outputs[1:]:
            result = result + output if self.merge == "add" else result * output
        return result


activations = {
    "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "gelu": nn.GELU, "silu": nn.SiLU, "elu": nn.ELU, "hardSwish": nn.Hardswish,
    "softplus": nn.Softplus,
}


def leaf(layer, shape):
    kind, channels = layer["kind"], shape[1]
    if kind in ("conv2d", "maxPool2d", "avgPool2d"):
        return Windowed(layer, channels)
    if kind in activations:
        return activations[kind]()
    if kind == "leakyRelu":
        return nn.LeakyReLU(layer.get("negativeSlope", 0.01))
    if kind == "dropout":
        return nn.Dropout(layer.get("rate", 0.5))
    if kind == "flatten":
        return nn.Flatten()
    if kind == "linear":
        return nn.Linear(channels, layer["outFeatures"], bias=layer.get("bias", True))
    if kind == "globalAvgPool2d":
        return nn.AdaptiveAvgPool2d(1)
    if kind == "adaptiveAvgPool2d":
        return nn.AdaptiveAvgPool2d(pair(layer["outputSize"]))
    if kind == "batchNorm":
        norm = nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d
        return norm(channels, eps=layer.get("eps", 1e-5), momentum=layer.get("momentum", 0.1), affine=layer.get("affine", True))
    if kind == "localResponseNorm":
        return nn.LocalResponseNorm(layer["size"], layer.get("alpha", 1e-4), layer.get("beta", 0.75), layer.get("k", 1.0))
    raise KeyError(kind)


def build(layers, x, leaves, path):
    """An nn.Sequential of the layers, and what they give for x. Leaves are noted as PyTorch names them."""
    modules = OrderedDict()
    for index, layer in enumerate(layers):
        name = layer.get("name", str(index))
        at = f"{path}.{name}" if path else name
        kind = layer["kind"]
        if kind == "sequential":
            module, x = build(layer["layers"], x, leaves, at)
        elif kind == "parallel":
            branches, _ = zip(*(build(branch, x, leaves, f"{at}.{i}") for i, branch in enumerate(layer["branches"])))
            module = Parallel(branches, layer["merge"]).eval()
            x = module(x)
        else:
            module = leaf(layer, x.shape).eval()
            x = module(x)
            leaves.append([at, kind, list(x.shape[1:])])
        modules[name] = module
    return nn.Sequential(modules), x


def compare(line):
    entry = json.loads(line)
    model = entry["model"]
    leaves = []
    with torch.no_grad():
        x = torch.zeros(2, *model["input"])
        module, _ = build(model["layers"], x, leaves, "")
        module.eval()(x)
    state = [[name, list(tensor.shape)] for name, tensor in module.state_dict().items() if not name.endswith("num_batches_tracked")]
    parameters = sum(p.numel() for p in module.parameters())
    return leaves == entry["leaves"] and state == entry["state"] and parameters == entry["parameters"], (leaves, entry["leaves"])


totals, kinds = Counter(), Counter()
with open(sys.argv[1]) as lines:
    for number, line in enumerate(lines):
        try:
            equal, found = compare(line)
        except NotInTorch as reason:
            totals[f"not in PyTorch: {reason}"] += 1
            continue
        totals["equal" if equal else "different"] += 1
        kinds.update(kind for _, kind, _ in found[1])
        if not equal and totals["different"] <= 5:
            print("line", number, "PyTorch", found[0], "here", found[1], line, sep="\n")
print(dict(totals))
print("leaves compared:", dict(kinds.most_common()))
sys.exit(1 if totals["different"] else 0)
