"""Clean the raw tables and join them into one."""

import logging

import pandas as pd

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


def drop_repeats(table: pd.DataFrame, key: str | None = None) -> pd.DataFrame:
    """Keep the first of all rows that agree in one column, or in every column without a key."""
    unique = table.drop_duplicates(subset=key, ignore_index=True)
    logger.info("Dropped %d of %d rows as repeats.", len(table) - len(unique), len(table))
    return unique


def preprocess_companies(companies: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Parse the companies' columns and settle which record of a company counts."""
    companies["iata_approved"] = _is_true(companies["iata_approved"])
    companies["company_rating"] = _parse_percentage(companies["company_rating"])
    # Ships come whole; a plain integer column could not leave a count open.
    companies["total_fleet_count"] = companies["total_fleet_count"].astype("Int64")

    # New records are appended to the register, so the last one of a company is in force.
    outdated = companies.duplicated("id", keep="last")
    return {"current": companies[~outdated], "outdated": companies[outdated]}


def preprocess_shuttles(shuttles: pd.DataFrame) -> pd.DataFrame:
    """Parse the flags and the price of the shuttles and put their policies in order."""
    for flag in ("d_check_complete", "moon_clearance_complete"):
        shuttles[flag] = _is_true(shuttles[flag])
    shuttles["price"] = _parse_dollars(shuttles["price"])
    shuttles["cancellation_policy"] = pd.Categorical(
        shuttles["cancellation_policy"], categories=POLICIES, ordered=True
    )
    return shuttles


def check_scores(reviews: pd.DataFrame, lowest: float = 0, highest: float = 100) -> pd.DataFrame:
    """Let the reviews pass if every score they give is possible.

    Raises:
        ValueError: If a score lies below the lowest or above the highest one.
    """
    scores = reviews[SCORE_COLUMNS]
    impossible = (scores < lowest) | (scores > highest)
    if impossible.any(axis=None):
        columns = ", ".join(scores.columns[impossible.any()])
        raise ValueError(f"Impossible scores in {columns}.")
    return reviews


def count_missing_scores(reviews: pd.DataFrame) -> dict[str, int]:
    """Count the scores that reviewers left out, for each kind of score."""
    return {column: int(reviews[column].isna().sum()) for column in SCORE_COLUMNS}


def fill_missing_scores(reviews: pd.DataFrame) -> pd.DataFrame:
    """Give each missing score the median of its kind."""
    for column in SCORE_COLUMNS:
        reviews[column] = reviews[column].fillna(reviews[column].median())
    # No monthly figure is kept for shuttles that nobody reviewed lately.
    reviews["reviews_per_month"] = reviews["reviews_per_month"].fillna(0.0)
    return reviews


def drop_unreviewed(reviews: pd.DataFrame, min_reviews: int = 1) -> pd.DataFrame:
    """Leave out the shuttles with hardly a review: their scores say nothing."""
    return reviews[reviews["number_of_reviews"] >= min_reviews]


def create_model_input_table(
    shuttles: pd.DataFrame, companies: pd.DataFrame, reviews: pd.DataFrame
) -> pd.DataFrame:
    """Join reviews, shuttles and companies; rows with any gap left are of no use to a model."""
    return (
        reviews.join(shuttles.set_index("id"), on="shuttle_id", how="inner")
        .join(companies.set_index("id"), on="company_id", how="inner")
        .dropna(ignore_index=True)
    )


def check_model_input(table: pd.DataFrame, min_rows: int) -> None:
    """Stop the run if too little is left to learn from.

    Raises:
        ValueError: If the table has fewer rows than `min_rows`.
    """
    if len(table) < min_rows:
        raise ValueError(f"Only {len(table)} rows are left of the raw tables, {min_rows} needed.")
    logger.info("%d rows are left to learn from.", len(table))


def summarise_companies(companies):
    """Describe the companies in three figures, two of them shares of one."""
    # A fleet of unknown size is not taken for a small one, but it stays in the total.
    is_small = companies["total_fleet_count"] <= SMALL_FLEET
    return {
        "companies": len(companies),
        "share_small": round(float(is_small.mean()), 6),
        "share_approved": round(float(companies["iata_approved"].mean()), 6),
    }
