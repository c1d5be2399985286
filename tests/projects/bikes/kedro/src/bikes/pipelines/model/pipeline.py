from kedro.pipeline import Pipeline, node

from .nodes import assess, describe, features, fit, flag, newest, share, split


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline(
        [
            node(
                features,
                ["clean_rides", "stations_by_code"],
                "ride_features",
                name="features",
                tags="check",
            ),
            node(newest, "ride_features", "newest_rides", name="newest"),
            node(flag, "newest_rides", "long_rides", name="flag"),
            node(share, "params:split", "test_share", name="share"),
            node(
                split,
                ["ride_features", "params:split"],
                ["X_train", "X_test", "y_train", "y_test"],
                name="split",
                tags="check",
            ),
            node(fit, ["X_train", "y_train", "params:model"], "regressor", name="fit"),
            node(describe, "params:model", "model_text", name="describe"),
            node(assess, ["regressor", "X_test", "y_test"], "scores", name="assess", tags="check"),
        ]
    )
