"""Writes the models of the inference table: PyTorch's state_dict for PtFormat and libtorch, ONNX for ONNX Runtime.

    fixtures/torch 1.13 benchmarks/export_models.py FOLDER

PyTorch 1.13 exports with nothing but itself; later ones need the onnx package.
"""

import os
import sys

import torch
from torch import nn

sys.path.insert(0, "fixtures/digits")
from models import ModelNet


class FirstOf(nn.Module):
    """An LSTM's output without its state."""

    def __init__(self, lstm):
        super().__init__()
        self.lstm = lstm

    def forward(self, x):
        return self.lstm(x)[0]


def conv(*args, **kwargs):
    return nn.Conv2d(*args, **kwargs)


MODELS = {
    "modelnet": (ModelNet, [64, 3, 32, 32], {0: "batch"}),
    "conv3-6k5": (lambda: conv(3, 6, 5), [64, 3, 32, 32], None),
    "conv64-64k3b1": (lambda: conv(64, 64, 3, padding=1), [1, 64, 56, 56], None),
    "conv64-64k3b8": (lambda: conv(64, 64, 3, padding=1), [8, 64, 56, 56], None),
    "conv256-256k3b8": (lambda: conv(256, 256, 3, padding=1), [8, 256, 14, 14], None),
    "conv64-256k1b8": (lambda: conv(64, 256, 1), [8, 64, 56, 56], None),
    "conv3-64k7b1": (lambda: conv(3, 64, 7, stride=2, padding=3), [1, 3, 224, 224], None),
    "conv3-64k7b8": (lambda: conv(3, 64, 7, stride=2, padding=3), [8, 3, 224, 224], None),
    "lstm28-128b1": (lambda: FirstOf(nn.LSTM(28, 128)), [28, 1, 28], None),
    "lstm64-256x2b1": (lambda: FirstOf(nn.LSTM(64, 256, 2)), [50, 1, 64], None),
    "lstm512-512b1": (lambda: FirstOf(nn.LSTM(512, 512)), [100, 1, 512], None),
    "lstm28-128b64": (lambda: FirstOf(nn.LSTM(28, 128)), [28, 64, 28], None),
    "lstm64-256x2b32": (lambda: FirstOf(nn.LSTM(64, 256, 2)), [50, 32, 64], None),
    "lstm128-256x2b16": (lambda: FirstOf(nn.LSTM(128, 256, 2, bidirectional=True)), [100, 16, 128], None),
}

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name, (make, shape, dynamic) in MODELS.items():
    path = f"{folder}/{name}.onnx"
    if os.path.exists(path):
        continue
    torch.manual_seed(0)
    model = make().eval()
    inner = model.lstm if isinstance(model, FirstOf) else model
    torch.save(inner.state_dict(), f"{folder}/{name}.pt")
    axes = {"x": dynamic, "y": dynamic} if dynamic else None
    torch.onnx.export(model, torch.zeros(shape), path + ".new", input_names=["x"], output_names=["y"], opset_version=14, dynamic_axes=axes)
    os.rename(path + ".new", path)
    print(name)
