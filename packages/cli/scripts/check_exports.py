"""Holds exported models against each other: python scripts/check_exports.py FOLDER   (torch, onnx, onnxruntime, safetensors)

For each NAME.py: NAME.safetensors must load strictly, and its logits and their softmax must be what onnxruntime gives for NAME.onnx and
NAME.folded.onnx, at batches of 1 and 3. Logits are measured by their scale, and in deep nets by what PyTorch's own float32 is off its double precision:
where they are large, every softmax is 0 or 1 and would agree whatever the file computes. The first loss of NAME.training.onnx must be PyTorch's (of models with dropout, a number). All three ONNX files must pass the checker
with strict shape inference.
"""

import importlib.util
import json
import math
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import load_file

PROBABILITIES = 1e-4
# Of the root mean square of the logits; or ten times what PyTorch's own float32 is off: sums in another order.
LOGITS = 1e-4
# Of a loss to PyTorch's in double precision, relative; or twice what PyTorch's own float32 is off, which passes that in the deepest nets.
LOSS = 1e-3


def module_of(path: Path) -> torch.nn.Module:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    # The last class is the model; those before are what it is made of.
    return [each for each in vars(loaded).values() if isinstance(each, type) and each.__module__ == path.stem][-1]()


def well_formed(file: Path) -> None:
    onnx.checker.check_model(str(file), full_check=True)
    model = onnx.load(file)
    onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    assert {node.domain for node in model.graph.node} <= {""}, f"{file.name}: operators that are not ONNX's own"


def first_loss(file: Path, model: torch.nn.Module, weights: dict[str, torch.Tensor]) -> tuple[float, float]:
    """How far the file's loss is off, and how far PyTorch's."""
    session = onnxruntime.InferenceSession(str(file))
    about = session.get_modelmeta().custom_metadata_map
    shapes = {each.name: each.shape for each in session.get_inputs()}
    masks, random = json.loads(about["masks"]), np.random.default_rng(0)
    x = random.standard_normal(shapes["input"], dtype=np.float32)
    labels = random.integers(0, 5, shapes["labels"], dtype=np.int32)
    feeds = {"input": x, "labels": labels}
    feeds |= {name: weights[name].numpy() if name in weights else np.zeros(shapes[name], np.float32) for name in json.loads(about["state"])}
    feeds |= {name: np.ones(shapes[name], np.uint8) for name in masks}
    feeds |= {name: np.array(0.01, np.float32) for name in json.loads(about["scalars"])}
    [loss] = session.run(["loss"], feeds)
    if masks:
        return (0.0 if math.isfinite(loss) else math.inf), 0.0
    model.train()
    with torch.no_grad():
        single, double = (
            torch.nn.functional.cross_entropy(model.to(dtype)(torch.from_numpy(x).to(dtype)), torch.from_numpy(labels).long()).item()
            for dtype in (torch.float32, torch.float64)
        )
    return abs(float(loss) - double) / max(1.0, abs(double)), abs(single - double) / max(1.0, abs(double))


def check(path: Path) -> tuple[float, float, float, float, float]:
    folder, name = path.parent, path.stem
    model = module_of(path)
    weights = load_file(folder / f"{name}.safetensors")
    model.load_state_dict(weights, strict=True)
    model.eval()
    worst, worst_logits, torch_logits = 0.0, 0.0, 0.0
    for file in (folder / f"{name}.onnx", folder / f"{name}.folded.onnx"):
        well_formed(file)
        session = onnxruntime.InferenceSession(str(file))
        [given] = session.get_inputs()
        for batch in (1, 3):
            x = np.random.default_rng(batch).standard_normal((batch, *given.shape[1:]), dtype=np.float32)
            logits, probabilities = session.run(["logits", "probabilities"], {"input": x})
            with torch.no_grad():
                single, double = (model.to(dtype)(torch.from_numpy(x).to(dtype)).double() for dtype in (torch.float32, torch.float64))
                model.to(torch.float32)
            expected = torch.softmax(single, dim=1).numpy()
            assert probabilities.shape == expected.shape, f"{file.name}: {probabilities.shape}, {expected.shape}"
            worst = max(worst, float(np.abs(probabilities - expected).max()))
            scale = float(double.square().mean().sqrt())
            worst_logits = max(worst_logits, float(np.abs(logits - double.numpy()).max()) / scale)
            torch_logits = max(torch_logits, float((single - double).abs().max()) / scale)
    step = folder / f"{name}.training.onnx"
    well_formed(step)
    # Training moves the statistics, and nothing is compared after it.
    return worst, worst_logits, torch_logits, *first_loss(step, model, weights)


failed = []
files = sorted(Path(sys.argv[1]).glob("*.py"))
for path in files:
    probabilities, logits, torch_logits, loss, torch_loss = check(path)
    print(
        f"{path.stem}: probabilities within {probabilities:.1e}, logits {logits:.1e} (PyTorch's own {torch_logits:.1e}), "
        f"first loss within {loss:.1e} (PyTorch's own {torch_loss:.1e})",
        flush=True,
    )
    if not (probabilities < PROBABILITIES and logits < max(LOGITS, 10 * torch_logits) and loss < max(LOSS, 2 * torch_loss)):
        failed.append(path.stem)
print(f"{len(files) - len(failed)} of {len(files)} models agree (torch {torch.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__})")
sys.exit(1 if failed or not files else 0)
