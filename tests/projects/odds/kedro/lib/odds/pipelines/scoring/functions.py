"""Functions for scores."""

import pandas as pd

from odds.tools import announced


@announced
def weigh(table: pd.DataFrame, limits: dict) -> dict[str, float]:
    limits["high"] += 1
    return {"low": float(limits["low"]), "high": float(limits["high"])}


class Scorer:
    """Scores orders by their price."""

    def __init__(self, factor: float):
        self.factor = factor

    def score(self, table: pd.DataFrame, weights: dict[str, float]) -> pd.Series:
        return table["price"] / weights["high"] * self.factor


def report(scores, total, class_) -> str:
    return f"{class_}: {scores.sum():.3f} of {total:.1f}"
