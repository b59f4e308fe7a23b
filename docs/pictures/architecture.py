#!/usr/bin/env python3
"""Draws the projects of src and the arrows between them, from the project files, as docs/pictures/architecture.svg."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where each room stands, column and row, and its one line.
ROOMS = {
    "Pickle": (0, 3, "bytes and values"), "Tensors": (2, 3, "numbers and where they live"),
    "Formats": (0, 2, "files"), "Kernels": (2, 2, "arithmetic"), "Kernels.Gpu": (3, 1, "on graphics cards"),
    "Nn": (2, 1, "layers"), "Models": (1, 0, "where files meet layers"), "Cli": (1, -1, "the program ptformat"),
}
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 54, 34, 46, 16


def imports(room):
    text = (ROOT / "src" / room / f"PtFormat.{room}.csproj").read_text(encoding="utf-8")
    return [path.replace("\\", "/").split("/")[-2] for path in re.findall(r'ProjectReference Include="([^"]+)"', text)]


def place(room):
    column, row, _ = ROOMS[room]
    return MARGIN + column * (WIDTH + GAP_X), MARGIN + (row + 1) * (HEIGHT + GAP_Y)


def reachable(room, without):
    found, pending = set(), [other for other in imports(room) if other != without]
    while pending:
        other = pending.pop()
        if other not in found:
            found.add(other)
            pending += imports(other)
    return found


rooms = [room for room in sorted(path.parent.name for path in (ROOT / "src").glob("*/*.csproj")) if room in ROOMS]
width = max(place(room)[0] for room in rooms) + WIDTH + MARGIN
height = max(place(room)[1] for room in rooms) + HEIGHT + MARGIN
drawing = [
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="The rooms of PtFormat and their arrows">',
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10z" fill="#57606a"/></marker></defs>',
    f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#ffffff"/>',
]
for room in rooms:
    x, y = place(room)
    for other in imports(room):
        # What is there by way of another needs no arrow of its own.
        if other not in ROOMS or other in reachable(room, other):
            continue
        to_x, to_y = place(other)
        drawing.append(f'<line x1="{x + WIDTH / 2 + (to_x - x) * 0.2:.0f}" y1="{y + HEIGHT:.0f}" x2="{to_x + WIDTH / 2 - (to_x - x) * 0.2:.0f}" y2="{to_y:.0f}" stroke="#57606a" stroke-width="1.5" marker-end="url(#tip)"/>')
for room in rooms:
    x, y = place(room)
    drawing += [
        f'<rect x="{x}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ddf4ff" stroke="#0969da"/>',
        f'<text x="{x + WIDTH / 2}" y="{y + 23:.0f}" font-family="sans-serif" font-size="15" font-weight="bold" text-anchor="middle" fill="#0a3069">{room}</text>',
        f'<text x="{x + WIDTH / 2}" y="{y + 42:.0f}" font-family="sans-serif" font-size="12" text-anchor="middle" fill="#24292f">{ROOMS[room][2]}</text>',
    ]
drawing.append("</svg>")
(ROOT / "docs/pictures/architecture.svg").write_text("\n".join(drawing) + "\n", encoding="utf-8")
