"""The hints of written text, read back: each kind of edge is held against Hamilton's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.api import Migration, plan_migration
from migrate.write.check.hints import check_hints

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def migration() -> Migration:
    return plan_migration(ROOT / "kedro_side", ROOT / "hamilton_side")


def told(migration: Migration, module: str, before: str, after: str) -> list[tuple[str, str]]:
    path = f"spaceflights/{module}.py"
    text = migration.files[path]
    assert before in text
    files = {**migration.files, path: text.replace(before, after)}
    return [(each.code, each.message) for each in check_hints(migration.plan, files)]


def test_what_is_written_fits(migration):
    assert not check_hints(migration.plan, migration.files)


@pytest.mark.parametrize(
    ("module", "before", "after", "code", "edge"),
    [
        (
            "data_processing",
            "def missing_scores(checked_reviews: pd.DataFrame)",
            "def missing_scores(checked_reviews: dict[str, int])",
            "K485",
            "checked_reviews is made as pd.DataFrame and taken as dict[str, int]",
        ),
        (  # a part of one function's value
            "data_processing",
            '{"preprocessed_companies": pd.DataFrame',
            '{"preprocessed_companies": str',
            "K485",
            "preprocessed_companies is made as str and taken as pd.DataFrame",
        ),
        (
            "data_science_steps",
            "tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]",
            "tuple[int, ...]",
            "K485",
            "active_modelling_pipeline.X_train is made as int and taken as pd.DataFrame",
        ),
        (  # what steps take from outside
            "data_science_steps",
            "def data_split(\n    table: pd.DataFrame",
            "def data_split(\n    table: pd.Series",
            "K485",
            "model_input_table is made as pd.DataFrame and taken as pd.Series",
        ),
        (  # two functions take one input
            "data_processing",
            "def missing_scores(checked_reviews: pd.DataFrame)",
            "def missing_scores(checked_reviews: pd.DataFrame, checks_min_rows: str)",
            "K485",
            "checks_min_rows is made as",
        ),
        (  # nobody knows without importing it
            "data_processing",
            "def missing_scores(checked_reviews: pd.DataFrame)",
            "def missing_scores(checked_reviews: shapes.Table)",
            "K486",
            "checked_reviews pass, made as pd.DataFrame and taken as shapes.Table",
        ),
    ],
)
def test_what_does_not_fit_is_told(migration, module, before, after, code, edge):
    found = told(migration, module, before, after)
    assert {each for each, _ in found} == {code}
    assert any(edge in message for _, message in found), found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("checked_reviews: pd.DataFrame) -> dict", "checked_reviews: 'pd.DataFrame') -> dict"),
        ("checked_reviews: pd.DataFrame) -> dict", "checked_reviews: pd.DataFrame | None) -> dict"),
        ("checked_reviews: pd.DataFrame) -> dict", "checked_reviews: object) -> dict"),
        ("checked_reviews: pd.DataFrame) -> dict", "checked_reviews) -> dict"),
        ("import pandas as pd\n", "import pandas as pd\nimport pandas as pd\n"),
    ],
)
def test_what_fits_otherwise_is_no_fault(migration, before, after):
    assert not [c for c, _ in told(migration, "data_processing", before, after) if c == "K485"]
