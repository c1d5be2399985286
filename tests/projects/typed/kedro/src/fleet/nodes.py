"""Functions that take parameters as objects."""

from __future__ import annotations

from typing import Any, Optional

from fleet import options
from fleet.options import Engine


def tune(engine: Engine) -> dict:
    engine.power += 1
    engine.fuels.append("c")
    return {"power": engine.power, "fuels": engine.fuels}


def report(tuned: dict, engine, server: "options.Server", spare: Optional[Engine] = None) -> dict:
    spares = spare.power if spare else 0
    return {**tuned, "was": engine.power, "retries": server.retries + 1, "spares": spares}


def note(engine: Engine) -> str:
    return f"{type(engine).__name__} of {engine.power}"


def rank(retries: Any) -> str:
    return repr(retries)
