"""Loads a weights file of this project into a LeNet of PyTorch, strictly: no key may be missing, extra or of another shape.

    python packages/training/scripts/loadWeights.py lenet-bn FILE.safetensors
"""

import sys
from pathlib import Path

from safetensors.torch import load_file

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "fixtures" / "torch"))
from lenet import lenet  # noqa: E402

_, name, path = sys.argv
print(lenet(name).load_state_dict(load_file(path), strict=True))
