"""Twenty SGD steps of a zoo LeNet in PyTorch, on the shipped sample in file order: weights before, losses, running statistics after,
the variance by both rules.

    python sgdRun.py lenet-bn SEED WEIGHTS.safetensors
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fixtures" / "torch"))
from lenet import BiasedStatistics, initialize, lenet, train  # noqa: E402

name, seed, weights = sys.argv[1], int(sys.argv[2]), sys.argv[3]
model = lenet(name)
initialize(model, seed)
save_file({key: value for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")}, weights)
biased = BiasedStatistics(model)
losses = train(model, 20, 64, 0.2, torch.float32)
statistics = {
    "unbiased": {key: value.tolist() for key, value in model.state_dict().items() if "running" in key},
    "biased": {key: value.tolist() for key, value in biased.values.items()},
}
print(json.dumps({"torch": torch.__version__, "losses": losses, "statistics": statistics}))
