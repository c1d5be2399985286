import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

from spaceflights import data_science_steps, driver


def computed_by(pipeline: str) -> set[str]:
    """Every name that a run of a pipeline computes: values, and functions that give several."""
    outputs = driver.PIPELINES[pipeline].outputs
    needed = driver.build(pipeline, store=False).what_is_upstream_of(*outputs)
    made = [node for node in needed if "module" in node.tags]
    return {node.name for node in made if "hamilton.data_loader" not in node.tags}


def inputs_of(pipeline: str) -> set[str]:
    """What a run of a pipeline loads or is given."""
    outputs = driver.PIPELINES[pipeline].outputs
    needed = driver.build(pipeline, store=False).what_is_upstream_of(*outputs)
    return {
        node.name
        for node in needed
        if node.is_external_input or "hamilton.data_loader" in node.tags
    }


@pytest.fixture
def table() -> pd.DataFrame:
    crew = [float(size) for size in range(20)]
    return pd.DataFrame({"crew": crew, "engines": 1.0, "price": [100 * size + 50 for size in crew]})


def test_split_data_is_repeatable(table):
    split = {"test_size": 0.25, "random_state": 3}

    X_train, X_test, y_train, y_test = data_science_steps.data_split(table, split, ["crew"])
    again = data_science_steps.data_split(table, split, ["crew"])

    assert (len(X_train), len(X_test)) == (15, 5)
    assert list(X_test.columns) == ["crew"]
    assert y_test.index.equals(X_test.index)
    assert y_train.equals(again[2])


def test_split_data_has_a_seed_of_its_own(table):
    without_seed = data_science_steps.data_split(table, {"test_size": 0.25}, ["crew"])
    with_default = data_science_steps.data_split(
        table, {"test_size": 0.25, "random_state": data_science_steps.DEFAULT_SEED}, ["crew"]
    )

    assert without_seed[1].equals(with_default[1])


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"kind": "linear"}, LinearRegression),
        ({"kind": "forest", "settings": {"n_estimators": 2}}, RandomForestRegressor),
    ],
)
def test_train_model_follows_its_options(table, options, kind):
    regressor = data_science_steps.regressor(table[["crew"]], table["price"], options)

    assert isinstance(regressor, kind)
    assert regressor.predict(table[["crew"]]).shape == (20,)


def test_a_straight_line_is_predicted_without_error(table):
    regressor = data_science_steps.regressor(table[["crew"]], table["price"], {"kind": "linear"})

    predictions = data_science_steps.predictions(regressor, table[["crew"]], table["price"])
    metrics = data_science_steps.metrics(predictions)

    assert metrics["r2"] == pytest.approx(1)
    assert metrics["max_error"] == pytest.approx(0, abs=1e-9)


def test_both_models_learn_from_the_same_split():
    inputs = inputs_of("data_science")

    assert {"model_input_table", "holdout"} <= inputs
    assert "candidate_modelling_pipeline_model_options_features" in inputs


def test_evaluation_trains_nothing():
    assert len(computed_by("evaluation")) == 6
    assert "active_modelling_pipeline.regressor" in inputs_of("evaluation")
