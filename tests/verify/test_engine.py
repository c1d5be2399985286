"""A whole verification of a small pair, as it is and with one thing broken at a time."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from migrate.verify import CannotVerify, Options, Report, SideFailed, Tolerance, verify

ORDERS = Path(__file__).parents[1] / "projects" / "orders"
KEDRO, HAMILTON = ORDERS / "kedro", ORDERS / "hamilton"


def run(workdir: Path, hamilton: Path = HAMILTON, kedro: Path = KEDRO, **more: object) -> Report:
    asked = {"pipelines": None, "environments": ["default"], "options": Options()} | more
    return verify(
        kedro,
        hamilton,
        kedro_python=sys.executable,
        hamilton_python=sys.executable,
        workdir=workdir / "work",
        **asked,  # type: ignore[arg-type]
    )


def edited(tmp_path: Path, project: Path, file: str, old: str, new: str) -> Path:
    """A copy of a project with one passage changed."""
    copy = tmp_path / "changed"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / file
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))
    return copy


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return run(tmp_path_factory.mktemp("whole"), environments=None)


def test_the_pair_is_equal_in_every_pipeline_and_environment(whole: Report) -> None:
    assert [(r.pipeline, r.environment) for r in whole.runs] == [
        (pipeline, environment)
        for environment in ("default", "test")
        for pipeline in ("__default__", "prepare", "report")
    ]
    assert [d for r in whole.runs for d in r.differences] == []
    assert (whole.equal, whole.exit_code) == (True, 0)


def test_everything_is_compared(whole: Report) -> None:
    run = whole.run("__default__", "test")
    assert set(run.datasets) == {
        "orders",
        "clean_orders",
        "params:tax.rate",
        "taxed_orders",
        "order_count",
        "totals",
        "summary",
    }
    assert set(run.files) == {"data/totals.csv", "data/summary.pkl/<version>/summary.pkl"}
    assert set(run.nodes) == {"note_totals"}
    assert run.datasets["totals"].kedro_type == "pandas.DataFrame"
    assert run.kedro.loaded[0] == run.hamilton.loaded[0] == "orders"
    assert run.kedro.peak_bytes > 10e6 < run.hamilton.peak_bytes


def test_the_json_is_as_designed(whole: Report) -> None:
    found = whole.to_json()
    assert found["schema"] == 1
    first = found["runs"][0]
    assert {"pipeline", "environment", "orders", "summary", "datasets"} <= set(first)
    assert first["summary"] == {"equal": 7}
    assert {"status", "comparator", "detail"} <= set(first["datasets"]["totals"])


def test_the_projects_are_left_alone(whole: Report) -> None:
    for project in (KEDRO, HAMILTON):
        assert not list(project.rglob("totals.csv"))
        assert not list(project.rglob("summary.pkl"))


PREPARE, CATALOG, DRIVER = "orders/prepare.py", "orders/catalog.py", "orders/driver.py"

# What is broken -> file, old and new text, pipeline, kind and name of the first difference, why.
BROKEN = {
    "function": (
        PREPARE,
        "return len(taxed_orders)",
        "return len(taxed_orders) + 1",
        ("__default__", "dataset", "order_count", "4 in Kedro, 5 in Hamilton"),
    ),
    "dtype": (
        PREPARE,
        "return orders.drop_duplicates()",
        'return orders.drop_duplicates().astype({"order": "int32"})',
        ("__default__", "dataset", "clean_orders", "column 'order': dtype int64 in Kedro, int32"),
    ),
    "rows": (
        PREPARE,
        "return orders.drop_duplicates()",
        "return orders.drop_duplicates().iloc[::-1]",
        ("__default__", "dataset", "clean_orders", "index: label 0"),
    ),
    "copy": (
        PREPARE,
        "    clean_orders = clean_orders.copy()\n",
        "",
        ("__default__", "dataset", "clean_orders", "as totals.raw gets it in Hamilton"),
    ),
    "slice": (
        DRIVER,
        'Pipeline((report,), ("totals",)',
        'Pipeline((prepare, report), ("totals",)',
        ("report", "dataset", "totals", "Kedro loads it in this pipeline, Hamilton computes it"),
    ),
    "read back": (
        CATALOG,
        "    return pd.read_csv(Path(data_root, path))\n",
        "    return frame.astype({'customer': 'category'})\n",
        ("__default__", "dataset", "totals", "column 'customer': dtype str in Kedro, category"),
    ),
    "saver": (
        CATALOG,
        "frame.to_csv(Path(data_root, path), index=False)",
        "frame.to_csv(Path(data_root, path))",
        ("__default__", "dataset", "totals", "1 column only in Hamilton: 'Unnamed: 0'"),
    ),
    "file": (
        CATALOG,
        "pickle.dumps(summary)",
        "pickle.dumps({**summary, 'more': 1})",
        ("__default__", "file", "data/summary.pkl/<version>/summary.pkl", "key 'more' only in"),
    ),
    "sink": (
        DRIVER,
        '("order_count", "totals", "save_summary", "note_totals"),\n    ),',
        '("order_count", "totals", "save_summary"),\n    ),',
        ("__default__", "node", "note_totals", "it ran in Kedro, but orders.report.note_totals"),
    ),
    "not saved": (
        DRIVER,
        '("order_count", "totals", "save_summary", "note_totals"),\n    ),',
        '("order_count", "totals", "summary", "note_totals"),\n    ),',
        ("__default__", "file", "data/summary.pkl/<version>/summary.pkl", "only Kedro wrote it"),
    ),
    "parameter": (
        DRIVER,
        "RATES = {None: 0.5,",
        "RATES = {None: 0.51,",
        ("__default__", "dataset", "params:tax.rate", "0.5 in Kedro, 0.51 in Hamilton"),
    ),
    "not asked for": (
        DRIVER,
        'Pipeline((prepare,), ("orders",), ("order_count", "totals"))',
        'Pipeline((prepare,), ("orders",), ("totals",))',
        ("prepare", "dataset", "params:tax.rate", "node tax_rate did not run"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_and_named(name: str, tmp_path: Path) -> None:
    file, old, new, (pipeline, kind, place, why) = BROKEN[name]
    changed = edited(tmp_path, HAMILTON, file, old, new)
    report = run(tmp_path, changed, pipelines=[pipeline])
    assert report.exit_code == 1
    found = report.run(pipeline, "default").differences[0]
    assert found[:2] == (kind, place)
    assert why in found[2].detail


def test_other_raw_data_shows_a_slice_that_recomputes(tmp_path: Path) -> None:
    """Even where the nodes' names do not give it away."""
    changed = edited(
        tmp_path,
        HAMILTON,
        "orders/catalog.py",
        "return pd.read_csv(Path(data_root, TOTALS)), {}",
        'raw = pd.read_csv(Path(data_root, "data/raw/orders.csv")).drop_duplicates()\n'
        '    return raw.groupby("customer")[["amount"]].sum().reset_index(), {}',
    )
    assert run(tmp_path, changed, pipelines=["report"]).equal
    other = tmp_path / "other" / "data" / "raw"
    other.mkdir(parents=True)
    text = (KEDRO / "data" / "raw" / "orders.csv").read_text().replace("20.5", "21.5")
    (other / "orders.csv").write_text(text)
    shutil.rmtree(tmp_path / "work")
    options = Options(slice_data=tmp_path / "other")
    report = run(tmp_path, changed, pipelines=["report"], options=options)
    assert "20.5 in Kedro, 21.5" in report.run("report", "default").differences[0][2].detail
    shutil.rmtree(tmp_path / "work")
    assert run(tmp_path, pipelines=["report"], options=options).equal


def test_chance_is_no_difference(tmp_path: Path) -> None:
    kedro = edited(
        tmp_path,
        KEDRO,
        "src/orders/nodes.py",
        "return len(taxed_orders)",
        "import uuid; return uuid.uuid4().hex",
    )
    report = run(tmp_path, kedro=kedro, pipelines=["prepare"])
    found = report.run("prepare", "default").differences
    assert [(name, outcome.status) for _, name, outcome in found] == [("order_count", "different")]
    changed = tmp_path / "hamilton"
    shutil.copytree(HAMILTON, changed)
    path = changed / "orders/prepare.py"
    text = path.read_text().replace(") -> int:", ") -> str:")
    path.write_text(
        text.replace("return len(taxed_orders)", "import uuid; return uuid.uuid4().hex")
    )
    shutil.rmtree(tmp_path / "work")
    report = run(tmp_path, changed, kedro, pipelines=["prepare"])
    found = report.run("prepare", "default").differences
    assert [(name, outcome.status) for _, name, outcome in found] == [
        ("order_count", "nondeterministic")
    ]


def test_a_tolerance_makes_it_close(tmp_path: Path) -> None:
    changed = edited(tmp_path, HAMILTON, PREPARE, "* (1 + tax_rate)", "* (1 + tax_rate + 1e-9)")
    options = Options(tolerance=Tolerance(rtol=1e-6))
    report = run(tmp_path, changed, pipelines=["prepare"], options=options)
    assert report.equal
    assert report.runs[0].datasets["taxed_orders"].comparison.status == "close"


def test_a_side_that_fails_is_named_with_its_own_frames(tmp_path: Path) -> None:
    changed = edited(
        tmp_path, HAMILTON, PREPARE, "return len(taxed_orders)", "return taxed_orders['nope'].sum()"
    )
    with pytest.raises(SideFailed) as error:
        run(tmp_path, changed, pipelines=["__default__"])
    lines = str(error.value).splitlines()
    assert lines[0] == "The Hamilton side failed in pipeline __default__: KeyError: 'nope'"
    assert lines[-1].startswith("  orders/prepare.py:")
    assert "in order_count: return taxed_orders['nope'].sum()" in lines[-1]
    assert not any("site-packages" in line for line in lines)


def test_a_failing_kedro_side_is_named(tmp_path: Path) -> None:
    kedro = edited(tmp_path, KEDRO, "conf/base/catalog.yml", "data/raw/orders.csv", "data/none.csv")
    with pytest.raises(SideFailed, match=r"The Kedro side failed .*none\.csv"):
        run(tmp_path, kedro=kedro)


def test_a_killed_process_is_said_to_be_so(tmp_path: Path) -> None:
    changed = edited(
        tmp_path,
        HAMILTON,
        PREPARE,
        "return len(taxed_orders)",
        "import os; os.kill(os.getpid(), 9)",
    )
    with pytest.raises(SideFailed, match="its process was ended by SIGKILL"):
        run(tmp_path, changed, pipelines=["__default__"])


def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotVerify, match=r"is no Kedro project: it has no pyproject\.toml"):
        run(tmp_path, kedro=tmp_path)
    with pytest.raises(CannotVerify, match=r"is no migrated project: it has no migration\.json"):
        run(tmp_path, KEDRO)
    with pytest.raises(CannotVerify, match=r"no registered pipeline nope; there are __default__"):
        run(tmp_path, pipelines=["nope"])
    with pytest.raises(CannotVerify, match="is not empty"):
        run(tmp_path)
    shutil.rmtree(tmp_path / "work")
    with pytest.raises(CannotVerify, match="interpreter /no/python does not exist"):
        verify(
            KEDRO,
            HAMILTON,
            kedro_python="/no/python",
            hamilton_python="/no/python",
            workdir=tmp_path / "work",
        )


def test_a_timeout_is_said(tmp_path: Path) -> None:
    with pytest.raises(SideFailed, match=r"took longer than 0\.01 seconds"):
        run(tmp_path, options=Options(timeout=0.01))
