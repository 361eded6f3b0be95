"""Writes fixtures/onnxCases.json: the ONNX project's own node tests, where an operator computes one of ours.

Taken from the `onnx` package, which generates its published node test data. Values are the float32 ones, base64, little endian.
Pooling works plane by plane, so that of its larger cases the first plane is kept.

    python scripts/makeOnnxCases.py
"""

import base64
import json
import math
import re
import warnings
from pathlib import Path

import numpy as np
import onnx
from onnx import helper
from onnx.backend.test.case.node import collect_testcases

warnings.simplefilter("ignore")


def op(kind, inputs, outputs, **attributes):
    return {"kind": kind, "path": "", **attributes, "inputs": inputs.split(), "outputs": outputs.split()}


def window(attributes, size, kernel):
    """The window fields by ONNX's rules: pads, auto_pad or none, and the end that the last window of ceil mode reaches."""
    stride = attributes.get("strides", [1, 1])
    dilation = attributes.get("dilations", [1, 1])
    auto = attributes.get("auto_pad", b"NOTSET").decode()
    fields, outs, ends = [], [], []
    for axis in (0, 1):
        span = dilation[axis] * (kernel[axis] - 1) + 1
        if auto == "NOTSET":
            pads = attributes.get("pads", [0, 0, 0, 0])
            begin, end = pads[axis], pads[axis + 2]
            steps = (size[axis] + begin + end - span) / stride[axis]
            out = (math.ceil(steps) if attributes.get("ceil_mode", 0) else math.floor(steps)) + 1
            if (out - 1) * stride[axis] >= size[axis] + begin:
                out -= 1
        else:
            out = math.ceil(size[axis] / stride[axis])
            total = max(0, (out - 1) * stride[axis] + span - size[axis])
            begin = total // 2 if auto == "SAME_UPPER" else total - total // 2
            end = total - begin
        outs.append(out)
        ends.append(end)
        fields.append((begin, max(end, (out - 1) * stride[axis] + span - size[axis] - begin)))
    padding = [fields[0][0], fields[1][0], fields[0][1], fields[1][1]]
    return dict(kernelSize=list(kernel), stride=list(stride), padding=padding, dilation=list(dilation)), outs, ends


def counts(fields, size, outs, ends, include):
    """How many positions of each window count along each side."""
    result = []
    for axis in (0, 1):
        begin = fields["padding"][axis]
        low, high = (-begin, size[axis] + ends[axis]) if include else (0, size[axis])
        positions = [
            [i * fields["stride"][axis] - begin + d * fields["dilation"][axis] for d in range(fields["kernelSize"][axis])]
            for i in range(outs[axis])
        ]
        result.append([sum(low <= p < high for p in row) for row in positions])
    return dict(rowCounts=result[0], columnCounts=result[1])


def pool(kind, attributes, x, y):
    fields, outs, ends = window(attributes, x.shape[2:], attributes["kernel_shape"])
    if kind == "avgPool2d":
        fields.update(counts(fields, x.shape[2:], outs, ends, attributes.get("count_include_pad", 0)))
    return [op(kind, "x", "y", **fields)], dict(x=x[:1, :1]), dict(y=y[:1, :1])


def convert(kind, a, given, expected):
    """The operations, inputs and results of one node test."""
    x, y = given[0], expected[0]
    simple = {
        "Relu": ("relu", {}),
        "Sigmoid": ("sigmoid", {}),
        "Tanh": ("tanh", {}),
        "Elu": ("elu", {}),
        "Gelu": ("gelu", {}),
        "Swish": ("silu", {}),
        "HardSwish": ("hardSwish", {}),
        "Softplus": ("softplus", {}),
        "LeakyRelu": ("leakyRelu", dict(negativeSlope=round(a.get("alpha", 0.01), 6))),
        "GlobalAveragePool": ("globalAvgPool2d", {}),
        "Softmax": ("softmax", {}),
        "Flatten": ("flatten", {}),
        "Resize": ("resizeBilinear2d", {}),
    }
    if kind in simple:
        ours, fields = simple[kind]
        return [op(ours, "x", "y", **fields)], dict(x=x), dict(y=y)
    if kind == "LRN":
        fields = dict(size=a["size"], alpha=a.get("alpha", 1e-4), beta=a.get("beta", 0.75), k=a.get("bias", 1))
        return [op("localResponseNorm", "x", "y", **fields)], dict(x=x), dict(y=y)
    if kind in ("AveragePool", "MaxPool"):
        return pool("avgPool2d" if kind == "AveragePool" else "maxPool2d", a, x, y)
    if kind == "Conv":
        fields, _, _ = window(a, x.shape[2:], a["kernel_shape"])
        return [op("conv2d", "x weight", "y", **fields, groups=a.get("group", 1))], dict(x=x, weight=given[1]), dict(y=y)
    if kind == "Gemm":
        return [op("linear", "x weight bias", "y")], dict(x=x, weight=given[1], bias=given[2].reshape(-1)), dict(y=y)
    if kind in ("Add", "Mul"):
        return [op("add" if kind == "Add" else "multiply", "a b", "y")], dict(a=x, b=given[1]), dict(y=y)
    if kind == "Concat":
        return [op("concat", "a b", "y")], dict(a=x, b=given[1]), dict(y=y)
    if kind == "Dropout":
        return [op("dropout", "x mask", "y", rate=float(given[1]))], dict(x=x, mask=expected[1].astype(np.float32)), dict(y=y)
    if kind == "BatchNormalization":
        eps = a.get("epsilon", 1e-5)
        names = dict(x=x, weight=given[1], bias=given[2], runningMean=given[3], runningVariance=given[4])
        if not a.get("training_mode", 0):
            return [op("batchNormInference", "x runningMean runningVariance weight bias", "y", eps=eps)], names, dict(y=y)
        momentum = 1 - a.get("momentum", 0.9)  # ONNX weighs the old value, and its running variance is the biased one.
        operations = [
            op("batchNorm", "x weight bias", "y mean variance", eps=eps),
            op("movingAverage", "runningMean mean", "nextMean", momentum=momentum, correction=1),
            op("movingAverage", "runningVariance variance", "nextVariance", momentum=momentum, correction=1),
        ]
        return operations, names, dict(y=y, nextMean=expected[1], nextVariance=expected[2])
    if kind == "SoftmaxCrossEntropyLoss":
        fields = dict(reduction=a["reduction"].decode(), labelSmoothing=0)
        return [op("softmaxCrossEntropy", "x labels", "loss", **fields)], dict(x=x, labels=given[1]), dict(loss=y)
    if kind == "Momentum":  # its step count is 0, where beta plays no part
        rate, _, w, g, v = given
        fields = dict(momentum=a["alpha"], nesterov=a["mode"] == b"nesterov", weightDecay=a["norm_coefficient"])
        operations = [op("sgdUpdate", "w g learningRate v", "next nextV", **fields)]
        return operations, dict(w=w, g=g, learningRate=rate, v=v), dict(next=y, nextV=expected[1])
    if kind == "Adam":  # its step count is 0, where no bias is corrected
        rate, _, w, g, v, h = given
        fields = dict(beta1=a["alpha"], beta2=a["beta"], eps=a["epsilon"], weightDecay=a["norm_coefficient"], decay="coupled")
        operations = [op("adamUpdate", "w g learningRate v h one one", "next nextV nextH", **fields)]
        names = dict(w=w, g=g, learningRate=rate, v=v, h=h, one=np.float32(1))
        return operations, names, dict(next=y, nextV=expected[1], nextH=expected[2])
    raise ValueError(kind)


WANTED = re.compile(
    r"test_(averagepool_2d_\w+|maxpool_2d_(?!uint8)\w+|basic_conv_\w+|conv_with_\w+|lrn\w*|batchnorm_\w+|gelu_default_\d|elu_default|hardswish"
    r"|swish|softplus\w*|sigmoid\w*|tanh\w*|relu|leakyrelu\w*|softmax_(example|large_number)|sce_(mean|sum)|adam|momentum|nesterov_momentum"
    r"|training_dropout_mask|gemm_transposeB|globalaveragepool\w*|concat_[23]d_axis_1|resize_upsample_scales_linear|flatten_axis1|add|mul)"
)


def encode(array):
    return base64.b64encode(np.asarray(array, dtype="<f4").tobytes()).decode()


cases = []
for test in collect_testcases(None):
    if not WANTED.fullmatch(test.name) or "expanded" in test.name:
        continue
    (node,) = test.model.graph.node
    attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
    ((inputs, outputs),) = test.data_sets
    operations, given, expected = convert(node.op_type, attributes, list(map(np.asarray, inputs)), list(map(np.asarray, outputs)))
    tensors = {
        name: {"shape": list(np.shape(value)), "elementType": "int32" if name == "labels" else "float32"}
        for name, value in {**given, **expected}.items()
    }
    for operation in operations:
        for name in operation["outputs"]:
            if name in ("mean", "variance"):  # of the batch, not published
                tensors[name] = tensors["runningMean"]
    cases.append(
        {
            "name": test.name.removeprefix("test_"),
            "operations": operations,
            "tensors": tensors,
            "given": {name: encode(value) for name, value in given.items()},
            "expected": {name: encode(value) for name, value in expected.items()},
        }
    )

path = Path(__file__).parent.parent / "fixtures" / "onnxCases.json"
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
path.write_text(f'{{"source":"onnx {onnx.__version__} node tests, float32","cases":[\n{lines}\n]}}\n', encoding="utf-8")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
