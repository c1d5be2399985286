"""What is read and written."""

import pickle
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pandas as pd
from hamilton.function_modifiers import datasaver, dataloader

TOTALS = "data/totals.csv"


@dataloader()
def orders(data_root: str) -> tuple[pd.DataFrame, dict]:
    return pd.read_csv(Path(data_root, "data/raw/orders.csv")), {}


@dataloader()
def totals(data_root: str) -> tuple[pd.DataFrame, dict]:
    return pd.read_csv(Path(data_root, TOTALS)), {}


def _csv(frame: pd.DataFrame, path: str, data_root: str) -> pd.DataFrame:
    frame.to_csv(Path(data_root, path), index=False)
    return pd.read_csv(Path(data_root, path))


@datasaver()
def save_summary(summary: Any, data_root: str) -> dict:
    version = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H.%M.%S.%f")[:-3] + "Z"
    path = Path(data_root, "data/summary.pkl", version, "summary.pkl")
    path.parent.mkdir(parents=True)
    path.write_bytes(pickle.dumps(summary))
    return {"path": str(path)}
