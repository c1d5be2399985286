"""How the project logs; `configure` sets it up."""

from __future__ import annotations

import logging.config
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]

LOGGING: dict[str, Any] = {}


def configure() -> None:
    """Log as `LOGGING` says; files lie beside run.py."""
    logging.config.dictConfig(LOGGING)
