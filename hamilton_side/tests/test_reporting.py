import pandas as pd
import pytest

from spaceflights import driver, reporting


def computed_by(pipeline: str) -> set[str]:
    """Every name that a run of a pipeline computes: values, and functions that give several."""
    outputs = driver.PIPELINES[pipeline].outputs
    needed = driver.build(pipeline, store=False).what_is_upstream_of(*outputs)
    made = [node for node in needed if "module" in node.tags]
    return {node.name for node in made if "hamilton.data_loader" not in node.tags}


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "shuttle_id": [1, 2, 3, 4],
            "shuttle_location": ["Peru", "Fiji", "Fiji", "Malta"],
            "shuttle_type": ["Type V5", "Type V5", "Type A1", "Type V5"],
            "engine_type": ["Plasma", "Plasma", "Quantum", "Quantum"],
            "cancellation_policy": ["strict", "flexible", "strict", "strict"],
            "review_scores_rating": [90.0, 80.0, 100.0, 95.0],
            "number_of_reviews": [10, 12, 15, 2],
            "price": [1000.0, 2000.0, 3000.0, 5000.0],
        }
    )


def test_summarise_prices_counts_in_thousands(table):
    prices = reporting.price_by_policy(table)

    assert prices.to_dict("list") == {
        "cancellation_policy": ["flexible", "strict"],
        "price": [2.0, 3.0],
    }


def test_rank_locations_leaves_out_shuttles_with_few_reviews(table):
    ranking = reporting.location_ranking(table, min_reviews=10)

    # Equal ratings are listed by name.
    assert ranking["shuttle_location"].tolist() == ["Fiji", "Peru"]
    assert ranking["shuttles"].tolist() == [2, 1]
    assert ranking["price"].tolist() == [2500.0, 1000.0]


def test_count_engine_use(table):
    assert reporting.engine_use(table).loc["Type V5"].to_dict() == {"Plasma": 2, "Quantum": 1}


def test_plot_predictions_has_points_and_a_diagonal():
    figure = reporting.predictions_plot(pd.DataFrame({"actual": [1, 3], "predicted": [2, 2]}))

    (axes,) = figure.axes
    assert len(axes.collections[0].get_offsets()) == 2
    assert axes.lines[0].get_xdata().tolist() == [1, 3]


def test_compare_models_prefers_small_errors_and_a_large_r2():
    active = {"r2": 0.7, "mean_absolute_error": 300.0, "max_error": 900.0}
    candidate = {"r2": 0.8, "mean_absolute_error": 280.0, "max_error": 950.0}

    comparison = reporting.model_comparison(active, candidate).set_index("metric")

    assert comparison["candidate_wins"].to_dict() == {
        "r2": True,
        "mean_absolute_error": True,
        "max_error": False,
    }


def test_write_model_card_keeps_the_settings():
    comparison = pd.DataFrame({"metric": ["r2"], "active": [0.7], "candidate": [0.8]})

    card = reporting.model_card({"seed": 3}, comparison, {"companies": 2}, {"crew": 1})

    assert card["settings"] == {"seed": 3}
    assert card["scores"] == {"r2": {"active": 0.7, "candidate": 0.8}}


def test_pipeline_draws_each_model():
    names = computed_by("reporting")

    assert {"active_predictions_plot", "candidate_predictions_plot"} <= names
