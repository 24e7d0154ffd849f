"""An evaluation as a page that a person would rather look at than a table of figures; it needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.evaluation import Evaluation

Point = tuple[float, float]
SIDE = 260
"""Pixels of a plot's side."""


def page(evaluation: Evaluation, title: str) -> str:
    """The whole page."""
    figures = "".join(
        f"<tr><th>{escape(name)}</th><td>{_shown(value)}</td></tr>" for name, value in evaluation.figures().items()
    )
    labels = "".join(
        f"<tr><td>{escape(row.label)}</td><td>{row.items}</td><td>{row.taken}</td>"
        f"<td>{row.precision:.2f}</td><td>{row.recall:.2f}</td><td>{row.f1:.2f}</td></tr>"
        for row in evaluation.rows()
    )
    confused = "".join(
        f"<tr><td>{escape(label)}</td><td>{escape(guess)}</td><td>{count}</td></tr>"
        for label, guess, count in evaluation.confusions()[:40]
    )
    return _PAGE.format(
        title=escape(title),
        figures=figures,
        curve=_curve(evaluation),
        calibration=_calibration(evaluation),
        labels=labels,
        confused=confused,
        missed="".join(_missed(evaluation)),
    )


def _curve(evaluation: Evaluation) -> str:
    curve = evaluation.curve()
    lines = [
        ("in-scope accuracy", "#2471a3", [(at, inside) for at, inside, _, _ in curve if inside is not None]),
        ("out-of-scope recall", "#b9770e", [(at, outside) for at, _, outside, _ in curve if outside is not None]),
        ("MCC", "#1e8449", [(at, max(0.0, value)) for at, _, _, value in curve]),
    ]
    drawn = [_line(points, colour) for _, colour, points in lines if points]
    legend = [
        f'<text x="8" y="{16 + 15 * place}" style="fill: {colour}">{name}</text>'
        for place, (name, colour, points) in enumerate(lines)
        if points
    ]
    mark = (
        f'<line x1="{SIDE * evaluation.threshold}" x2="{SIDE * evaluation.threshold}" y1="0" y2="{SIDE}" class="mark"/>'
    )
    return _plot([mark, *drawn, *legend], "threshold")


def _calibration(evaluation: Evaluation) -> str:
    points = [(said, right) for said, right, _ in evaluation.calibration()]
    most = max((count for *_, count in evaluation.calibration()), default=1)
    dots = [
        f'<circle cx="{SIDE * said:.0f}" cy="{SIDE * (1 - right):.0f}" r="{3 + 9 * (count / most) ** 0.5:.1f}">'
        f"<title>said {said:.2f}, right {right:.2f}, {count} texts</title></circle>"
        for said, right, count in evaluation.calibration()
    ]
    ideal = f'<line x1="0" y1="{SIDE}" x2="{SIDE}" y2="0" class="mark"/>'
    return _plot([ideal, _line(points, "#2471a3"), *dots], "probability said")


def _line(points: Sequence[Point], colour: str) -> str:
    path = " ".join(f"{SIDE * x:.1f},{SIDE * (1 - y):.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _plot(parts: Iterable[str], axis: str) -> str:
    frame = f'<rect width="{SIDE}" height="{SIDE}" class="frame"/>'
    ticks = "".join(
        f'<text x="{SIDE * at / 4:.0f}" y="{SIDE + 16}" text-anchor="middle">{at / 4:g}</text>' for at in range(5)
    )
    name = f'<text x="{SIDE / 2}" y="{SIDE + 33}" text-anchor="middle">{axis}</text>'
    return (
        f'<svg viewBox="-12 -8 {SIDE + 24} {SIDE + 46}" width="{SIDE + 90}" role="img">'
        f"{frame}{''.join(parts)}{ticks}{name}</svg>"
    )


def _missed(evaluation: Evaluation) -> Iterable[str]:
    wrong = [o for o in evaluation.outcomes if o.taken(evaluation.threshold) != o.item.label]
    for outcome in sorted(wrong, key=lambda o: -o.probability)[:200]:
        yield (
            f"<tr><td>{escape(outcome.item.text)}</td><td>{escape(str(outcome.item.label or 'out of scope'))}</td>"
            f"<td>{escape(outcome.guess)}</td><td>{outcome.probability:.2f}</td></tr>"
        )


def _shown(value: float | int | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }}
.plots {{ display: flex; flex-wrap: wrap; gap: 2rem; }}
figure {{ margin: 0; }} svg text {{ font-size: 12px; fill: currentColor; }}
.frame {{ fill: none; stroke: #8888; }} .mark {{ stroke: #8888; stroke-dasharray: 4; }} circle {{ fill: #2471a399; }}
table {{ border-collapse: collapse; margin: .5rem 0 1.5rem; }}
th, td {{ text-align: left; padding: .15rem .7rem .15rem 0; border-bottom: 1px solid #8883; vertical-align: top; }}
td {{ font-variant-numeric: tabular-nums; }}
</style></head><body>
<h1>{title}</h1>
<div class="plots">
<table>{figures}</table>
<figure>{curve}<figcaption>What a threshold would do; the dashed line is the one in force.</figcaption></figure>
<figure>{calibration}<figcaption>How often a probability is right; on the dashed line it means what it says.
</figcaption></figure>
</div>
<h2>By label, the worst first</h2>
<table><tr><th>label</th><th>texts</th><th>taken for it</th><th>precision</th><th>recall</th><th>F1</th></tr>
{labels}</table>
<h2>Taken for another</h2>
<table><tr><th>is</th><th>taken for</th><th>times</th></tr>{confused}</table>
<h2>Wrong at the threshold, the surest first</h2>
<table><tr><th>text</th><th>is</th><th>taken for</th><th>probability</th></tr>{missed}</table>
</body></html>
"""
