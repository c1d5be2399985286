"""What people read."""

import logging
from typing import Any

import pandas as pd

log = logging.getLogger(__name__)


def summary(totals: pd.DataFrame) -> dict[str, Any]:
    return {"customers": list(totals["customer"]), "total": float(totals["amount"].sum())}


def note_totals(totals: pd.DataFrame) -> None:
    log.info("%d totals", len(totals))
