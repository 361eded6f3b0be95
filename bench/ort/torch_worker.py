"""Trains a model in PyTorch eager mode and says how long each step took. One request a line on standard input, one answer a line."""

from __future__ import annotations

import json
import resource
import sys
import time

import torch
from torch.nn import functional

from torch_model import from_spec

settings = json.loads(sys.stdin.readline())
torch.set_num_threads(settings["threads"])
torch.manual_seed(0)
layout = torch.channels_last if settings["layout"] == "channels_last" else torch.contiguous_format
channels, height, width = settings["model"]["input"]
batch_size = settings["batchSize"]
model = from_spec(settings["model"]).to(memory_format=layout).train()
optimizer = torch.optim.SGD(model.parameters(), lr=settings["learningRate"])
images = torch.randint(0, 256, (4 * batch_size, 1, 28, 28), dtype=torch.uint8)
classes = torch.randint(0, 10, (4 * batch_size,))


def step(index: int) -> float:
    start = index % 4 * batch_size
    x = images[start : start + batch_size].float() / 255
    if (height, width) != (28, 28):
        x = functional.interpolate(x, size=(height, width), mode="bilinear", align_corners=False)
    x = x.expand(-1, channels, -1, -1).contiguous(memory_format=layout)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x), classes[start : start + batch_size])
    loss.backward()
    optimizer.step()
    return loss.item()


print(json.dumps({"version": f"torch {torch.__version__}"}), flush=True)
taken = 0
for line in sys.stdin:
    milliseconds = []
    for _ in range(int(line)):
        begin = time.perf_counter()
        step(taken)
        milliseconds.append((time.perf_counter() - begin) * 1e3)
        taken += 1
    print(json.dumps({"milliseconds": milliseconds, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)
