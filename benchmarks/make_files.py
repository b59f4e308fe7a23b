"""Writes the files that the benchmarks read, with the PyTorch that runs this script.

fixtures/torch 2.14 benchmarks/make_files.py FOLDER    what is there already stays
"""

import os
import sys
import zipfile

import torch
from safetensors.torch import save_file


def write(path, make):
    if not os.path.exists(path):
        torch.save(make(), path + ".new")
        os.rename(path + ".new", path)


def random_state(count, shape):
    torch.manual_seed(0)
    return {f"layers.{i}.weight": torch.randn(shape) for i in range(count)}


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
# 537 MB: 128 float32 tensors [1024, 1024].
write(f"{folder}/large.pt", lambda: random_state(128, [1024, 1024]))
write(f"{folder}/many.pt", lambda: random_state(20_000, [8]))
for name in ("large", "many"):
    if not os.path.exists(f"{folder}/{name}.safetensors"):
        save_file(torch.load(f"{folder}/{name}.pt"), f"{folder}/{name}.safetensors.new")
        os.rename(f"{folder}/{name}.safetensors.new", f"{folder}/{name}.safetensors")
pickle = f"{folder}/many.pkl"
if not os.path.exists(pickle):
    with zipfile.ZipFile(f"{folder}/many.pt") as archive:
        data = archive.read("many/data.pkl" if "many/data.pkl" in archive.namelist() else next(name for name in archive.namelist() if name.endswith("/data.pkl")))
    with open(pickle + ".new", "wb") as file:
        file.write(data)
    os.rename(pickle + ".new", pickle)
