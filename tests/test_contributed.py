"""Formats and comparators of other packages: `contributed/` has one, with its entry points."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from written_catalog import records, text_of

from migrate.model.diagnostics import CannotMigrate
from migrate.plan.catalog.formats import registry as formats
from migrate.verify.compare import registry as comparators
from migrate.verify.compare.values import compare

LOAF = {"type": "bakery.LoafDataset", "filepath": "data/loaf.json"}


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package is there, and gone afterwards."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "contributed"))
    importlib.invalidate_caches()
    caches = (formats._registered, comparators.registered)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_a_format_of_another_package_is_written_as_plain_calls() -> None:
    entry = {**LOAF, "save_args": {"indent": 2}}
    assert records({"loaf": entry})["loaf"].outcome == "native"
    text = text_of({"loaf": entry})
    assert "import bakery" in text
    assert "bakery.read_loaf" in text
    assert "partial(bakery.write_loaf, indent=2)" in text


def test_what_the_format_has_no_answer_for_is_left_to_the_class() -> None:
    record = records({"loaf": {**LOAF, "load_args": {"warm": True}}})["loaf"]
    assert record.outcome == "kedro-datasets"
    assert "load_args" in record.reason


def test_a_package_that_is_broken_is_a_sentence() -> None:
    with pytest.raises(CannotMigrate, match=r"format of bakery\.BurntDataset .*no_such_module"):
        records({"loaf": {**LOAF, "type": "bakery.BurntDataset"}})


def test_a_comparator_of_another_package_decides() -> None:
    from bakery import Loaf  # type: ignore[import-not-found]

    assert compare(Loaf("rye", 500), Loaf("rye", 500, "for Ada")).status == "equal"
    found = compare(Loaf("rye", 500), Loaf("spelt", 500))
    assert (found.status, found.detail) == ("different", "rye in Kedro, spelt in Hamilton")
    assert compare(Loaf("rye", 500), Loaf("rye", 501)).status == "different"
