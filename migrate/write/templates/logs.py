"""How the project logs; `configure` sets it up."""

from __future__ import annotations

import logging.config
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]

LOGGING: dict[str, Any] = {}


def configure() -> None:
    """Log as `LOGGING` says; relative file names start from the folder of run.py."""
    handlers = {name: _placed(each) for name, each in LOGGING.get("handlers", {}).items()}
    logging.config.dictConfig({**LOGGING, "handlers": handlers})


def _placed(handler: dict[str, Any]) -> dict[str, Any]:
    if "filename" not in handler:
        return handler
    path = HERE / handler["filename"]
    path.parent.mkdir(parents=True, exist_ok=True)
    return {**handler, "filename": str(path)}
