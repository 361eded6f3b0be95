"""Trains an exported module for a few steps of plain SGD in double precision and in float32, from given weights, batches and dropout masks.

    python agreementRun.py MODULE.py WEIGHTS.safetensors BATCHES.safetensors GRADIENTS.safetensors

BATCHES holds `pixels/S` [N, 1, H, W] scaled to 0 … 1, `labels/S` and `mask/S/PATH` for each step S, and `learningRate`. Prints the losses in JSON; GRADIENTS gets
`float64/NAME` and `float32/NAME`, the gradients of the first step, both stored as float32.
"""

import importlib.util
import json
import sys

import torch
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


def run(module: str, weights: dict, batches: dict, dtype: torch.dtype) -> tuple[list[float], dict]:
    model = module_of(module)
    model.load_state_dict({name: value for name, value in weights.items() if name in model.state_dict()}, strict=False)
    model = model.to(dtype).train()
    dropouts = {name: part for name, part in model.named_modules() if isinstance(part, nn.Dropout)}
    for name, part in dropouts.items():
        model.set_submodule(name, Masked(part.p))
    losses, gradients = [], {}
    steps = sum(name.startswith("pixels/") for name in batches)
    for step in range(steps):
        for name in dropouts:
            model.get_submodule(name).mask = batches[f"mask/{step}/{name}"]
        loss = nn.functional.cross_entropy(model(batches[f"pixels/{step}"].to(dtype)), batches[f"labels/{step}"].long())
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if step == 0:
                    gradients[name] = parameter.grad.float().contiguous()
                parameter -= batches["learningRate"].item() * parameter.grad
    return losses, gradients


torch.set_num_threads(1)
torch.manual_seed(0)
module, weights, batches, out = sys.argv[1], load_file(sys.argv[2]), load_file(sys.argv[3]), sys.argv[4]
results = {name: run(module, weights, batches, dtype) for name, dtype in (("float64", torch.float64), ("float32", torch.float32))}
save_file({f"{name}/{tensor}": value for name, (_, gradients) in results.items() for tensor, value in gradients.items()}, out)
print(json.dumps({name: losses for name, (losses, _) in results.items()}))
