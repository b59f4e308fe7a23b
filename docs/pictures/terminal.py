#!/usr/bin/env python3
"""Draws what ptformat prints on a terminal of 80 columns, colours included, as docs/pictures/inspect.svg.

    dotnet build src/Cli -c Release && docs/pictures/terminal.py
"""

import glob
import html
import os
import pathlib
import pty
import re
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "src/Cli/bin/Release/net10.0/ptformat"
COLUMNS = 80
COMMANDS = [
    ["inspect", "2.14/modelnet.pt", "--stats"],
    ["predict", "2.14/modelnet.pt", "png/1[0-3]*.png"],
]
WIDTH, HEIGHT, MARGIN = 8.43, 18, 14
STYLES = {"1": "font-weight:bold;fill:#f0f3f6", "2": "fill:#8b949e", "33": "fill:#e3b341", "36": "fill:#76e3ea", "1;31": "font-weight:bold;fill:#ff7b72"}


def run(arguments):
    """The bytes that the program sends to a real terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT / "fixtures/digits")
        import fcntl, struct, termios
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        os.environ.pop("NO_COLOR", None)
        os.environ["TERM"] = "xterm-256color"
        # As a shell does with names that have a star.
        os.execv(PROGRAM, [str(PROGRAM), *(name for argument in arguments for name in (sorted(glob.glob(argument)) if "*" in argument else [argument]))])
    output = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
    os.waitpid(pid, 0)
    text = output.decode().replace("\r\n", "\n")
    # What prepares a terminal is no part of the picture.
    return re.sub(r"\x1b(\[[?0-9;]*[a-ln-zA-Z]|[=>])", "", text).rstrip("\n").split("\n")


def pieces(line):
    style = ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if match := re.fullmatch(r"\x1b\[([0-9;]*)m", part):
            style = "" if match[1] in ("", "0") else match[1]
        elif part:
            yield style, part


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


lines = []
for arguments in COMMANDS:
    lines += [f"\x1b[2m$\x1b[0m \x1b[1mptformat {' '.join(arguments)}\x1b[0m", *run(arguments), ""]
lines.pop()

width, height = round(COLUMNS * WIDTH + 2 * MARGIN), len(lines) * HEIGHT + 2 * MARGIN
drawing = [
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="ptformat inspect and predict in a terminal">',
    f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
    '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="14" fill="#d0d7de" xml:space="preserve">',
]
for number, line in enumerate(lines):
    column = 0
    for style, text in pieces(line):
        if text.strip():
            attributes = f' style="{STYLES[style]}"' if style in STYLES else ""
            x, length = MARGIN + column * WIDTH, columns(text) * WIDTH
            drawing.append(f'<text x="{x:.1f}" y="{MARGIN + number * HEIGHT + 13}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"{attributes}>{html.escape(text)}</text>')
        column += columns(text)
drawing += ["</g>", "</svg>"]
target = ROOT / "docs/pictures/inspect.svg"
target.write_text("\n".join(drawing) + "\n", encoding="utf-8")
print(f"{target.relative_to(ROOT)}: {len(lines)} lines, {target.stat().st_size} bytes")
