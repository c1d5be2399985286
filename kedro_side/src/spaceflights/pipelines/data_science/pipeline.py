"""One modelling pipeline, used for the model in service and for its rival."""

from kedro.pipeline import Node, Pipeline

from .nodes import evaluate_predictions, predict_prices, split_data, train_model


def create_modelling_pipeline() -> Pipeline:
    """Create the steps that every model goes through, whatever its kind."""
    return Pipeline(
        [
            Node(
                func=split_data,
                inputs=["table", "params:split", "params:model_options.features"],
                outputs=["X_train", "X_test", "y_train", "y_test"],
                name="split_data_node",
            ),
            Node(
                func=train_model,
                inputs=["X_train", "y_train", "params:model_options"],
                outputs="regressor",
                name="train_model_node",
                tags="training",
            ),
            Node(
                func=predict_prices,
                inputs=["regressor", "X_test", "y_test"],
                outputs="predictions",
                name="predict_prices_node",
                tags="evaluation",
            ),
            Node(
                func=evaluate_predictions,
                inputs="predictions",
                outputs="metrics",
                name="evaluate_predictions_node",
                tags=["evaluation", "summary"],
            ),
        ]
    )


def create_pipeline(**kwargs) -> Pipeline:
    """Create the data science pipeline: both models learn from the same split."""
    active = Pipeline(
        create_modelling_pipeline(),
        namespace="active_modelling_pipeline",
        inputs={"table": "model_input_table"},
        outputs={"predictions": "active_predictions", "metrics": "active_metrics"},
        parameters={"params:split": "params:holdout"},
    )
    candidate = Pipeline(
        create_modelling_pipeline(),
        namespace="candidate_modelling_pipeline",
        inputs={"table": "model_input_table"},
        outputs={"predictions": "candidate_predictions", "metrics": "candidate_metrics"},
        parameters={"params:split": "params:holdout"},
        tags="experimental",
    )
    return active + candidate
