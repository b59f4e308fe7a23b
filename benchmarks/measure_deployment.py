"""Measures the programs that benchmarks/deployment published: size, memory, and the time from start to answer."""

import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROUNDS = 15
programs, models = pathlib.Path(sys.argv[1]), sys.argv[2]

PYTHON = f"""
import sys, torch
sys.path.insert(0, "fixtures/digits")
from models import ModelNet
model = ModelNet()
model.load_state_dict(torch.load("{models}/modelnet.pt"))
model.eval()
with torch.no_grad():
    print(model(torch.zeros(1, 3, 32, 32)))
"""


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run(command, environment):
    """(seconds from start to the end of the output, the most memory that was resident in bytes)"""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    seconds = time.perf_counter() - start
    if status != 0 or not output:
        sys.exit(f"{command} ended with {status}")
    return seconds, usage.ru_maxrss * 1024


def processor():
    fields = dict(line.split(":", 1) for line in pathlib.Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    name = fields.get("model name", "unknown")
    return name if re.search("[0-9]", name) else f"{name} family {fields.get('cpu family')} model {fields.get('model')}"


def main():
    executables = {folder.name: next(path for path in folder.iterdir() if path.name.startswith("Deployment.") and path.suffix in (".PtFormat", ".TorchSharp", ".OnnxRuntime"))
                   for folder in sorted(programs.iterdir())}
    saved = str(programs / "modelnet.dat")
    commands = {}
    for name, path in executables.items():
        if "TorchSharp" in name:
            subprocess.run([path, "save", saved], check=True)
        model = saved if "TorchSharp" in name else f"{models}/modelnet.onnx" if "ONNX" in name else f"{models}/modelnet.pt"
        commands[name] = ([str(path), model], size(path.parent))
    # Not imported here: what this process holds when it starts another counts as the other's.
    torch = subprocess.run([sys.executable, "-c", "import torch; print(torch.__version__)"], check=True, capture_output=True, text=True).stdout.strip()
    commands[f"Python {sys.version.split()[0]} with PyTorch {torch}"] = ([sys.executable, "-c", PYTHON], None)
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS") and name not in ("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE")}
    times = {name: [] for name in commands}
    memory = {name: [] for name in commands}
    for round_ in range(-2, ROUNDS):
        for name, (command, _) in commands.items():
            seconds, peak = run(command, environment)
            if round_ >= 0:
                times[name].append(seconds)
                memory[name].append(peak)
    cpu = processor()
    lines = [
        "# Deployment", "",
        f"{cpu}. A program that loads ModelNet and runs it on one picture: what its folder weighs without symbols, the most memory",
        "that it had resident, and the time from the start of the process to the end of its answer, files in the page cache. Medians of",
        f"{ROUNDS} runs in turns; written by `benchmarks/deployment`. Native AOT is published for x86-64-v3 (AVX2 and FMA).", "",
        "| | on disk, MB | resident, MB | start to answer, ms |", "|---|---|---|---|"]
    for name, (_, weight) in sorted(commands.items(), key=lambda item: statistics.median(times[item[0]])):
        lines.append(f"| {name} | {'' if weight is None else f'{weight / 1e6:.1f}'} | {statistics.median(memory[name]) / 1e6:.0f} | {statistics.median(times[name]) * 1e3:.0f} |")
    folder = pathlib.Path("benchmarks/results") / re.sub("[^a-z0-9]+", "-", cpu.lower()).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deployment.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


main()
