"""Goes on from what the sample saved, and checks its step against PyTorch's own: resume.py BEFORE.pt AFTER.pt"""

import sys

import torch
from torch import nn


def load(path):
    checkpoint = torch.load(path)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))
    model.load_state_dict(checkpoint["model_state_dict"])
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return checkpoint["epoch"], model, optimizer


def step(model, optimizer):
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.01)
    optimizer.step()


def same(value, other):
    # PyTorch may multiply and add in one step, which rounds once instead of twice.
    torch.testing.assert_close(value, other, rtol=1e-6, atol=1e-8)


_, expected, optimizer = load(sys.argv[1])
optimizer.param_groups[0]["lr"] = 0.05
step(expected, optimizer)
epoch, model, resumed = load(sys.argv[2])
for value, other in zip(model.state_dict().values(), expected.state_dict().values(), strict=True):
    same(value, other)
for state, other in zip(resumed.state_dict()["state"].values(), optimizer.state_dict()["state"].values(), strict=True):
    same(state["momentum_buffer"], other["momentum_buffer"])

# Training goes on as if nothing had been in between.
step(model, resumed)
step(expected, optimizer)
for value, other in zip(model.parameters(), expected.parameters(), strict=True):
    same(value, other)
print(f"epoch {epoch} resumed, learning rate {resumed.param_groups[0]['lr']}")
