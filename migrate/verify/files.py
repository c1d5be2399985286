"""Compare files that both sides wrote: by bytes, then by what their kind means."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.verify.comparators.parquet import compare_tables
from migrate.verify.compare import Context
from migrate.verify.result import Comparison
from migrate.verify.stored import read


def _text(path: Path) -> Any:
    return path.read_text(encoding="utf-8")


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _excel(path: Path) -> Any:
    import pandas as pd

    return pd.read_excel(path, sheet_name=None, header=None)


def _picture(path: Path) -> Any:
    import numpy as np
    from matplotlib.image import imread

    return np.asarray(imread(path))


# Suffix -> how the file is read where its bytes differ (a workbook holds the time it was saved).
READERS: dict[str, Callable[[Path], Any]] = {
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
    ".md": _text,
    ".html": _text,
    ".yml": _text,
    ".yaml": _text,
    ".json": _json,
    ".xlsx": _excel,
    ".png": _picture,
    ".pkl": read,
    ".pickle": read,
}
PARQUET = (".parquet", ".pq")


def compare_files(kedro: Path, hamilton: Path, context: Context, own: frozenset[str]) -> Comparison:
    """Compare one file of both sides, whose bytes differ; `own` are the projects' packages, as for
    `stored.read`.
    """
    suffix = kedro.suffix.lower()
    if suffix in PARQUET:
        return compare_tables(kedro, hamilton, context)
    reader = READERS.get(suffix)
    if reader is None:
        return Comparison(
            "uncompared", "bytes", f"the bytes of a {suffix or 'nameless'} file differ"
        )
    try:
        ours, theirs = (
            reader(path) if reader is not read else read(path, own) for path in (kedro, hamilton)
        )
    except Exception as error:
        return Comparison("uncompared", "bytes", f"reading failed: {type(error).__name__}: {error}")
    found = context.compare(ours, theirs)
    return replace(found, comparator=suffix.lstrip("."))
