"""Writes fixtures/schedules.json: the learning rate of every step by torch.optim.lr_scheduler.

    python packages/training/scripts/makeSchedules.py        (torch 2.15)

Schedulers of epochs are stepped after each epoch, the others after each step, over 6 epochs of 5 steps.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
rate, epochs, steps_per_epoch = 0.4, 6, 5
steps = epochs * steps_per_epoch
Make = Callable[[torch.optim.Optimizer], lr_scheduler.LRScheduler]


def rates(make: Make, by_epoch: bool) -> list[float]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = make(optimizer)
    found = []
    for step in range(steps):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if not by_epoch or (step + 1) % steps_per_epoch == 0:
            scheduler.step()
    return found


def warmup(w: int, factor: float, after: Make) -> Make:
    return lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o, factor, 1.0, w), after(o)], [w])


def cosine(total: int, minimum: float) -> Make:
    return lambda o: lr_scheduler.CosineAnnealingLR(o, total, minimum)


def one_cycle(pct: float, div: float, final: float) -> Make:
    return lambda o: lr_scheduler.OneCycleLR(o, rate, total_steps=steps, pct_start=pct, div_factor=div, final_div_factor=final)


cases = [
    ({"kind": "constant"}, lambda o: lr_scheduler.ConstantLR(o, 1.0), False),
    ({"kind": "step", "stepSize": 2, "gamma": 0.1}, lambda o: lr_scheduler.StepLR(o, 2), True),
    ({"kind": "step", "stepSize": 1, "gamma": 0.5}, lambda o: lr_scheduler.StepLR(o, 1, 0.5), True),
    ({"kind": "multiStep", "milestones": [1, 4], "gamma": 0.3}, lambda o: lr_scheduler.MultiStepLR(o, [1, 4], 0.3), True),
    ({"kind": "cosine", "minimum": 0}, cosine(steps, 0), False),
    ({"kind": "cosine", "minimum": 0.05}, cosine(steps, 0.05), False),
    ({"kind": "oneCycle", "pctStart": 0.3, "divFactor": 25, "finalDivFactor": 10000}, one_cycle(0.3, 25, 1e4), False),
    ({"kind": "oneCycle", "pctStart": 0.55, "divFactor": 4, "finalDivFactor": 2}, one_cycle(0.55, 4, 2), False),
    ({"kind": "linearWarmup", "epochs": 2, "startFactor": 0.25}, lambda o: lr_scheduler.LinearLR(o, 0.25, 1.0, 10), False),
    ({"kind": "linearWarmup", "epochs": 1.6, "startFactor": 0.1, "after": {"kind": "cosine", "minimum": 0.01}}, warmup(8, 0.1, cosine(22, 0.01)), False),
]

result = {
    "torch": torch.__version__.split("+")[0],
    "learningRate": rate,
    "stepsPerEpoch": steps_per_epoch,
    "steps": steps,
    "cases": [{"schedule": schedule, "rates": rates(make, by_epoch)} for schedule, make, by_epoch in cases],
}
path = Path(__file__).resolve().parents[1] / "fixtures" / "schedules.json"
path.write_text(json.dumps(result, indent=1) + "\n")
