"""Hamilton's own cache beside storage: what is stored may go or change between two runs."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kept.sides import Steps, migrated, stored

STEPS = Steps(
    """
    def make(number):
        print("made")
        return {1: number}

    def tell(made):
        return list(made.items())
    """,
    "node(make, 'number', 'made'), node(tell, 'made', 'told')",
)


def with_cache(driver: ModuleType, root: Path, cache: Path) -> Any:
    return driver.builder(data_root=root).with_cache(cache).build()


def with_adapter(driver: ModuleType, root: Path, cache: Path) -> Any:
    from hamilton.caching.adapter import HamiltonCacheAdapter

    return driver.build(data_root=root, adapters=(HamiltonCacheAdapter(cache),))


NO_BUILDER = pytest.mark.xfail(strict=True, raises=AttributeError, reason="needs a Builder")


@pytest.mark.parametrize("build", [pytest.param(with_cache, marks=NO_BUILDER), with_adapter])
def test_a_file_that_is_gone_and_one_that_is_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], build: Any
) -> None:
    catalog = {"number": stored("number"), "made": stored("made")}
    sides = migrated(tmp_path, STEPS, catalog, {"data/number.json": "3"})
    with sides.driver() as driver:
        for number in (3, 3, 4, 3):
            (sides.written / "data/number.json").write_text(str(number))
            built = build(driver, sides.written, tmp_path / "cache")
            # JSON has no numbers as keys: it is what is read back, from wherever it comes.
            assert built.execute(["told"]) == {"told": [("1", number)]}
            (sides.written / "data/made.json").unlink(missing_ok=True)
    assert capsys.readouterr().out.split() == ["made", "made"]  # for 3 and for 4
