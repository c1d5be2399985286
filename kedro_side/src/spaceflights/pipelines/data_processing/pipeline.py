"""From three raw tables to one table to learn from."""

from functools import partial, update_wrapper

from kedro.pipeline import Node, Pipeline

from .nodes import (
    check_model_input,
    check_scores,
    count_missing_scores,
    create_model_input_table,
    drop_repeats,
    drop_unreviewed,
    fill_missing_scores,
    preprocess_companies,
    preprocess_shuttles,
    summarise_companies,
)


def create_pipeline(**kwargs) -> Pipeline:
    """Create the data processing pipeline."""
    return Pipeline(
        [
            Node(
                func=drop_repeats,
                inputs="companies",
                outputs="unique_companies",
                name="drop_repeated_companies_node",
            ),
            Node(
                func=preprocess_companies,
                inputs="unique_companies",
                outputs={"current": "preprocessed_companies", "outdated": "outdated_companies"},
                name="preprocess_companies_node",
            ),
            Node(
                func=summarise_companies,
                inputs="preprocessed_companies",
                outputs="company_summary",
                name="summarise_companies_node",
                tags="summary",
            ),
            Node(
                func=drop_repeats,
                inputs="shuttles",
                outputs="unique_shuttles",
                name="drop_repeated_shuttles_node",
            ),
            Node(
                func=preprocess_shuttles,
                inputs="unique_shuttles",
                outputs="preprocessed_shuttles",
                name="preprocess_shuttles_node",
            ),
            Node(
                # Two exports of one shuttle differ in what they have lost, so its id decides.
                func=update_wrapper(partial(drop_repeats, key="shuttle_id"), drop_repeats),
                inputs="reviews",
                outputs="unique_reviews",
                name="drop_repeated_reviews_node",
            ),
            Node(
                func=lambda reviews: reviews.drop(columns="shuttle_id").describe(),
                inputs="unique_reviews",
                outputs="review_statistics",
                name="describe_reviews_node",
                tags="summary",
            ),
            Node(
                func=check_scores,
                inputs="unique_reviews",
                outputs="checked_reviews",
                name="check_scores_node",
                tags="check",
            ),
            Node(
                func=count_missing_scores,
                inputs="checked_reviews",
                outputs="missing_scores",
                tags="summary",
            ),
            Node(
                func=fill_missing_scores,
                inputs="checked_reviews",
                outputs="complete_reviews",
                name="fill_missing_scores_node",
            ),
            Node(
                func=drop_unreviewed,
                inputs="complete_reviews",
                outputs="preprocessed_reviews",
                name="drop_unreviewed_node",
            ),
            Node(
                func=create_model_input_table,
                inputs={
                    "shuttles": "preprocessed_shuttles",
                    "companies": "preprocessed_companies",
                    "reviews": "preprocessed_reviews",
                },
                outputs="model_input_table",
                name="create_model_input_table_node",
            ),
            Node(
                func=check_model_input,
                inputs=["model_input_table", "params:checks.min_rows"],
                outputs=None,
                name="check_model_input_node",
                tags="check",
            ),
        ],
        tags="preprocessing",
    )
