"""What a run hands over is kept just as it is, in whatever form it is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from migrate.verify.capture import slices
from migrate.verify.capture.guard import Refused, protect
from migrate.verify.capture.kept import Kept
from migrate.verify.capture.recorder import Recorder
from migrate.verify.compare.kept_values import compare_kept, read_kept
from migrate.verify.compare.values import Comparer, compare
from migrate.verify.options import Options
from migrate.verify.runs.processes import Processes
from migrate.verify.runs.sides import has
from migrate.verify.session import Session

TABLES = {
    "numbers": pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": [True, False]}),
    "narrow": pd.DataFrame({"a": np.array([1, 2], "int8"), "b": np.array([1, 2], "float32")}),
    "times": pd.DataFrame({"t": pd.to_datetime(["2020-01-01", None])}),
    "seconds": pd.DataFrame({"t": pd.to_datetime(["2020-01-01"]).as_unit("s")}),
    "spans": pd.DataFrame({"t": pd.to_timedelta([1, 2], "h")}),
    "texts": pd.DataFrame({"s": ["a", None, "ä"]}),
    "objects": pd.DataFrame({"s": pd.Series(["a", None], dtype=object)}),
    "objects with NaN": pd.DataFrame({"s": pd.Series(["a", np.nan], dtype=object)}),
    "string": pd.DataFrame({"s": pd.array(["a", None], dtype="string")}),
    "masked": pd.DataFrame(
        {"i": pd.array([1, None], "Int8"), "b": pd.array([True, None], "boolean")}
    ),
    "index": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key")),
    "range": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(10, 20, 5, name="n")),
    "numbered columns": pd.DataFrame(np.eye(2)),
    "named columns": pd.DataFrame({"a": [1]}).rename_axis(columns="what"),
    "twice the same column": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="int32"), "s": pd.Series([], dtype=object)}),
    "no columns": pd.DataFrame(index=pd.RangeIndex(3)),
    "series": pd.Series([1.0, 2.0], name="y"),
    "series without a name": pd.Series(["a", "b"], index=[5, 7]),
}
# Arrow does not give these back.
OTHERS = {
    "categories": pd.DataFrame({"c": pd.Categorical(["a", "b"], ordered=True)}),
    "time zones": pd.DataFrame({"t": pd.to_datetime(["2020-01-01"]).tz_localize("Europe/Rome")}),
    "mixed objects": pd.DataFrame({"o": [1, "a"]}),
    "lists": pd.DataFrame({"o": [[1], [2, 3]]}),
    "missing in two ways": pd.DataFrame({"s": pd.Series(["a", None, np.nan], dtype=object)}),
    "two levels": pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, "x")])),
    "freq": pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2020", periods=2)),
    "no Unicode": pd.DataFrame({"s": pd.Series(["\ud800"], dtype=object)}),
    "attributes": pd.DataFrame({"a": [1]}),
}
OTHERS["attributes"].attrs["unit"] = "kg"


def kept(folder: Path, value: Any, name: str = "x") -> Path:
    entry = Kept(folder).keep(name, value)
    return folder / entry["file"]


@pytest.mark.parametrize("name", TABLES)
def test_arrow_gives_tables_back_as_they_are(name: str, tmp_path: Path) -> None:
    path = kept(tmp_path, TABLES[name])
    assert path.suffix == ".arrow"
    back = read_kept(path)
    found = compare(TABLES[name], back)
    assert (found.status, found.detail) == ("equal", "")
    if isinstance(back, pd.DataFrame):
        assert list(back.dtypes) == list(TABLES[name].dtypes)
    assert type(back.index) is type(TABLES[name].index)


@pytest.mark.parametrize("name", OTHERS)
def test_other_tables_are_pickled(name: str, tmp_path: Path) -> None:
    path = kept(tmp_path, OTHERS[name])
    assert path.suffix == ".pickle"
    assert compare(OTHERS[name], read_kept(path)).status == "equal"


LARGE = {
    "arrow": pd.DataFrame({"a": np.arange(70), "s": [str(i) for i in range(70)]}),
    "pandas": pd.DataFrame({"c": pd.Categorical(["a", "b"] * 35)}),
    "index": pd.DataFrame({"a": np.arange(70.0)}, index=[f"r{i}" for i in range(70)]),
    "polars": pl.DataFrame({"a": range(70)}),
    "numpy": np.arange(210.0).reshape(70, 3),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_values_are_kept_and_compared_slice_by_slice(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "CELLS", 10)
    monkeypatch.setattr("migrate.verify.compare.kept_values.WHOLE", 50)
    path = kept(tmp_path, LARGE[name])
    assert path.suffix == (".arrow" if name in ("arrow", "index") else ".slices")
    assert compare(LARGE[name], read_kept(path)).status == "equal"
    other = LARGE[name].copy() if name != "polars" else LARGE[name].clone()
    if name == "polars":
        other[65, "a"] = 1
    elif name == "numpy":
        other[65, 1] = -1
    else:
        other.iloc[65, 0] = other.iloc[66 if name != "pandas" else 64, 0]
    found = compare_kept(path, kept(tmp_path, other), Comparer(), frozenset())
    assert found.status == "different"
    assert found.detail.startswith("rows 6")
    shorter = other.head(60) if name != "numpy" else other[:60]
    found = compare_kept(path, kept(tmp_path, shorter), Comparer(), frozenset())
    assert found.detail.startswith("shape (70, ")


def test_partitions_are_kept_one_by_one(tmp_path: Path) -> None:
    loaded: list[str] = []

    class Dataset:
        def __init__(self, name: str) -> None:
            self.name = name

        def load(self) -> pd.DataFrame:
            loaded.append(self.name)
            return pd.DataFrame({"a": [len(self.name)]})

        def save(self, data: object) -> None: ...

    def loader(name: str) -> Any:
        return Dataset(name).load

    path = kept(tmp_path, {"a": loader("a"), "bb": loader("bb")})
    assert (path.suffix, loaded) == (".parts", ["a", "bb"])
    assert list(read_kept(path)) == ["a", "bb"]
    other = kept(tmp_path, {"a": loader("a"), "bb": loader("b")})
    found = compare_kept(path, other, Comparer(), frozenset())
    assert found.detail.startswith("['bb']: row 0, column 'a': 2 in Kedro, 1 in Hamilton")
    found = compare_kept(path, kept(tmp_path, {"a": loader("a")}), Comparer(), frozenset())
    assert found.detail == "key 'bb' only in Kedro"


def test_tables_are_pickled_where_somebody_has_no_pyarrow(tmp_path: Path) -> None:
    for name, table in TABLES.items():
        path = tmp_path / Kept(tmp_path, arrow=False).keep(name, table)["file"]
        assert path.suffix == ".pickle"
        assert compare(table, read_kept(path)).status == "equal"
    assert has(sys.executable, "pyarrow")
    assert not has(sys.executable, "pyarrow_that_is_not_there")


@pytest.mark.parametrize("lacks", ["", "kedro", "hamilton"])
def test_the_form_is_one_that_both_sides_have(
    lacks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.verify.session.has", lambda python, _: python != lacks)
    monkeypatch.setattr("migrate.verify.session.version_of", lambda _: (3, 12))
    orders = Path(__file__).parents[2] / "projects" / "orders"
    pythons = {"Kedro": "kedro", "Hamilton": "hamilton"}
    session = Session(
        orders / "kedro", orders / "hamilton", pythons, tmp_path, Options(), Processes()
    )
    tasks = [session.task(side, "__default__", "default") for side in ("Kedro", "Hamilton")]
    assert [task.arrow for task in tasks] == [not lacks] * 2


def test_what_is_equal_is_kept_once_whoever_has_it(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1, 2]})
    assert kept(tmp_path, table, "x") == kept(tmp_path, table.copy(), "x") == kept(tmp_path, table)
    assert len(list(tmp_path.glob("*.arrow"))) == 1


def test_what_cannot_be_kept_is_noted(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, Kept(tmp_path / "values"))
    recorder.view("x", (i for i in range(3)), "computed")
    assert recorder.views[0]["fingerprint"] is None
    assert "a generator can be read only once" in recorder.views[0]["note"]


def test_a_full_disk_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(tmp_path, Kept(tmp_path / "values"))

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recorder.kept, "_written", full)
    with pytest.raises(OSError, match="No space left"):
        recorder.view("x", pd.DataFrame({"a": [1]}), "computed")


MEMORY = """
import sys
from pathlib import Path
import numpy as np, pandas as pd
from migrate.verify.capture.kept import Kept
from migrate.verify.capture.recorder import Recorder, peak_bytes
recorder = Recorder(Path(sys.argv[1]), Kept(Path(sys.argv[1], "values")))
for number in range(int(sys.argv[2])):
    table = pd.DataFrame(np.full((25_000, 50), number, "float64"))
    recorder.view(f"table_{number}", table, "computed")
print(peak_bytes())
"""


@pytest.mark.integration
def test_memory_does_not_grow_with_the_number_of_datasets(tmp_path: Path) -> None:
    """Twenty tables of 10 MB each need as much as two do."""
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", MEMORY, str(tmp_path / str(number)), str(number)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for number in (2, 20)
    ]
    assert peaks[1] < peaks[0] + 40e6


GUARDED = """
import sys
from pathlib import Path
from migrate.verify.capture.guard import Refused, protect
root = Path(sys.argv[1])
protect([str(root)])
assert (root / "data.csv").read_text() == "1"
(root.parent / "other.csv").write_text("2")
(root / "__pycache__").mkdir()
for change in (
    lambda: (root / "data.csv").write_text("2"),
    lambda: (root / "data.csv").open("r+"),
    lambda: (root / "data.csv").unlink(),
    lambda: (root / "new").mkdir(),
    lambda: (root.parent / "other.csv").rename(root / "data.csv"),
    lambda: __import__("shutil").rmtree(root),
):
    try:
        change()
    except Refused as error:
        assert "the user's own file" in str(error)
    else:
        raise SystemExit("not refused")
"""


def test_the_users_files_are_guarded(tmp_path: Path) -> None:
    assert callable(protect)
    assert issubclass(Refused, Exception)
    root = tmp_path / "project"
    root.mkdir()
    (root / "data.csv").write_text("1")
    subprocess.run([sys.executable, "-c", GUARDED, str(root)], check=True)
    assert (root / "data.csv").read_text() == "1"
