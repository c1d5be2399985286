"""By whose method a table is saved: pandas' where it surely is one of pandas, or else its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

Make = Callable[[Mapping[str, str]], Path]
PANDAS, OWN = "pd.DataFrame.to_csv", 'partial(_by_method, "to_csv"'
NODES = """
    import pandas as pd


    def clean(raw: pd.DataFrame) -> {hint}:
        return raw
"""
FRAME = NODES.format(hint="pd.DataFrame")
UNHINTED = NODES.replace(" -> {hint}", "")


@pytest.mark.parametrize(
    ("nodes", "more", "expected"),
    [
        (FRAME, {}, PANDAS),
        (NODES.format(hint="'pd.DataFrame | None'"), {}, PANDAS),
        (NODES.format(hint="pd.Series"), {}, PANDAS),
        (UNHINTED, {}, PANDAS),  # what else could it be
        (UNHINTED.replace("import", "import anything\n    import"), {}, OWN),
        (FRAME.replace("import", "import anything\n    import"), {}, PANDAS),
        (FRAME.replace("pandas as", "modin.pandas as"), {}, OWN),
        (FRAME.replace("import", "import geopandas\n    import"), {}, OWN),
        (f"{FRAME}\n\n    class Own(pd.DataFrame):\n        pass\n", {}, OWN),
        (f"{FRAME}\n\n    class Own:\n        def to_csv(self): ...\n", {}, OWN),
        (f"{FRAME}\n\n    # no geopandas, nor a class Own(pd.DataFrame)\n    A = 1\n", {}, PANDAS),
        (FRAME, {"requirements.txt": "geopandas>=1\n"}, OWN),
        (FRAME, {"raw": "geopandas.GenericDataset"}, OWN),
        (UNHINTED, {"raw": "huggingface.HFDataset"}, OWN),
    ],
)
def test_the_method_that_saves_a_table(
    nodes: str, more: dict[str, str], expected: str, shop: Make
) -> None:
    files = {
        **pipeline_files("sales", nodes, 'node(clean, "raw", "cleaned"),'),
        "conf/base/catalog.yml": f"""
            raw: {{type: {more.get("raw", "pandas.CSVDataset")}, filepath: data/raw}}
            cleaned: {{type: pandas.CSVDataset, filepath: data/cleaned.csv}}
        """,
        **{path: text for path, text in more.items() if path != "raw"},
    }
    text = plan_migration(shop(files)).files["shop/catalog.py"]
    assert {name for name in (PANDAS, OWN) if name in text} == {expected}


@pytest.mark.parametrize(
    ("hint", "helper"), [("Figure", "_write_figure"), ("list[Figure]", "_write_figures")]
)
def test_a_figure_is_saved_as_one_where_it_surely_is_one(
    hint: str, helper: str, shop: Make
) -> None:
    nodes = f"""
        from matplotlib.figure import Figure


        def draw() -> {hint}:
            return Figure()
    """
    entry = "{type: matplotlib.MatplotlibDataset, filepath: data/plot.png, overwrite: true}"
    files = {
        **pipeline_files("sales", nodes, 'node(draw, None, "plot"),'),
        "conf/base/catalog.yml": f"plot: {entry}\n",
    }
    text = plan_migration(shop(files)).files["shop/catalog.py"]
    assert f"def {helper}(" in text
    assert ("isinstance(data, list)" in text) == (helper == "_write_figures")
