"""PyTorch's side of the comparison: reads a job's name, a tab and its argument, does the job once, answers the seconds it took.

The result of a job is dropped after the clock has stopped. "machine" answers the versions instead.
"""

import os
import sys

# fixtures/torch pins threads and instruction sets, so that fixtures come out the same everywhere. A rival runs as it is installed.
PINNED = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE"]
# The C library gives memory back or keeps it as the heap happens to lie, a factor of four for large files: it is told to keep
# it, as PtFormat keeps its own. The first load in a process goes without.
KEPT = {} if len(sys.argv) > 1 else {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 40), "MALLOC_TOP_PAD_": str(64 << 20)}
if any(name in os.environ for name in PINNED):
    os.execve(sys.executable, [sys.executable, *sys.argv], {name: value for name, value in os.environ.items() if name not in PINNED} | KEPT)

import collections
import io
import itertools
import pickle
import subprocess
import time

import torch
from safetensors.torch import load_file, save_file


class InertUnpickler(pickle.Unpickler):
    """Python's C unpickler alone: every call goes to a C function that ignores what it is given."""

    def find_class(self, module, name):
        return collections.OrderedDict if name == "OrderedDict" else itertools.chain

    def persistent_load(self, pid):
        return pid


class TensorPickler(pickle.Pickler):
    """Python's C pickler with torch's persistent ids, as torch.save makes them."""

    def __init__(self, file):
        super().__init__(file, protocol=2)
        self.keys = {}

    def persistent_id(self, obj):
        if not isinstance(obj, torch.storage.TypedStorage):
            return None
        key = self.keys.setdefault(obj._cdata, str(len(self.keys)))
        return ("storage", torch.FloatStorage, key, "cpu", obj._size())


def unpickler(data):
    made = InertUnpickler(io.BytesIO(data))
    made.persistent_load = tuple
    return made


class Jobs:
    def __init__(self):
        self.kept = {}

    def keep(self, key, make):
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def open(self, path):
        return lambda: torch.load(path, mmap=True)

    def load(self, path):
        return lambda: torch.load(path)

    def map_safetensors(self, path):
        """The library maps the file: every tensor is there, its bytes are read when they are touched."""
        return lambda: load_file(path)

    def load_safetensors(self, path):
        """Every tensor in memory of its own."""
        return lambda: {name: tensor.clone() for name, tensor in load_file(path).items()}

    def save_safetensors(self, path):
        state = self.keep(path, lambda: {name: tensor.clone() for name, tensor in load_file(path).items()})
        return lambda: save_file(state, path + ".library")

    def save(self, path):
        """Saves what the file holds beside it."""
        state = self.keep(path, lambda: torch.load(path))
        return lambda: torch.save(state, path + ".torch")

    def unpickle(self, path):
        data = self.keep(path, lambda: open(path, "rb").read())
        made = unpickler(data)
        return made.load

    def pickle(self, path):
        state = self.keep(path, lambda: torch.load(path))
        return lambda: TensorPickler(io.BytesIO()).dump(state)


def first_load(path):
    """Loads a file once in this process, after a small one, and prints the seconds."""
    for _ in range(50):
        torch.load("fixtures/digits/2.14/modelnet.pt")
    start = time.perf_counter()
    loaded = torch.load(path)
    print(repr(time.perf_counter() - start))
    del loaded


def main():
    jobs = Jobs()
    for line in sys.stdin:
        name, _, argument = line.rstrip("\n").partition("\t")
        if name == "machine":
            threads = torch.get_num_threads()
            print(f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}, {threads} threads, {torch.backends.cpu.get_cpu_capability()}", flush=True)
            continue
        if name == "first_load":
            environment = {name: value for name, value in os.environ.items() if name not in KEPT}
            print(subprocess.run([sys.executable, sys.argv[0], argument], env=environment, check=True, capture_output=True, text=True).stdout.strip(), flush=True)
            continue
        job = getattr(jobs, name)(argument)
        start = time.perf_counter()
        result = job()
        seconds = time.perf_counter() - start
        del result, job
        print(repr(seconds), flush=True)


if len(sys.argv) > 1:
    first_load(sys.argv[1])
else:
    main()
