"""Tables and figures for people."""

from typing import Any

import pandas as pd
import plotly.express as px
from hamilton.function_modifiers import parameterize, source, tag
from matplotlib.figure import Figure

# For these a smaller figure is the better one.
_ERRORS = ["mean_absolute_error", "max_error"]


@tag(kedro_tags=["figure", "summary"])
def price_by_policy(model_input_table: pd.DataFrame) -> pd.DataFrame:
    """Average the prices under each cancellation policy, in thousands of dollars."""
    model_input_table = model_input_table.copy()  # changed below, and others may see it
    model_input_table["price"] /= 1000
    prices = model_input_table.groupby("cancellation_policy", observed=True)["price"]
    return prices.mean().reset_index()


@tag(kedro_tags=["summary"])
def location_ranking(model_input_table: pd.DataFrame, min_reviews: int) -> pd.DataFrame:
    """Rank the places that flights start from by their guests' ratings.

    Shuttles with fewer than `min_reviews` reviews do not count. Prices are in dollars.
    """
    rated = model_input_table[model_input_table["number_of_reviews"] >= min_reviews]
    places = rated.groupby("shuttle_location", as_index=False).agg(
        rating=("review_scores_rating", "mean"),
        shuttles=("shuttle_id", "count"),
        price=("price", "mean"),
    )
    # Equal ratings are common where shuttles are few; the name settles the order.
    return places.sort_values(["rating", "shuttle_location"], ascending=[False, True])


@tag(kedro_tags=["summary"])
def engine_use(model_input_table: pd.DataFrame) -> pd.DataFrame:
    """Count how often each type of shuttle flies with each type of engine."""
    return pd.crosstab(model_input_table["shuttle_type"], model_input_table["engine_type"])


@tag(kedro_tags=["figure"])
@parameterize(
    active_predictions_plot={"predictions": source("active_predictions")},
    candidate_predictions_plot={"predictions": source("candidate_predictions")},
)
def predictions_plot(predictions: pd.DataFrame) -> Figure:
    """Draw predicted against actual prices; a perfect model keeps to the diagonal."""
    figure = Figure(figsize=(6, 6))
    axes = figure.subplots()
    axes.scatter(predictions["actual"], predictions["predicted"], s=6, alpha=0.5)
    lowest, highest = predictions["actual"].min(), predictions["actual"].max()
    axes.plot([lowest, highest], [lowest, highest], color="black", linewidth=1)
    axes.set_xlabel("actual price in dollars")
    axes.set_ylabel("predicted price in dollars")
    return figure


@tag(kedro_tags=["summary"])
def model_comparison(
    active_metrics: dict[str, float], candidate_metrics: dict[str, float]
) -> pd.DataFrame:
    """Put the scores of both models side by side and say which of them wins."""
    scores = pd.DataFrame({"active": active_metrics, "candidate": candidate_metrics}).rename_axis(
        "metric"
    )
    gain = scores["candidate"] - scores["active"]
    gain[_ERRORS] *= -1
    scores["candidate_wins"] = gain > 0
    return scores.reset_index()


def model_card(
    parameters: dict[str, Any],
    model_comparison: pd.DataFrame,
    company_summary: dict[str, float],
    missing_scores: dict[str, int],
) -> dict[str, Any]:
    """Put on one page what the models were made from, how, and how well they do."""
    return {
        "settings": parameters,
        "data": {"companies": company_summary, "missing_scores": missing_scores},
        "scores": model_comparison.set_index("metric").to_dict("index"),
    }


@tag(kedro_tags=["figure"])
def engine_use_plot(engine_use: pd.DataFrame) -> Any:
    return px.imshow(engine_use)
