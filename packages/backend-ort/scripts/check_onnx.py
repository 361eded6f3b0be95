"""Runs the ONNX checker with full shape inference over every file of a folder: python scripts/check_onnx.py FOLDER   (onnx 1.16 or later)"""

import sys
from pathlib import Path

import onnx



def with_bodies(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from with_bodies(attribute.g)


files = sorted(Path(sys.argv[1]).glob("*.onnx"))
for file in files:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    nodes = list(with_bodies(model.graph))
    domains = {node.domain for node in nodes}
    assert domains <= {""}, f"{file.name}: operators of {domains}"
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    for declared, found in zip(model.graph.output, inferred.graph.output):
        shapes = [[side.dim_value for side in value.type.tensor_type.shape.dim] for value in (declared, found)]
        assert shapes[0] == shapes[1], f"{file.name}: {declared.name} is declared {shapes[0]}, inferred {shapes[1]}"
    unnamed = [node.op_type for node in nodes if not node.name]
    assert not unnamed, f"{file.name}: nodes without a name"
    print(f"{file.name}: {len(nodes)} nodes, opset {model.opset_import[0].version}, right")
print(f"{len(files)} files right (onnx {onnx.__version__})")
