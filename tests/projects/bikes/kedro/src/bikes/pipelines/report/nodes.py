"""What people get to see."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import plotly.graph_objects as go


def plot(scores: dict) -> plt.Figure:
    """The errors as bars."""
    figure, axes = plt.subplots()
    axes.bar(list(scores), list(scores.values()))
    axes.set_title("Error by docks")
    axes.set_ylabel("minutes")
    plt.close(figure)
    return figure


def chart(north: pd.DataFrame, south: pd.DataFrame) -> go.Figure:
    """The prices of both areas."""
    figure = go.Figure()
    for name, prices in (("north", north), ("south", south)):
        figure.add_trace(go.Scatter(x=prices["minutes"], y=prices["price"], name=name))
    return figure


def missed(scores: dict, targets: dict) -> list[str]:
    """Where the error is larger than it should be."""
    return [docks for docks, error in scores.items() if error > targets["error"]]


def notify(scores: dict, prices: pd.DataFrame) -> None:
    """Leave a note for the office."""
    note = Path("data/05_reports/note.txt")
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{len(scores)} scores, turnover {prices['price'].sum():.2f}\n")
