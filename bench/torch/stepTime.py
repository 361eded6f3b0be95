"""Milliseconds of each step of a zoo LeNet in PyTorch eager, uint8 images in, the first steps left out.

    python stepTime.py lenet 256 2 nchw|channels_last
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fixtures" / "torch"))
from lenet import batches, initialize, lenet  # noqa: E402

name, batch_size, threads, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
memory_format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
model = lenet(name)
initialize(model, 0)
model = model.to(memory_format=memory_format).train()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
data = list(batches(10_000 // batch_size, batch_size))
milliseconds = []
for epoch in range(3):
    for pixels, labels in data:
        begin = time.perf_counter()
        x = (pixels.float() / 255).contiguous(memory_format=memory_format)
        loss = functional.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        if epoch > 0:
            milliseconds.append((time.perf_counter() - begin) * 1e3)
print(json.dumps({"torch": torch.__version__, "milliseconds": milliseconds}))
