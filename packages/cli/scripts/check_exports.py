"""Holds exported models against each other: python scripts/check_exports.py FOLDER   (torch, onnx, onnxruntime, safetensors)

For each NAME.py: NAME.safetensors must load strictly, and its softmax must be what onnxruntime gives for NAME.onnx and NAME.folded.onnx, at
batches of 1 and 3. Both ONNX files must pass the checker with strict shape inference.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import load_file

TOLERANCE = 1e-4


def module_of(path: Path) -> torch.nn.Module:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    [made] = [each for each in vars(loaded).values() if isinstance(each, type) and each.__module__ == path.stem and each.__qualname__ == [line for line in path.read_text().splitlines() if line.startswith("class ")][-1].split("(")[0][6:]]
    return made()


def check(path: Path) -> float:
    folder, name = path.parent, path.stem
    model = module_of(path)
    model.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
    model.eval()
    worst = 0.0
    for file in (folder / f"{name}.onnx", folder / f"{name}.folded.onnx"):
        onnx.checker.check_model(str(file), full_check=True)
        described = onnx.load(file)
        onnx.shape_inference.infer_shapes(described, strict_mode=True, data_prop=True)
        assert {node.domain for node in described.graph.node} <= {""}
        session = onnxruntime.InferenceSession(str(file))
        [given] = session.get_inputs()
        for batch in (1, 3):
            x = np.random.default_rng(batch).standard_normal((batch, *given.shape[1:]), dtype=np.float32)
            [probabilities] = session.run(["probabilities"], {"input": x})
            with torch.no_grad():
                expected = torch.softmax(model(torch.from_numpy(x)), dim=1).numpy()
            assert probabilities.shape == expected.shape, f"{file.name}: {probabilities.shape}, {expected.shape}"
            worst = max(worst, float(np.abs(probabilities - expected).max()))
    return worst


failed = []
files = sorted(Path(sys.argv[1]).glob("*.py"))
for path in files:
    worst = check(path)
    print(f"{path.stem}: probabilities within {worst:.1e}", flush=True)
    if not worst < TOLERANCE:
        failed.append(path.stem)
print(f"{len(files) - len(failed)} of {len(files)} models agree (torch {torch.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__})")
sys.exit(1 if failed or not files else 0)
