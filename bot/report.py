"""An evaluation as a page that a person would rather look at than a table of figures; it needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.evaluation import Evaluation

Point = tuple[float, float]
SIDE = 260
"""Pixels of a plot's side."""
MOST = 200
"""Rows of the longest table."""
MEANING = {
    "accuracy_top1": "in scope: the likeliest label is right, whatever its probability",
    "accuracy_in_scope": "in scope: right and accepted",
    "oos_recall": "of what is out of scope, the share declined",
    "oos_precision": "of what is declined, the share out of scope",
    "accuracy": "right over all texts, a decline counting as a label",
    "mcc": "the same as a correlation (Matthews): 0 is chance",
    "auc": "how often something in scope is likelier than something out of scope",
    "macro_f1": "the mean of the labels' F1",
    "threshold": "probability from which a text is accepted",
    "fit_s": "seconds to prepare",
    "p50_us": "microseconds for half of the texts, at the most",
    "p95_us": "microseconds for 95 of 100, at the most",
    "examples": "sentences it knows",
}


def page(evaluation: Evaluation, title: str) -> str:
    """The whole page."""
    figures = ((name, _shown(value), MEANING.get(name, "")) for name, value in evaluation.figures().items())
    labels = [
        (row.label, row.items, row.taken, f"{row.precision:.2f}", f"{row.recall:.2f}", f"{row.f1:.2f}")
        for row in evaluation.rows()
    ]
    faulty = [row for row in labels if row[-1] != "1.00"]
    missed = list(_missed(evaluation))
    return _PAGE.format(
        title=escape(title),
        texts=len(evaluation.outcomes),
        figures=_table((), figures),
        curve=_curve(evaluation),
        calibration=_calibration(evaluation),
        thresholds=_table(("threshold", "in scope", "out-of-scope recall", "MCC"), _thresholds(evaluation)),
        said=_table(("said", "right", "texts"), _said(evaluation)),
        labels=_table(LABELS, faulty[:MOST]) if faulty else "<p>None.</p>",
        others=len(labels) - len(faulty),
        sound=_table(LABELS, labels[len(faulty) :]),
        confused=_table(("is", "taken for", "times"), evaluation.confusions()[:MOST]),
        missed=_table(("text", "is", "taken for", "probability"), missed[:MOST]),
    )


LABELS = ("label", "texts", "taken for it", "precision", "recall", "F1")


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, numbers to the right; the word None where there is no row."""
    texts = [[str(value) for value in row] for row in rows]
    if not texts:
        return "<p>None.</p>"
    head = "".join(_cell("th", name, _number(below)) for name, below in zip(heads, texts[0], strict=False))
    body = "".join(f"<tr>{''.join(_cell('td', text, _number(text)) for text in row)}</tr>" for row in texts)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _cell(tag: str, text: str, number: bool) -> str:
    kind = ' class="number"' if number else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"


def _number(text: str) -> bool:
    return text == "–" or text.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()


def _thresholds(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    for at, *values in evaluation.curve():
        yield (f"{at:.2f}", *map(_shown, values))


def _said(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    return ((f"{said:.2f}", f"{right:.2f}", count) for said, right, count in evaluation.calibration())


def _curve(evaluation: Evaluation) -> str:
    curve = evaluation.curve()
    lines = [
        ("in-scope accuracy", "inside", [(at, inside) for at, inside, _, _ in curve if inside is not None]),
        ("out-of-scope recall", "outside", [(at, outside) for at, _, outside, _ in curve if outside is not None]),
        ("MCC", "both", [(at, max(0.0, value)) for at, _, _, value in curve]),
    ]
    drawn = [_line(points, colour) for _, colour, points in lines if points]
    legend = "".join(f'<span class="{colour}">{name}</span>' for name, colour, points in lines if points)
    at = f"{SIDE * evaluation.threshold:.1f}"
    mark = f'<line x1="{at}" x2="{at}" y1="0" y2="{SIDE}" class="mark"/>'
    return f'{_plot([mark, *drawn], "threshold")}<p class="legend">{legend}</p>'


def _calibration(evaluation: Evaluation) -> str:
    points = [(said, right) for said, right, _ in evaluation.calibration()]
    most = max((count for *_, count in evaluation.calibration()), default=1)
    dots = [
        f'<circle cx="{SIDE * said:.0f}" cy="{SIDE * (1 - right):.0f}" r="{3 + 7 * (count / most) ** 0.5:.1f}">'
        f"<title>said {said:.2f}, right {right:.2f}, {count} texts</title></circle>"
        for said, right, count in evaluation.calibration()
    ]
    ideal = f'<line x1="0" y1="{SIDE}" x2="{SIDE}" y2="0" class="mark"/>'
    legend = '<p class="legend"><span class="inside">share right</span></p>'
    return f"{_plot([ideal, _line(points, 'inside'), *dots], 'probability said')}{legend}"


def _line(points: Sequence[Point], colour: str) -> str:
    path = " ".join(f"{SIDE * x:.1f},{SIDE * (1 - y):.1f}" for x, y in points)
    return f'<polyline points="{path}" class="{colour}"/>'


def _plot(parts: Iterable[str], axis: str) -> str:
    """A square from 0 to 1 both ways, with a grid of quarters."""
    places = [(at / 4, SIDE * at / 4) for at in range(5)]
    grid = "".join(
        f'<path d="M0 {SIDE - place:.0f}H{SIDE}M{place:.0f} 0V{SIDE}" class="grid"/>'
        f'<text x="{place:.0f}" y="{SIDE + 17}" text-anchor="middle">{at:g}</text>'
        f'<text x="-7" y="{SIDE - place + 4:.0f}" text-anchor="end">{at:g}</text>'
        for at, place in places
    )
    name = f'<text x="{SIDE / 2}" y="{SIDE + 35}" text-anchor="middle">{axis}</text>'
    view = f"-36 -12 {SIDE + 48} {SIDE + 52}"
    return f'<svg viewBox="{view}" width="{SIDE + 48}" role="img">{grid}{"".join(parts)}{name}</svg>'


def _missed(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    wrong = [o for o in evaluation.outcomes if o.taken(evaluation.threshold) != o.item.label]
    for o in sorted(wrong, key=lambda o: -o.probability):
        taken = o.guess if o.taken(evaluation.threshold) is not None else f"declined ({o.guess or 'nothing'})"
        yield o.item.text, o.item.label or "out of scope", taken, f"{o.probability:.2f}"


def _shown(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; --inside: light-dark(#2471a3, #6cb2e4); --outside: light-dark(#a5640a, #e0a34a);
  --both: light-dark(#1e7e43, #62c98a); }}
body {{ font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.15rem; margin: 2rem 0 .3rem; }} p {{ margin: .3rem 0; }}
.side {{ display: flex; flex-wrap: wrap; gap: 1rem 3rem; }} .side > * {{ min-width: 0; }}
figure {{ margin: 0; width: 308px; }} figcaption {{ font-size: 13px; }}
svg {{ max-width: 100%; overflow: visible; }} svg text {{ font-size: 12px; fill: currentColor; }}
.grid {{ fill: none; stroke: #8883; }} .mark {{ stroke: #888; stroke-dasharray: 4; }}
polyline {{ fill: none; stroke-width: 2; }} circle {{ fill: var(--inside); fill-opacity: .6; }}
.legend {{ display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: 13px; white-space: nowrap; margin-bottom: .3rem; }}
.inside {{ stroke: var(--inside); }} .outside {{ stroke: var(--outside); }}
.both {{ stroke: var(--both); stroke-dasharray: 7 3; }}
span.inside {{ color: var(--inside); }} span.outside {{ color: var(--outside); }} span.both {{ color: var(--both); }}
.wide {{ overflow-x: auto; }} table {{ border-collapse: collapse; }}
th, td {{ text-align: left; padding: .15rem 1rem .15rem 0; border-bottom: 1px solid #8883; vertical-align: top; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
summary {{ cursor: pointer; margin: .5rem 0; }}
</style></head><body>
<h1>{title}</h1>
<p>{texts} texts.</p>
{figures}
<h2>Threshold and calibration</h2>
<div class="side">
<figure>{curve}<figcaption>What each threshold would do; the dashed line is the one in force.</figcaption></figure>
<figure>{calibration}<figcaption>How often a probability is right; the larger the dot, the more texts. On the dashed
line it means what it says.</figcaption></figure>
</div>
<details><summary>The same as numbers</summary><div class="side">{thresholds}{said}</div></details>
<h2>Labels with a fault, the worst first</h2>
{labels}
<details><summary>Labels without a fault: {others}</summary>{sound}</details>
<h2>Taken for another, whatever the probability</h2>
{confused}
<h2>Wrong at the threshold, the surest first</h2>
{missed}
</body></html>
"""
