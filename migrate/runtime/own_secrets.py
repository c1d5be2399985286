"""What must not stand in the code: environment variables, or lines of `.env`, which Git ignores."""

from __future__ import annotations

import json
import logging
import os
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / ".env"


def get(name: str) -> str:
    """The text of an environment variable, or of a line `NAME=text` of the file (which may be
    quoted as in JSON). Raises LookupError if there is neither.
    """
    if name in os.environ:
        return os.environ[name]
    if name in _lines():
        return _lines()[name]
    missing = f"{name} is not set: give it as an environment variable or in {FILE}."
    logging.getLogger(__name__).warning(missing)  # where what needs it is asked for otherwise
    raise LookupError(missing)


@cache
def _lines() -> dict[str, str]:
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []
    pairs = [line.partition("=") for line in lines if "=" in line and line[:1] != "#"]
    return {name: json.loads(text) if text[:1] == '"' else text for name, _, text in pairs}
