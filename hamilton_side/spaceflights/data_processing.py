"""Clean the raw tables and join them into one."""

import logging
from typing import Any

import pandas as pd
from hamilton.function_modifiers import extract_fields, parameterize, source, tag, value

logger = logging.getLogger(__name__)

SCORE_COLUMNS = [
    "review_scores_rating",
    "review_scores_comfort",
    "review_scores_amenities",
    "review_scores_trip",
    "review_scores_crew",
    "review_scores_location",
    "review_scores_price",
]

# From the dearest to the kindest way of losing a seat.
POLICIES = ["strict", "moderate", "flexible"]

SMALL_FLEET = 3


def _is_true(flags):
    # A gap in the export means that nobody has checked, so it counts as false.
    return flags.eq("t")


def _parse_percentage(texts: pd.Series) -> pd.Series:
    """Turn texts such as ``90%`` into shares of one."""
    return texts.str.removesuffix("%").astype(float).div(100)


def _parse_dollars(texts: pd.Series) -> pd.Series:
    """Turn texts such as ``$1,325.0`` into numbers."""
    return texts.str.replace(r"[$,]", "", regex=True).astype(float)


@tag(kedro_tags=["preprocessing"])
@parameterize(
    unique_companies={"table": source("companies"), "key": value(None)},
    unique_reviews={"table": source("reviews"), "key": value("shuttle_id")},
    unique_shuttles={"table": source("shuttles"), "key": value(None)},
)
def repeats_removal(table: pd.DataFrame, key: str | None) -> pd.DataFrame:
    """Keep the first of all rows that agree in one column, or in every column without a key."""
    unique = table.drop_duplicates(subset=key, ignore_index=True)
    logger.info("Dropped %d of %d rows as repeats.", len(table) - len(unique), len(table))
    return unique


@tag(kedro_tags=["preprocessing"])
@extract_fields({"preprocessed_companies": pd.DataFrame, "outdated_companies": pd.DataFrame})
def companies_preprocessing(unique_companies: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Parse the companies' columns and settle which record of a company counts."""
    unique_companies = unique_companies.copy()  # changed below, and others may see it
    unique_companies["iata_approved"] = _is_true(unique_companies["iata_approved"])
    unique_companies["company_rating"] = _parse_percentage(unique_companies["company_rating"])
    # Ships come whole; a plain integer column could not leave a count open.
    unique_companies["total_fleet_count"] = unique_companies["total_fleet_count"].astype("Int64")

    # New records are appended to the register, so the last one of a company is in force.
    outdated = unique_companies.duplicated("id", keep="last")
    return {
        "preprocessed_companies": unique_companies[~outdated],
        "outdated_companies": unique_companies[outdated],
    }


@tag(kedro_tags=["preprocessing"])
def preprocessed_shuttles(unique_shuttles: pd.DataFrame) -> pd.DataFrame:
    """Parse the flags and the price of the shuttles and put their policies in order."""
    unique_shuttles = unique_shuttles.copy()  # changed below, and others may see it
    for flag in ("d_check_complete", "moon_clearance_complete"):
        unique_shuttles[flag] = _is_true(unique_shuttles[flag])
    unique_shuttles["price"] = _parse_dollars(unique_shuttles["price"])
    unique_shuttles["cancellation_policy"] = pd.Categorical(
        unique_shuttles["cancellation_policy"], categories=POLICIES, ordered=True
    )
    return unique_shuttles


@tag(kedro_tags=["check", "preprocessing"])
def checked_reviews(unique_reviews: pd.DataFrame) -> pd.DataFrame:
    """Let the reviews pass if every score they give is possible.

    Raises:
        ValueError: If a score lies below the lowest or above the highest one.
    """
    lowest = 0
    highest = 100
    scores = unique_reviews[SCORE_COLUMNS]
    impossible = (scores < lowest) | (scores > highest)
    if impossible.any(axis=None):
        columns = ", ".join(scores.columns[impossible.any()])
        raise ValueError(f"Impossible scores in {columns}.")
    return unique_reviews


@tag(kedro_tags=["preprocessing", "summary"])
def missing_scores(checked_reviews: pd.DataFrame) -> dict[str, int]:
    """Count the scores that reviewers left out, for each kind of score."""
    return {column: int(checked_reviews[column].isna().sum()) for column in SCORE_COLUMNS}


@tag(kedro_tags=["preprocessing"])
def complete_reviews(checked_reviews: pd.DataFrame) -> pd.DataFrame:
    """Give each missing score the median of its kind."""
    checked_reviews = checked_reviews.copy()  # changed below, and others may see it
    for column in SCORE_COLUMNS:
        checked_reviews[column] = checked_reviews[column].fillna(checked_reviews[column].median())
    # No monthly figure is kept for shuttles that nobody reviewed lately.
    checked_reviews["reviews_per_month"] = checked_reviews["reviews_per_month"].fillna(0.0)
    return checked_reviews


def _drop_unreviewed(reviews: pd.DataFrame, min_reviews: int = 1) -> pd.DataFrame:
    """Leave out the shuttles with hardly a review: their scores say nothing."""
    return reviews[reviews["number_of_reviews"] >= min_reviews]


@tag(kedro_tags=["preprocessing"])
def model_input_table(
    preprocessed_shuttles: pd.DataFrame,
    preprocessed_companies: pd.DataFrame,
    preprocessed_reviews: pd.DataFrame,
) -> pd.DataFrame:
    """Join reviews, shuttles and companies; rows with any gap left are of no use to a model."""
    return (
        preprocessed_reviews.join(
            preprocessed_shuttles.set_index("id"), on="shuttle_id", how="inner"
        )
        .join(preprocessed_companies.set_index("id"), on="company_id", how="inner")
        .dropna(ignore_index=True)
    )


@tag(kedro_tags=["check", "preprocessing"])
def model_input_check(model_input_table: pd.DataFrame, checks_min_rows: int) -> None:
    """Stop the run if too little is left to learn from.

    Raises:
        ValueError: If the table has fewer rows than `checks_min_rows`.
    """
    if len(model_input_table) < checks_min_rows:
        raise ValueError(
            f"Only {len(model_input_table)} rows are left of the raw tables, {checks_min_rows} needed."
        )
    logger.info("%d rows are left to learn from.", len(model_input_table))


@tag(kedro_tags=["preprocessing", "summary"])
def company_summary(preprocessed_companies: pd.DataFrame) -> Any:
    """Describe the companies in three figures, two of them shares of one."""
    # A fleet of unknown size is not taken for a small one, but it stays in the total.
    is_small = preprocessed_companies["total_fleet_count"] <= SMALL_FLEET
    return {
        "companies": len(preprocessed_companies),
        "share_small": round(float(is_small.mean()), 6),
        "share_approved": round(float(preprocessed_companies["iata_approved"].mean()), 6),
    }


@tag(kedro_tags=["preprocessing", "summary"])
def review_statistics(unique_reviews: pd.DataFrame) -> pd.DataFrame:
    return unique_reviews.drop(columns="shuttle_id").describe()


@tag(kedro_tags=["preprocessing"])
def preprocessed_reviews(complete_reviews: pd.DataFrame) -> pd.DataFrame:
    """Leave out the shuttles with hardly a review: their scores say nothing."""
    return _drop_unreviewed(complete_reviews)
