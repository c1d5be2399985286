import pandas as pd
import pytest

from spaceflights import data_processing, driver


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
def reviews() -> pd.DataFrame:
    scores = {column: [8.0, None, 10.0] for column in data_processing.SCORE_COLUMNS}
    counts = {"number_of_reviews": [0, 1, 7], "reviews_per_month": [None, 0.5, 2.0]}
    return pd.DataFrame({"shuttle_id": [1, 2, 3], **scores, **counts})


def test_drop_repeats_compares_every_column_without_a_key():
    table = pd.DataFrame({"id": [1, 1, 1], "value": ["a", "a", "b"]})

    assert data_processing.repeats_removal(table, key=None)["value"].tolist() == ["a", "b"]
    assert data_processing.repeats_removal(table, key="id")["value"].tolist() == ["a"]


def test_preprocess_companies_parses_texts_and_keeps_the_last_record():
    companies = pd.DataFrame(
        {
            "id": [1, 2, 1],
            "company_rating": ["90%", None, "75%"],
            "total_fleet_count": [4.0, None, 5.0],
            "iata_approved": ["t", None, "f"],
        }
    )

    tables = data_processing.companies_preprocessing(companies)

    current, outdated = tables["preprocessed_companies"], tables["outdated_companies"]
    assert current["id"].tolist() == [2, 1]
    assert current["company_rating"].isna().tolist() == [True, False]
    assert outdated["company_rating"].tolist() == [0.9]
    assert outdated["iata_approved"].tolist() == [True]
    assert current["total_fleet_count"].dtype == "Int64"


def test_preprocess_shuttles_parses_prices_and_orders_policies():
    shuttles = pd.DataFrame(
        {
            "d_check_complete": ["t", None],
            "moon_clearance_complete": ["f", "t"],
            "price": ["$1,325.0", "$980.5"],
            "cancellation_policy": ["flexible", "strict"],
        }
    )

    shuttles = data_processing.preprocessed_shuttles(shuttles)

    assert shuttles["d_check_complete"].tolist() == [True, False]
    assert shuttles["price"].tolist() == [1325.0, 980.5]
    assert shuttles["cancellation_policy"].min() == "strict"


def test_check_scores_lets_possible_scores_pass(reviews):
    assert data_processing.checked_reviews(reviews) is reviews


def test_check_scores_names_the_column_of_an_impossible_one(reviews):
    reviews.loc[0, "review_scores_crew"] = -1

    with pytest.raises(ValueError, match=r"in review_scores_crew\.$"):
        data_processing.checked_reviews(reviews)


def test_missing_scores_are_counted_and_get_the_median(reviews):
    assert set(data_processing.missing_scores(reviews).values()) == {1}

    filled = data_processing.complete_reviews(reviews)

    assert filled["review_scores_trip"].tolist() == [8.0, 9.0, 10.0]
    assert filled["reviews_per_month"].tolist() == [0.0, 0.5, 2.0]


def test_drop_unreviewed_asks_for_one_review_by_default(reviews):
    assert data_processing._drop_unreviewed(reviews)["shuttle_id"].tolist() == [2, 3]
    assert data_processing._drop_unreviewed(reviews, min_reviews=5)["shuttle_id"].tolist() == [3]


def test_create_model_input_table_joins_what_is_complete():
    shuttles = pd.DataFrame({"id": [1, 2], "company_id": [7, 8], "price": [100.0, 200.0]})
    companies = pd.DataFrame({"id": [7, 8], "company_rating": [0.9, None]})
    reviews = pd.DataFrame({"shuttle_id": [2, 1, 3], "number_of_reviews": [1, 2, 3]})

    table = data_processing.model_input_table(shuttles, companies, reviews)

    assert table.to_dict("records") == [
        {
            "shuttle_id": 1,
            "number_of_reviews": 2,
            "company_id": 7,
            "price": 100.0,
            "company_rating": 0.9,
        }
    ]


def test_check_model_input_stops_at_too_few_rows():
    table = pd.DataFrame({"price": [1.0, 2.0]})

    data_processing.model_input_check(table, checks_min_rows=2)
    with pytest.raises(ValueError, match="Only 2 rows"):
        data_processing.model_input_check(table, checks_min_rows=3)


def test_summarise_companies_does_not_take_an_unknown_fleet_for_a_small_one():
    # A stored table comes back with plain floats.
    companies = pd.DataFrame(
        {"total_fleet_count": [2.0, 9.0, None, 3.0], "iata_approved": [True, False, False, False]}
    )

    assert data_processing.company_summary(companies) == {
        "companies": 4,
        "share_small": 0.5,
        "share_approved": 0.25,
    }


def test_pipeline_starts_from_the_exports():
    assert inputs_of("data_processing") == {
        "companies",
        "reviews",
        "shuttles",
        "checks_min_rows",
    }
