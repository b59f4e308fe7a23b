#!/usr/bin/env python3
"""Runs PtFormat's correctness suite, the first-run list and the speed table on this machine's GPU, beside PyTorch.

    python3 run.py                 needs an NVIDIA driver, and for the comparison a Python with PyTorch; writes results/
    python3 run.py --pocl          proves this bundle on a processor by OpenCL; the table then says that no GPU was there

Both sides take turns in rounds; a figure is the median of the rounds, a run's seconds with everything in the stream and one wait at
the end. A cell that was not measured says so: there are no estimates.
"""

import argparse
import pathlib
import platform
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent

# job, what the bar compares with, and the bar: PyTorch's time divided by ours at least
JOBS = [
    *[(f"modelnet {batch}", "eager", 1.5) for batch in (1, 64, 1024, 16384)],
    *[(f"gemm {size}", "eager", 0.85) for size in (1024, 2048, 4096, 8192)],
    ("conv 32", "eager", 0.8),
    *[(f"lstm {hidden} 1", "eager", 1.2 if hidden < 512 else 0.8) for hidden in (64, 128, 512)],
    *[(f"lstm {hidden} 64", "eager", None) for hidden in (64, 128, 512)],
    *[(f"maxpool {batch}", "eager", 1.5) for batch in (1, 16, 64)],
]
SMALL = ["modelnet 1", "modelnet 64", "gemm 256", "conv 1", "lstm 64 1", "lstm 128 1", "maxpool 1"]
OURS = ["Float32", "Tf32x3", "Tf32"]
THEIRS = [f"{way}{tf32}" for tf32 in ("", " tf32") for way in ("eager", "compile", "graph")]


class Ours:
    def __init__(self, command):
        self.process = subprocess.Popen([*command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.device = self.process.stdout.readline().strip().split("\t", 1)[-1]

    def seconds(self, job, precision, at_least):
        self.process.stdin.write(f"{job}\t{precision}\t{at_least}\n")
        self.process.stdin.flush()
        kind, _, value = self.process.stdout.readline().strip().partition("\t")
        if kind != "seconds":
            raise RuntimeError(value or "the program ended")
        return float(value)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Torch:
    def __init__(self, torch):
        self.torch, self.kept = torch, {}
        self.device = f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}, {torch.cuda.get_device_name()}"

    def make(self, job):
        torch, (kind, *sizes) = self.torch, job.split()
        sizes = [int(size) for size in sizes]
        numbers = lambda *shape: torch.rand(*shape, device="cuda") * 2 - 1
        nn, on = torch.nn, lambda module: module.cuda().eval()
        if kind == "gemm":
            b = numbers(sizes[0], sizes[0])
            return (lambda x: x @ b), numbers(sizes[0], sizes[0])
        if kind == "modelnet":
            return on(nn.Sequential(
                nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Flatten(),
                nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))), numbers(sizes[0], 3, 32, 32)
        if kind == "conv":
            return on(nn.Conv2d(64, 64, 3, padding=1)), numbers(sizes[0], 64, 56, 56)
        if kind == "lstm":
            return on(nn.LSTM(sizes[0], sizes[0])), numbers(64, sizes[1], sizes[0])
        return on(nn.MaxPool2d(2)), numbers(sizes[0], 64, 112, 112)

    def prepare(self, job, way):
        torch = self.torch
        function, x = self.make(job)
        run = lambda: function(x)
        if way.startswith("compile"):
            compiled = torch.compile(function)
            run = lambda: compiled(x)
        for _ in range(3):
            run()
        torch.cuda.synchronize()
        if way.startswith("graph"):
            side, graph = torch.cuda.Stream(), torch.cuda.CUDAGraph()
            with torch.cuda.stream(side):
                function(x)
            side.synchronize()
            with torch.cuda.graph(graph):
                function(x)
            run = graph.replay
        return run

    def seconds(self, job, way, at_least):
        torch, tf32 = self.torch, way.endswith("tf32")
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        with torch.inference_mode():
            if (job, way) not in self.kept:
                self.kept[job, way] = self.prepare(job, way)
            run, count = self.kept[job, way], 1
            while True:
                torch.cuda.synchronize()
                start = time.perf_counter()
                for _ in range(count):
                    run()
                torch.cuda.synchronize()
                taken = time.perf_counter() - start
                if taken >= at_least or count >= 1 << 14:
                    return taken / count
                count *= 2

    def forget(self):
        self.kept.clear()
        self.torch.cuda.empty_cache()


def find_torch(wanted):
    try:
        import torch
    except ImportError:
        return None, "PyTorch is not installed here"
    if not wanted or not torch.cuda.is_available():
        return None, f"PyTorch {torch.__version__} sees no CUDA device"
    return Torch(torch), None


def measure(ours, torch, job, rounds, at_least):
    sides = [(ours, way) for way in OURS] + ([(torch, way) for way in THEIRS] if torch else [])
    taken, problems = {way: [] for _, way in sides}, {}
    for _ in range(rounds):
        for side, way in sides:
            if way in problems:
                continue
            try:
                taken[way].append(side.seconds(job, way, at_least))
            except Exception as e:  # a way that one side has not must not end the run; its cell says why
                problems[way] = str(e).splitlines()[0]
    if torch:
        torch.forget()
    return {way: statistics.median(times) for way, times in taken.items() if way not in problems and times}, problems


def table(results, problems, no_torch, on_hardware, heads):
    lines = ["# GPU, beside PyTorch on the same device", ""]
    lines += heads if on_hardware else ["**Not yet run on hardware.** What follows proves that the bundle runs to its end; its times are a processor's and are left out.", "", *heads]
    lines += ["", "Milliseconds for one run, medians; the ratio is PyTorch's time divided by ours (float32 against eager with TF32 off).", ""]
    columns = [*(f"PtFormat {way}" for way in OURS), *(f"torch {way}" for way in THEIRS)]
    lines += [f"| job | {' | '.join(columns)} | ratio | bar | |", f"|---{'|---:' * (len(columns) + 2)}|---|"]
    bars = {job: (way, bar) for job, way, bar in JOBS}
    for job, times in results.items():
        way, bar = bars.get(job, (None, None))
        cell = lambda name: (f"{times[name] * 1e3:.4g}" if on_hardware else "ran") if name in times else "failed" if name in problems[job] else "not run"
        ratio = times[way] / times["Float32"] if on_hardware and way in times and "Float32" in times else None
        verdict = "not yet run on hardware" if not on_hardware else "" if bar is None else "no comparison" if ratio is None else "met" if ratio >= bar else "MISSED"
        lines.append(f"| {job} | {' | '.join(cell(name) for name in OURS + THEIRS)} | {'' if ratio is None else f'{ratio:.2f}'} | {bar or ''} | {verdict} |")
    notes = sorted({f"- {way}: {problem}" for failed in problems.values() for way, problem in failed.items()} | ({f"- torch: {no_torch}"} if no_torch else set()))
    return "\n".join([*lines, "", *notes, ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pocl", action="store_true", help="prove the bundle on a processor by OpenCL")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--results", default=str(HERE / "results"))
    options = parser.parse_args()
    command = [str(HERE / "ptformat-gpu"), *(["--pocl"] if options.pocl else [])]
    results = pathlib.Path(options.results)
    results.mkdir(parents=True, exist_ok=True)
    on_hardware = not options.pocl

    with open(results / "first-run.txt", "w") as log:
        with subprocess.Popen([*command, "first-run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            for line in process.stdout:
                log.write(line)
                print(line, end="", flush=True)
    if process.returncode == 3:
        return f"no device can be used: {results / 'first-run.txt'} says why"
    print("correctness suite:", "all equal" if process.returncode == 0 else f"FAILED, see {results / 'first-run.txt'}")

    torch, no_torch = find_torch(on_hardware)
    ours = Ours(command)
    jobs = [job for job, _, _ in JOBS] if on_hardware else SMALL
    rounds, at_least = (options.rounds or 11, 0.02) if on_hardware else (options.rounds or 1, 0)
    taken, problems = {}, {}
    for job in jobs:
        taken[job], problems[job] = measure(ours, torch, job, rounds, at_least)
        print(job, *(f"{way} {seconds * 1e3:.4g} ms" for way, seconds in taken[job].items()), *(f"{way}: {why}" for way, why in problems[job].items()), sep="; ", flush=True)
    heads = [f"- {ours.device}", f"- {torch.device if torch else no_torch}", f"- Python {platform.python_version()}, {rounds} rounds in turns"]
    ours.close()
    text = table(taken, problems, no_torch, on_hardware, heads)
    (results / "speed.md").write_text(text)
    print(text)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
