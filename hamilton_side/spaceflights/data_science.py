"""One modelling pipeline, used for the model in service and for its rival."""

import pandas as pd
from hamilton.function_modifiers import parameterize, parameterized_subdag, source, tag_outputs

from spaceflights import data_science_steps


@tag_outputs(
    **{
        "candidate_modelling_pipeline.X_train": {"kedro_tags": ["experimental"]},
        "candidate_modelling_pipeline.X_test": {"kedro_tags": ["experimental"]},
        "candidate_modelling_pipeline.y_train": {"kedro_tags": ["experimental"]},
        "candidate_modelling_pipeline.y_test": {"kedro_tags": ["experimental"]},
        "candidate_modelling_pipeline.regressor": {"kedro_tags": ["experimental", "training"]},
        "candidate_modelling_pipeline.predictions": {"kedro_tags": ["evaluation", "experimental"]},
        "candidate_modelling_pipeline.metrics": {
            "kedro_tags": ["evaluation", "experimental", "summary"]
        },
    }
)
@parameterized_subdag(
    data_science_steps,
    inputs={"table": source("model_input_table"), "split": source("holdout")},
    active_modelling_pipeline={
        "inputs": {
            "model_options_features": source("active_modelling_pipeline_model_options_features"),
            "model_options": source("active_modelling_pipeline_model_options"),
        }
    },
    candidate_modelling_pipeline={
        "inputs": {
            "model_options_features": source("candidate_modelling_pipeline_model_options_features"),
            "model_options": source("candidate_modelling_pipeline_model_options"),
        }
    },
)
def modelling_pipeline(metrics: dict[str, float]) -> dict[str, float]:
    """The steps under each namespace; the value is its metrics."""
    return metrics


@parameterize(
    active_predictions={"predictions": source("active_modelling_pipeline.predictions")},
    candidate_predictions={"predictions": source("candidate_modelling_pipeline.predictions")},
)
def predictions(predictions: pd.DataFrame) -> pd.DataFrame:
    """What the predictions of each namespace are called outside it."""
    return predictions


@parameterize(
    active_metrics={"metrics": source("active_modelling_pipeline.metrics")},
    candidate_metrics={"metrics": source("candidate_modelling_pipeline.metrics")},
)
def metrics(metrics: dict[str, float]) -> dict[str, float]:
    """What the metrics of each namespace are called outside it."""
    return metrics
