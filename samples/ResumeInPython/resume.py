"""Goes on from what the sample saved, and checks its step against PyTorch's own: resume.py BEFORE.pt AFTER.pt"""

import sys

import torch
from torch import nn


def load(path):
    checkpoint = torch.load(path, weights_only=True)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))
    model.load_state_dict(checkpoint["model_state_dict"])
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return checkpoint["epoch"], model, optimizer


def step(model, optimizer):
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.01)
    optimizer.step()


_, expected, optimizer = load(sys.argv[1])
optimizer.param_groups[0]["lr"] = 0.05
step(expected, optimizer)
epoch, model, resumed = load(sys.argv[2])
for (name, value), (_, other) in zip(model.state_dict().items(), expected.state_dict().items(), strict=True):
    assert torch.equal(value, other), name
for state, other in zip(resumed.state_dict()["state"].values(), optimizer.state_dict()["state"].values(), strict=True):
    assert torch.equal(state["momentum_buffer"], other["momentum_buffer"])

# Training goes on as if nothing had been in between.
step(model, resumed)
step(expected, optimizer)
assert all(torch.equal(a, b) for a, b in zip(model.parameters(), expected.parameters(), strict=True))
print(f"epoch {epoch} resumed, learning rate {resumed.param_groups[0]['lr']}")
