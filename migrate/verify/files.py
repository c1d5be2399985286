"""Compare files that both sides wrote: by bytes, then by what their kind means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrate.verify.compare import Context
from migrate.verify.result import Comparison, equal
from migrate.verify.stored import read
from migrate.verify.workspace import Written


def _text(path: Path) -> Any:
    return path.read_text(encoding="utf-8")


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _parquet(path: Path) -> Any:
    import pandas as pd

    return pd.read_parquet(path)


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
    ".parquet": _parquet,
    ".pq": _parquet,
    ".xlsx": _excel,
    ".png": _picture,
    ".pkl": read,
    ".pickle": read,
}


def compare_files(
    kedro: Written, hamilton: Written, context: Context, own: frozenset[str]
) -> Comparison:
    """Compare one file of both sides; `own` are the projects' packages, as for `stored.read`."""
    if kedro.sha256 == hamilton.sha256:
        return equal("bytes")
    suffix = kedro.path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        return Comparison(
            "uncompared", "bytes", f"the bytes of a {suffix or 'nameless'} file differ"
        )
    try:
        ours, theirs = (
            reader(w.path) if reader is not read else read(w.path, own) for w in (kedro, hamilton)
        )
    except Exception as error:
        return Comparison("uncompared", "bytes", f"reading failed: {type(error).__name__}: {error}")
    found = context.compare(ours, theirs)
    return Comparison(found.status, suffix.lstrip("."), found.detail)
