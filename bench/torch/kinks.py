"""The decisions of ReLU and max pooling: which inputs a gradient goes back to. Where two inputs of a max pooling, or an input of ReLU and zero, lie
within rounding of each other, two right programs decide differently, and whole gradients go another way.
"""

import torch
from torch import nn


class DecidedReLU(nn.Module):
    """max(x, 0), whose gradient goes where `decided` says. Remembers its own decisions, and of those that differ the largest |x|, by the root mean square of x."""

    def __init__(self) -> None:
        super().__init__()
        self.decided: torch.Tensor | None = None
        self.own = torch.empty(0)
        self.differ, self.apart = 0, 0.0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.own = x > 0
        if self.decided is None:
            return x.relu()
        mask = self.decided.reshape(x.shape) > 0
        differ = mask != self.own
        self.differ = int(differ.sum())
        self.apart = apart(x.detach().abs()[differ], x)
        passed = x * mask
        return passed + (x.relu() - passed).detach()


class DecidedMaxPool(nn.Module):
    """Max pooling, whose gradient goes to the positions `decided`, counted within each plane. Remembers the like; apart is how far the maxima are above what was decided for."""

    def __init__(self, pool: nn.MaxPool2d) -> None:
        super().__init__()
        self.pool = pool
        self.decided: torch.Tensor | None = None
        self.own = torch.empty(0)
        self.differ, self.apart = 0, 0.0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pool = self.pool
        y, self.own = nn.functional.max_pool2d(x, pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode, return_indices=True)
        if self.decided is None:
            return y
        at = self.decided.reshape(y.shape).long()
        passed = x.flatten(2).gather(2, at.flatten(2)).reshape(y.shape)
        # Of equal maxima, such as zeros behind a ReLU, which one it is says nothing of rounding: PyTorch's vectors may find another than the first.
        differ = passed.detach() != y.detach()
        self.differ = int(differ.sum())
        self.apart = apart((y - passed).detach()[differ], x)
        return passed + (y - passed).detach()


def apart(distances: torch.Tensor, x: torch.Tensor) -> float:
    """The largest distance, by the root mean square of x; 0 of none."""
    return (distances.max() / x.detach().square().mean().sqrt()).item() if distances.numel() > 0 else 0.0


def decide(model: nn.Module) -> dict[str, DecidedReLU | DecidedMaxPool]:
    """Puts deciding modules in the place of the model's; by their names."""
    made: dict[str, DecidedReLU | DecidedMaxPool] = {}
    for name, part in list(model.named_modules()):
        if isinstance(part, nn.ReLU):
            made[name] = DecidedReLU()
        elif isinstance(part, nn.MaxPool2d):
            made[name] = DecidedMaxPool(part)
    for name, part in made.items():
        model.set_submodule(name, part)
    return made
