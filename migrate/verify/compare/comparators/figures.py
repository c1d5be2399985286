"""Compare figures and pictures by what they show: matplotlib by artists and pixels, plotly by its
JSON, PIL by pixels.
"""

from __future__ import annotations

from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, equal, worst


def compare_plotly(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """plotly figures by `to_plotly_json`."""
    found = context.compare(_plotly_json(kedro), _plotly_json(hamilton))
    return Comparison(found.status, "plotly", found.detail)


def _plotly_json(figure: Any) -> Any:
    """As it would be written: arrays are lists there, and keys have no order."""
    import json

    return json.loads(json.dumps(json.loads(figure.to_json()), sort_keys=True))


def compare_matplotlib(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """matplotlib figures: what is drawn, then the picture itself."""
    import numpy as np

    found = context.compare(_described(kedro), _described(hamilton))
    if found.status == "different":
        return Comparison(found.status, "matplotlib", found.detail)
    ours, theirs = _pixels(kedro), _pixels(hamilton)
    if ours.shape != theirs.shape:
        return different(
            "matplotlib", f"{ours.shape[:2]} pixels in Kedro, {theirs.shape[:2]} in Hamilton"
        )
    wrong = int(np.any(ours != theirs, axis=-1).sum())
    if wrong and found.status == "equal":
        return different(
            "matplotlib", f"{wrong:,} of {ours.shape[0] * ours.shape[1]:,} pixels differ"
        )
    return Comparison(found.status, "matplotlib", found.detail) if wrong else equal("matplotlib")


def compare_axes(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """matplotlib axes by the figure they lie in."""
    return compare_matplotlib(kedro.figure, hamilton.figure, context)


def compare_pictures(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """PIL's images: mode, size, palette, pixels, what is noted beside them (a resolution)."""
    import numpy as np

    for fact in ("mode", "size"):
        ours, theirs = getattr(kedro, fact), getattr(hamilton, fact)
        if ours != theirs:
            return different("PIL", f"{fact} {ours} in Kedro, {theirs} in Hamilton")
    # As it is: a palette may say how much is seen through.
    if kedro.getpalette(None) != hamilton.getpalette(None):
        return different("PIL", "the palettes differ")
    found = context.compare(np.asarray(kedro), np.asarray(hamilton))
    return worst("PIL", [found, context.compare(kedro.info, hamilton.info).at(".info")])


def _pixels(figure: Any) -> Any:
    """The picture as an array, drawn without a window whatever backend made it."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def _described(figure: Any) -> dict[str, Any]:
    """Size and artists, so that a difference has a name."""
    return {
        "size": tuple(float(x) for x in figure.get_size_inches()),
        "dpi": float(figure.dpi),
        "title": figure.get_suptitle() if hasattr(figure, "get_suptitle") else "",
        "axes": [_axes(axes) for axes in figure.axes],
    }


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xlim": tuple(float(x) for x in axes.get_xlim()),
        "ylim": tuple(float(y) for y in axes.get_ylim()),
        "lines": [_line(line) for line in axes.lines],
        "patches": [_patch(patch) for patch in axes.patches],
        "collections": [_collection(c) for c in axes.collections],
        "images": [_plain(image.get_array()) for image in axes.images],
        "texts": [text.get_text() for text in axes.texts],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else None,
    }


def _plain(array: Any) -> Any:
    import numpy as np

    return np.asarray(array)


def _line(line: Any) -> dict[str, Any]:
    return {
        "xy": _plain(line.get_xydata()),
        "color": str(line.get_color()),
        "style": line.get_linestyle(),
        "label": str(line.get_label()),
    }


def _patch(patch: Any) -> dict[str, Any]:
    vertices = patch.get_path().vertices
    return {
        "kind": type(patch).__name__,
        "vertices": _plain(patch.get_transform().transform(vertices)).round(6),
        "color": tuple(patch.get_facecolor()),
    }


def _collection(collection: Any) -> dict[str, Any]:
    return {
        "kind": type(collection).__name__,
        "offsets": _plain(collection.get_offsets()),
        "colors": _plain(collection.get_facecolor()),
    }
