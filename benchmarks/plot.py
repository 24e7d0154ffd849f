"""Plots as SVG, plain enough to stand in a page on its own, in light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Point = tuple[float, float]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 60, 150, 20, 45
COLOURS = ("#0b6bcb", "#c41c1c", "#1f7a1f", "#7a4ad6")


def lines(title: str, series: Mapping[str, Sequence[Point]], x: str, y: str) -> str:
    """Some lines over a logarithmic x axis; the y axis begins at 0."""
    xs = [math.log10(point[0]) for points in series.values() for point in points]
    top = max(point[1] for points in series.values() for point in points) * 1.1
    low, high = min(xs), max(xs)

    def place(point: Point) -> tuple[float, float]:
        across = (math.log10(point[0]) - low) / ((high - low) or 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - point[1] / top * (HEIGHT - TOP - BOTTOM)

    parts = [*_frame(title, x, y), *_marks(top)]
    for tick in sorted({point[0] for points in series.values() for point in points}):
        parts.append(_text(place((tick, 0))[0], HEIGHT - BOTTOM + 16, f"{tick:,.0f}", "middle"))
    for (name, points), colour in zip(series.items(), COLOURS, strict=False):
        placed = [place(point) for point in points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in placed]
        parts.append(_text(placed[-1][0] + 8, placed[-1][1] + 4, name, "start", colour))
    return _svg(parts, HEIGHT)


def bars(title: str, values: Mapping[str, float], unit: str) -> str:
    """A bar for each value, with its number."""
    height = TOP + 24 + 26 * len(values)
    widest = max(values.values()) or 1
    parts = [f"<title>{escape(title)}</title>", _text(10, TOP, title, "start", weight="bold")]
    for place, (name, value) in enumerate(values.items()):
        y = TOP + 14 + 26 * place
        width = value / widest * (WIDTH - 330)
        parts.append(_text(200, y + 13, name, "end"))
        parts.append(f'<rect x="208" y="{y}" width="{width:.1f}" height="18" fill="{COLOURS[0]}"/>')
        parts.append(_text(214 + width, y + 13, f"{value:,.4g} {unit}", "start"))
    return _svg(parts, height)


def _frame(title: str, x: str, y: str) -> list[str]:
    bottom = HEIGHT - BOTTOM
    return [
        f"<title>{escape(title)}</title>",
        _text(LEFT, TOP - 6, f"{title} ({y})", "start", weight="bold"),
        f'<path d="M{LEFT} {TOP}V{bottom}H{WIDTH - RIGHT}" fill="none" stroke="#888"/>',
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x, "middle"),
    ]


def _marks(top: float) -> list[str]:
    step = 10 ** math.floor(math.log10(top)) / 2
    marks, value = [], 0.0
    while value <= top:
        y = HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
        marks.append(_text(LEFT - 8, y + 4, f"{value:g}", "end"))
        value += step if top / step <= 8 else 2 * step
    return marks


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#777", weight: str = "normal") -> str:
    style = f'text-anchor="{anchor}" fill="{colour}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'


def _svg(parts: Sequence[str], height: float) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
    return f'{head} font-family="system-ui, sans-serif" font-size="12">{"".join(parts)}</svg>\n'
