"""A model of the project's JSON form as a PyTorch module, by the same state names."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional


class Merge(nn.Module):
    """Branches whose results are added, multiplied or joined along the channels."""

    def __init__(self, branches: list[nn.Module], merge: str) -> None:
        super().__init__()
        for index, branch in enumerate(branches):
            self.add_module(str(index), branch)
        self.merge = merge

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        results = [branch(x) for branch in self.children()]
        if self.merge == "concat":
            return torch.cat(results, 1)
        total = results[0]
        for result in results[1:]:
            total = total + result if self.merge == "add" else total * result
        return total


def pair(value: int | list[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def symmetric(padding: int | str | list[int]) -> int | tuple[int, int]:
    if isinstance(padding, int):
        return padding
    if isinstance(padding, list) and len(padding) == 2:
        return (padding[0], padding[1])
    raise ValueError(f"padding {padding} is not one that PyTorch's layers take")


plain = {
    "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "gelu": nn.GELU, "silu": nn.SiLU, "elu": nn.ELU,
    "hardSwish": nn.Hardswish, "softplus": nn.Softplus, "flatten": nn.Flatten,
}


def module(layer: dict, x: torch.Tensor) -> nn.Module:
    """The layer as a module; x is an example of its input, from which it takes its sizes."""
    kind = layer["kind"]
    if kind in plain:
        return plain[kind]()
    if kind == "conv2d":
        return nn.Conv2d(
            x.shape[1], layer["outChannels"], pair(layer["kernelSize"]), pair(layer.get("stride", 1)), symmetric(layer.get("padding", 0)),
            pair(layer.get("dilation", 1)), layer.get("groups", 1), layer.get("bias", True),
        )
    if kind == "linear":
        return nn.Linear(x.shape[1], layer["outFeatures"], layer.get("bias", True))
    if kind == "batchNorm":
        norm = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
        return norm(x.shape[1], layer.get("eps", 1e-5), layer.get("momentum", 0.1), layer.get("affine", True))
    if kind in ("maxPool2d", "avgPool2d"):
        size = pair(layer["kernelSize"])
        stride = pair(layer.get("stride", layer["kernelSize"]))
        padding, ceil = symmetric(layer.get("padding", 0)), layer.get("ceilMode", False)
        if kind == "maxPool2d":
            return nn.MaxPool2d(size, stride, padding, pair(layer.get("dilation", 1)), ceil_mode=ceil)
        return nn.AvgPool2d(size, stride, padding, ceil, layer.get("countIncludePad", True))
    if kind == "globalAvgPool2d":
        return nn.AdaptiveAvgPool2d(1)
    if kind == "adaptiveAvgPool2d":
        return nn.AdaptiveAvgPool2d(pair(layer["outputSize"]))
    if kind == "localResponseNorm":
        return nn.LocalResponseNorm(layer["size"], layer.get("alpha", 1e-4), layer.get("beta", 0.75), layer.get("k", 1.0))
    if kind == "leakyRelu":
        return nn.LeakyReLU(layer.get("negativeSlope", 0.01))
    if kind == "dropout":
        return nn.Dropout(layer.get("rate", 0.5))
    if kind == "sequential":
        return sequence(layer["layers"], x)
    if kind == "parallel":
        return Merge([sequence(branch, x) for branch in layer["branches"]], layer["merge"])
    raise ValueError(f"no layer of kind {kind}")


def sequence(layers: list[dict], x: torch.Tensor) -> nn.Sequential:
    made = nn.Sequential()
    for index, layer in enumerate(layers):
        part = module(layer, x)
        with torch.no_grad():
            x = part(x)
        made.add_module(layer.get("name", str(index)), part)
    return made


def from_spec(model: dict) -> nn.Sequential:
    return sequence(model["layers"], torch.zeros(2, *model["input"]))
