"""Trains an exported module for a few steps of plain SGD from given weights, batches and dropout masks.

    python agreementRun.py MODULE.py WEIGHTS.safetensors BATCHES.safetensors OUT.safetensors
    python agreementRun.py MODULE.py WEIGHTS.safetensors BATCHES.safetensors OUT.safetensors --decisions DECISIONS.safetensors

BATCHES holds `pixels/S` [N, 1, H, W] scaled to 0 … 1, `labels/S` and `mask/S/PATH` for each step S, the `side` that the pixels are enlarged to, and `learningRate`, or else
`decrease`: the rate is then decrease/|g|² to two digits, where g is the first gradient in double precision, so that the first step lowers the loss by so much to first order.

The first form trains in double precision, in float32, and in float32 from weights that are moved by up to a unit in the last place, four times. It prints
`{"learningRate": rate, "float64": losses, "float32": losses, "moved": [losses, …]}`; OUT gets `float64/NAME` and `float32/NAME`, the gradients of the first step, and
`decisions/PATH`, what ReLU and max pooling decided in float32.

The second runs the first step in double precision, where ReLU and max pooling decide what DECISIONS holds under their paths. It prints
`{PATH: [decisions that differ, how many there are, the largest distance between them]}` of those that have any; OUT gets `float64/NAME`.
"""

import argparse
import importlib.util
import json

import torch
from kinks import decide
from safetensors.torch import load_file, save_file
from torch import nn


class Masked(nn.Module):
    """Inverted dropout by a given mask."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.mask = torch.empty(0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.mask.to(x.dtype).reshape(x.shape) / (1 - self.rate)


def module_of(path: str) -> nn.Module:
    spec = importlib.util.spec_from_file_location("exported", path)
    exported = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exported)
    own = [each for each in vars(exported).values() if isinstance(each, type) and issubclass(each, nn.Module) and each.__module__ == "exported"]
    return own[-1]()


class Run:
    """A model in a precision, with masked dropout and kinks that remember."""

    def __init__(self, module: str, weights: dict[str, torch.Tensor], dtype: torch.dtype) -> None:
        model = module_of(module)
        model.load_state_dict({name: value for name, value in weights.items() if name in model.state_dict()}, strict=False)
        self.model, self.dtype = model.to(dtype).train(), dtype
        self.dropouts = {name: Masked(part.p) for name, part in model.named_modules() if isinstance(part, nn.Dropout)}
        for name, part in self.dropouts.items():
            model.set_submodule(name, part)
        self.kinks = decide(model)

    def step(self, batches: dict[str, torch.Tensor], step: int) -> tuple[float, dict[str, torch.Tensor]]:
        """The loss before the update, and the gradients, as float32."""
        for name, part in self.dropouts.items():
            part.mask = batches[f"mask/{step}/{name}"]
        pixels = batches[f"pixels/{step}"].to(self.dtype)
        side = int(batches["side"].item())
        x = nn.functional.interpolate(pixels, size=(side, side), mode="bilinear", align_corners=False)
        loss = nn.functional.cross_entropy(self.model(x), batches[f"labels/{step}"].long())
        self.model.zero_grad()
        loss.backward()
        if "learningRate" not in batches:
            square = sum(parameter.grad.square().sum().item() for parameter in self.model.parameters())
            batches["learningRate"] = torch.tensor([float(f"{batches['decrease'].item() / square:.1e}")])
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter -= batches["learningRate"].item() * parameter.grad
        return loss.item(), {name: parameter.grad.float().contiguous() for name, parameter in self.model.named_parameters()}


def train(given: argparse.Namespace, weights: dict[str, torch.Tensor], batches: dict[str, torch.Tensor]) -> dict:
    steps = sum(name.startswith("pixels/") for name in batches)
    losses, saved = {}, {}
    for name, dtype in (("float64", torch.float64), ("float32", torch.float32)):
        run = Run(given.module, weights, dtype)
        loss, gradients = run.step(batches, 0)
        saved |= {f"{name}/{tensor}": value for tensor, value in gradients.items()}
        if dtype == torch.float32:
            saved |= {f"decisions/{path}": kink.own.float() for path, kink in run.kinks.items()}
        losses[name] = [loss] + [run.step(batches, step)[0] for step in range(1, steps)]
    losses["moved"] = []
    for seed in range(4):
        generator = torch.Generator().manual_seed(seed)
        moved = {name: value * (1 + (2 * torch.rand(value.shape, generator=generator) - 1) * 2**-23) for name, value in weights.items()}
        run = Run(given.module, moved, torch.float32)
        losses["moved"].append([run.step(batches, step)[0] for step in range(steps)])
    save_file(saved, given.out)
    return {"learningRate": batches["learningRate"].item(), **losses}


def impose(given: argparse.Namespace, weights: dict[str, torch.Tensor], batches: dict[str, torch.Tensor]) -> dict:
    run = Run(given.module, weights, torch.float64)
    decisions = load_file(given.decisions)
    for path, kink in run.kinks.items():
        kink.decided = decisions[path]
    _, gradients = run.step(batches, 0)
    save_file({f"float64/{tensor}": value for tensor, value in gradients.items()}, given.out)
    return {path: [kink.differ, kink.decided.numel(), kink.apart] for path, kink in run.kinks.items() if kink.differ > 0}


arguments = argparse.ArgumentParser()
for name in ("module", "weights", "batches", "out"):
    arguments.add_argument(name)
arguments.add_argument("--decisions")
given = arguments.parse_args()
torch.set_num_threads(1)
torch.manual_seed(0)
print(json.dumps((impose if given.decisions else train)(given, load_file(given.weights), load_file(given.batches))))
