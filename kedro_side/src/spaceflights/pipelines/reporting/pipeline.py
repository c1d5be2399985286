"""From stored tables and scores to what people look at."""

import plotly.express as px
from kedro.pipeline import Node, Pipeline

from .nodes import (
    compare_models,
    count_engine_use,
    plot_predictions,
    rank_locations,
    summarise_prices,
    write_model_card,
)

MODELS = ("active", "candidate")


def create_pipeline(**kwargs) -> Pipeline:
    """Create the reporting pipeline."""
    return Pipeline(
        [
            Node(
                func=summarise_prices,
                inputs="model_input_table",
                outputs="price_by_policy",
                name="summarise_prices_node",
                tags=["figure", "summary"],
            ),
            Node(
                func=rank_locations,
                inputs=["model_input_table", "params:min_reviews"],
                outputs="location_ranking",
                name="rank_locations_node",
                tags="summary",
            ),
            Node(
                func=count_engine_use,
                inputs="model_input_table",
                outputs="engine_use",
                name="count_engine_use_node",
                tags="summary",
            ),
            Node(
                func=px.imshow,
                inputs="engine_use",
                outputs="engine_use_plot",
                name="plot_engine_use_node",
                tags="figure",
            ),
            *[
                Node(
                    func=plot_predictions,
                    inputs=f"{model}_predictions",
                    outputs=f"{model}_predictions_plot",
                    name=f"plot_{model}_predictions_node",
                    tags="figure",
                )
                for model in MODELS
            ],
            Node(
                func=compare_models,
                inputs=[f"{model}_metrics" for model in MODELS],
                outputs="model_comparison",
                name="compare_models_node",
                tags="summary",
            ),
            Node(
                func=write_model_card,
                inputs=["parameters", "model_comparison", "company_summary", "missing_scores"],
                outputs="model_card",
                name="write_model_card_node",
            ),
        ]
    )
