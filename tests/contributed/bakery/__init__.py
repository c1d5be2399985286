"""Loaves, which are kept in files: a library with a dataset for Kedro."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass
class Loaf:
    """A loaf. `note` is for people and makes no other loaf."""

    flour: str
    grams: int
    note: str = ""


def read_loaf(path: str | Path) -> Loaf:
    """The loaf in a file."""
    return Loaf(**json.loads(Path(path).read_text(encoding="utf-8")))


def write_loaf(loaf: Loaf, path: str | Path, **options: Any) -> None:
    """Put a loaf into a file."""
    Path(path).write_text(json.dumps(asdict(loaf), **options), encoding="utf-8")
