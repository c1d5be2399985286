"""Tables and figures for people."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

# For these a smaller figure is the better one.
_ERRORS = ["mean_absolute_error", "max_error"]


def summarise_prices(table: pd.DataFrame) -> pd.DataFrame:
    """Average the prices under each cancellation policy, in thousands of dollars."""
    table["price"] /= 1000
    prices = table.groupby("cancellation_policy", observed=True)["price"]
    return prices.mean().reset_index()


def rank_locations(table: pd.DataFrame, min_reviews: int) -> pd.DataFrame:
    """Rank the places that flights start from by their guests' ratings.

    Shuttles with fewer than `min_reviews` reviews do not count. Prices are in dollars.
    """
    rated = table[table["number_of_reviews"] >= min_reviews]
    places = rated.groupby("shuttle_location", as_index=False).agg(
        rating=("review_scores_rating", "mean"),
        shuttles=("shuttle_id", "count"),
        price=("price", "mean"),
    )
    # Equal ratings are common where shuttles are few; the name settles the order.
    return places.sort_values(["rating", "shuttle_location"], ascending=[False, True])


def count_engine_use(table: pd.DataFrame) -> pd.DataFrame:
    """Count how often each type of shuttle flies with each type of engine."""
    return pd.crosstab(table["shuttle_type"], table["engine_type"])


def plot_predictions(predictions: pd.DataFrame) -> Figure:
    """Draw predicted against actual prices; a perfect model keeps to the diagonal."""
    figure = Figure(figsize=(6, 6))
    axes = figure.subplots()
    axes.scatter(predictions["actual"], predictions["predicted"], s=6, alpha=0.5)
    lowest, highest = predictions["actual"].min(), predictions["actual"].max()
    axes.plot([lowest, highest], [lowest, highest], color="black", linewidth=1)
    axes.set_xlabel("actual price in dollars")
    axes.set_ylabel("predicted price in dollars")
    return figure


def compare_models(active: dict[str, float], candidate: dict[str, float]) -> pd.DataFrame:
    """Put the scores of both models side by side and say which of them wins."""
    scores = pd.DataFrame({"active": active, "candidate": candidate}).rename_axis("metric")
    gain = scores["candidate"] - scores["active"]
    gain[_ERRORS] *= -1
    scores["candidate_wins"] = gain > 0
    return scores.reset_index()


def write_model_card(
    parameters: dict[str, Any],
    comparison: pd.DataFrame,
    companies: dict[str, float],
    missing_scores: dict[str, int],
) -> dict[str, Any]:
    """Put on one page what the models were made from, how, and how well they do."""
    return {
        "settings": parameters,
        "data": {"companies": companies, "missing_scores": missing_scores},
        "scores": comparison.set_index("metric").to_dict("index"),
    }
