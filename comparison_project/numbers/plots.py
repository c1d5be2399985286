"""Plots of the numbers as SVG, readable on light and on dark paper."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

COLOURS = {"kedro": "#c2761b", "hamilton": "#3b78c8"}
GREY = "#808080"
_STYLE = {
    **dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), GREY),
    "text.color": GREY,
    "svg.fonttype": "none",
    "svg.hashsalt": "numbers",  # the same plot is the same text
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def overhead(rows: Sequence[Mapping[str, Any]]) -> str:
    """What each further node costs, in ms, by the number of nodes."""
    points = {
        side: [(row["nodes"], row[side]) for row in rows if row[side] > 0] for side in COLOURS
    }
    return _lines(points, "nodes in a chain", "ms for each node")


def whole(runs: Sequence[Mapping[str, Any]]) -> str:
    """The seconds of whole processes, by the number of nodes."""
    points = {side: [(run["nodes"], run[side]["seconds"]) for run in runs] for side in COLOURS}
    return _lines(points, "nodes on small tables", "seconds")


def _lines(points: Mapping[str, Sequence[tuple[float, float]]], x: str, y: str) -> str:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with matplotlib.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(5.2, 3), layout="constrained")
        for side, pairs in points.items():
            if not pairs:
                continue
            xs, ys = zip(*pairs, strict=True)
            axes.loglog(xs, ys, marker="o", markersize=4, color=COLOURS[side])
            name = side.title()
            axes.annotate(name, pairs[-1], (6, 4), textcoords="offset points", color=COLOURS[side])
        axes.set(xlabel=x, ylabel=y)
        axes.margins(x=0.12, y=0.15)
        axes.grid(True, which="major", color=GREY, alpha=0.25, linewidth=0.6)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
        pyplot.close(figure)
    text = stream.getvalue()
    return text[text.index("<svg") :]
