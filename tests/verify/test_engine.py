"""A whole verification of a small pair, as it is and with one thing broken at a time."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_sabotages import Bench, benched

from migrate.verify import CannotVerify, Options, Report, SideFailed, Tolerance, verify_projects

ORDERS = Path(__file__).parents[1] / "projects" / "orders"
KEDRO, HAMILTON = ORDERS / "kedro", ORDERS / "hamilton"

# Each side once, for what needs no more.
ONCE = Options(orders=1, repeat=1)


def run(workdir: Path, hamilton: Path = HAMILTON, kedro: Path = KEDRO, **more: object) -> Report:
    asked = {"pipelines": None, "environments": ["default"], "options": ONCE} | more
    return verify_projects(
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
    return run(tmp_path_factory.mktemp("whole"), environments=None, options=Options())


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

# What is broken -> file, old and new text; pipeline, kind and name of the first difference, why;
# the node that it is traced to ("" if what is loaded differs), what differs because of it.
BROKEN = {
    "function": (
        PREPARE,
        "return len(taxed_orders)",
        "return len(taxed_orders) + 1",
        ("__default__", "dataset", "order_count", "4 in Kedro, 5 in Hamilton"),
        ("count_orders", ()),
    ),
    "dtype": (
        PREPARE,
        "return orders.drop_duplicates()",
        'return orders.drop_duplicates().astype({"order": "int32"})',
        ("__default__", "dataset", "clean_orders", "column 'order': dtype int64 in Kedro, int32"),
        ("drop_repeated", ("taxed_orders",)),
    ),
    "rows": (
        PREPARE,
        "return orders.drop_duplicates()",
        "return orders.drop_duplicates().iloc[::-1]",
        ("__default__", "dataset", "clean_orders", "index: label 0"),
        ("drop_repeated", ("taxed_orders",)),
    ),
    "copy": (
        PREPARE,
        "    clean_orders = clean_orders.copy()\n",
        "",
        ("__default__", "dataset", "clean_orders", "as totals.raw gets it in Hamilton"),
        ("add_tax", ("totals",)),
    ),
    "slice": (
        DRIVER,
        'Pipeline((report,), ("totals",)',
        'Pipeline((prepare, report), ("totals",)',
        ("report", "dataset", "totals", "Kedro loads it in this pipeline, Hamilton computes it"),
        ("", ()),
    ),
    "read back": (
        CATALOG,
        "    return pd.read_csv(Path(data_root, path))\n",
        "    return frame.astype({'customer': 'category'})\n",
        ("__default__", "dataset", "totals", "column 'customer': dtype str in Kedro, category"),
        ("sum_orders", ()),
    ),
    "saver": (
        CATALOG,
        "frame.to_csv(Path(data_root, path), index=False)",
        "frame.to_csv(Path(data_root, path))",
        ("__default__", "dataset", "totals", "1 column only in Hamilton: 'Unnamed: 0'"),
        ("sum_orders", ()),
    ),
    "file": (
        CATALOG,
        "pickle.dumps(summary)",
        "pickle.dumps({**summary, 'more': 1})",
        ("__default__", "file", "data/summary.pkl/<version>/summary.pkl", "key 'more' only in"),
        ("summarise", ()),
    ),
    "sink": (
        DRIVER,
        '("order_count", "totals", "save_summary", "note_totals"),\n    ),',
        '("order_count", "totals", "save_summary"),\n    ),',
        ("__default__", "node", "note_totals", "it ran in Kedro, but orders.report.note_totals"),
        ("note_totals", ()),
    ),
    "not saved": (
        DRIVER,
        '("order_count", "totals", "save_summary", "note_totals"),\n    ),',
        '("order_count", "totals", "summary", "note_totals"),\n    ),',
        ("__default__", "file", "data/summary.pkl/<version>/summary.pkl", "only Kedro wrote it"),
        ("summarise", ()),
    ),
    "parameter": (
        DRIVER,
        "RATES = {None: 0.5,",
        "RATES = {None: 0.51,",
        ("__default__", "dataset", "params:tax.rate", "0.5 in Kedro, 0.51 in Hamilton"),
        ("", ("taxed_orders",)),
    ),
    "not asked for": (
        DRIVER,
        'Pipeline((prepare,), ("orders",), ("order_count", "totals"))',
        'Pipeline((prepare,), ("orders",), ("totals",))',
        ("prepare", "dataset", "params:tax.rate", "node tax_rate did not run"),
        ("", ()),
    ),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(KEDRO, HAMILTON, tmp_path_factory.mktemp("work")) as bench:
        yield bench


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_and_named(name: str, bench: Bench, tmp_path: Path) -> None:
    file, old, new, (pipeline, kind, place, why), (node, downstream) = BROKEN[name]
    changed = edited(tmp_path, HAMILTON, file, old, new)
    found = bench.run(changed, pipeline, "default")
    assert Report((found,)).exit_code == 1
    assert found.differences[0][:2] == (kind, place)
    assert why in found.differences[0][2].detail
    trace = found.traces[0]
    assert (trace.node, place in trace.differs) == (node, True)
    assert set(downstream) <= set(trace.downstream)


def other_data(tmp_path: Path) -> Options:
    """Other raw tables than those of which Kedro's full run made what a pipeline loads."""
    other = tmp_path / "other" / "data" / "raw"
    other.mkdir(parents=True)
    text = (KEDRO / "data" / "raw" / "orders.csv").read_text().replace("20.5", "21.5")
    (other / "orders.csv").write_text(text)
    return Options(slice_data=tmp_path / "other", orders=1, repeat=1)


def recomputing(tmp_path: Path) -> Path:
    """A Hamilton side that computes what it has to load."""
    return edited(
        tmp_path,
        HAMILTON,
        "orders/catalog.py",
        "return pd.read_csv(Path(data_root, TOTALS)), {}",
        'raw = pd.read_csv(Path(data_root, "data/raw/orders.csv")).drop_duplicates()\n'
        '    return raw.groupby("customer")[["amount"]].sum().reset_index(), {}',
    )


@pytest.mark.integration
def test_other_raw_data_shows_a_slice_that_recomputes(tmp_path: Path) -> None:
    """Even where the nodes' names do not give it away."""
    changed = recomputing(tmp_path)
    report = run(tmp_path, changed, pipelines=["report"], options=other_data(tmp_path))
    assert "20.5 in Kedro, 21.5" in report.run("report", "default").differences[0][2].detail


@pytest.mark.integration
def test_without_other_raw_data_nothing_shows_and_with_it_nothing_else(tmp_path: Path) -> None:
    assert run(tmp_path, recomputing(tmp_path), pipelines=["report"]).equal
    shutil.rmtree(tmp_path / "work")
    assert run(tmp_path, pipelines=["report"], options=other_data(tmp_path)).equal


@pytest.mark.integration
def test_another_order_shows_what_depends_on_it(tmp_path: Path) -> None:
    """A sink that sees whether another node has run before it."""
    kedro = edited(
        tmp_path / "kedro", KEDRO, "src/orders/nodes.py", "return len(taxed_orders)", "return 1"
    )
    hamilton = edited(
        tmp_path / "hamilton",
        HAMILTON,
        PREPARE,
        "return len(taxed_orders)",
        "import sys; return 2 if 'orders.counted' in sys.modules else 1",
    )
    path = hamilton / "orders/report.py"
    text = path.read_text()
    assert text.count("log.info(") == 1
    path.write_text(text.replace("log.info(", "import orders.counted; log.info("))
    (hamilton / "orders/counted.py").write_text("")
    pipelines = ["__default__"]
    assert run(tmp_path, hamilton, kedro, pipelines=pipelines).equal
    shutil.rmtree(tmp_path / "work")
    # Of several other orders, one at least has the sink first.
    report = run(
        tmp_path, hamilton, kedro, pipelines=pipelines, options=Options(orders=5, repeat=1)
    )
    found = report.runs[0].datasets["order_count"].comparison
    assert found.status == "different"
    assert "of Hamilton's nodes: 1 in Kedro, 2 in Hamilton" in found.detail


def test_a_pipeline_must_not_run_nodes_of_another(bench: Bench, tmp_path: Path) -> None:
    changed = edited(
        tmp_path,
        HAMILTON,
        DRIVER,
        'Pipeline((prepare,), ("orders",), ("order_count", "totals"))',
        'Pipeline((prepare, report), ("orders",), ("order_count", "totals", "note_totals"))',
    )
    kind, name, found = bench.run(changed, "prepare", "default").differences[0]
    assert (kind, name) == ("node", "note_totals")
    assert found.detail.startswith("it is no node of this pipeline, but orders.report.note_totals")


@pytest.mark.integration
def test_only_what_is_asked_for_is_compared(tmp_path: Path) -> None:
    changed = edited(
        tmp_path, HAMILTON, PREPARE, "return len(taxed_orders)", "return len(taxed_orders) + 1"
    )
    options = Options(orders=1, repeat=1, exclude=("order_*",))
    report = run(tmp_path, changed, pipelines=["__default__"], options=options)
    assert (report.equal, report.runs[0].left_out) == (True, ("order_count",))
    options = Options(orders=1, repeat=1, only=("totals",))
    shutil.rmtree(tmp_path / "work")
    run_ = run(tmp_path, changed, pipelines=["__default__"], options=options).runs[0]
    assert (set(run_.datasets), set(run_.files)) == ({"totals"}, {"data/totals.csv"})


@pytest.mark.integration
def test_a_pipeline_without_nodes_is_no_failure(tmp_path: Path) -> None:
    """Kedro refuses to run one."""
    kedro = edited(
        tmp_path / "kedro",
        KEDRO,
        "src/orders/pipeline_registry.py",
        '"__default__": prepare + report, ',
        '"__default__": Pipeline([]), ',
    )
    hamilton = edited(
        tmp_path / "hamilton",
        HAMILTON,
        DRIVER,
        '("order_count", "totals", "save_summary", "note_totals"),\n    ),',
        "(),\n    ),",
    )
    listed = json.loads((hamilton / "migration.json").read_text())
    listed["pipelines"]["__default__"]["nodes"] = []
    (hamilton / "migration.json").write_text(json.dumps(listed))
    report = run(tmp_path, hamilton, kedro, pipelines=["__default__", "prepare"])
    empty, full = report.runs
    assert (empty.comparisons, len(full.datasets), report.exit_code) == ([], 6, 0)


@pytest.mark.integration
def test_one_pipeline_that_fails_leaves_the_others(tmp_path: Path) -> None:
    changed = edited(
        tmp_path,
        HAMILTON,
        DRIVER,
        'Pipeline((report,), ("totals",), ("save_summary", "note_totals"))',
        'Pipeline((report,), ("totals",), ("save_summary", "nothing"))',
    )
    report = run(tmp_path, changed, pipelines=["__default__", "report"])
    assert [r.pipeline for r in report.runs] == ["__default__"]
    assert [(f.pipeline, f.environment) for f in report.failures] == [("report", "default")]
    assert report.failures[0].reason.startswith("The Hamilton side failed in pipeline report")
    assert (report.equal, report.exit_code) == (False, 2)


def test_the_users_files_are_never_changed(tmp_path: Path) -> None:
    """Not where a node has an absolute path, nor where the catalog leads out of the project."""
    kedro = edited(tmp_path, KEDRO, "src/orders/nodes.py", "return len(taxed_orders)", "XX")
    path = kedro / "src/orders/nodes.py"
    raw = kedro / "data/raw/orders.csv"
    before = raw.read_bytes()
    path.write_text(path.read_text().replace("XX", f"open({str(raw)!r}, 'w'); return 1"))
    with pytest.raises(SideFailed, match=r"it would change .*orders\.csv, which is the user's own"):
        run(tmp_path, kedro=kedro, pipelines=["__default__"])
    assert raw.read_bytes() == before
    shutil.rmtree(tmp_path / "work")
    other = edited(
        tmp_path / "other",
        KEDRO,
        "conf/base/catalog.yml",
        "data/totals.csv",
        str(tmp_path / "totals.csv"),
    )
    with pytest.raises(SideFailed, match=r"it saves totals to .*totals\.csv, outside of the proj"):
        run(tmp_path, kedro=other, pipelines=["__default__"])
    assert not (tmp_path / "totals.csv").exists()


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = edited(
        tmp_path,
        KEDRO,
        "src/orders/nodes.py",
        "return len(taxed_orders)",
        "raise OSError(28, 'No space left on device')",
    )
    with pytest.raises(CannotVerify, match=r"There is no space left in .*; --workdir chooses an"):
        run(tmp_path, kedro=full, pipelines=["__default__"])
    shutil.rmtree(tmp_path / "work")
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr("migrate.verify.session.disk_usage", lambda _: usage)
    monkeypatch.setattr("migrate.verify.session.shares_blocks", lambda *_: False)
    with pytest.raises(CannotVerify, match=r"3 copies of the data take .* GB are free"):
        run(tmp_path, options=Options(orders=1, jobs=1))


@pytest.mark.integration
def test_a_tolerance_makes_it_close(tmp_path: Path) -> None:
    changed = edited(tmp_path, HAMILTON, PREPARE, "* (1 + tax_rate)", "* (1 + tax_rate + 1e-9)")
    options = Options(tolerance=Tolerance(rtol=1e-6), orders=1)
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
        run(tmp_path, kedro=kedro, pipelines=["__default__"])


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
    with pytest.raises(CannotVerify, match=r"lies in .*, which is copied"):
        run(KEDRO / "somewhere")
    shutil.rmtree(tmp_path / "work")
    with pytest.raises(CannotVerify, match="interpreter /no/python does not exist"):
        verify_projects(
            KEDRO,
            HAMILTON,
            kedro_python="/no/python",
            hamilton_python="/no/python",
            workdir=tmp_path / "work",
        )


def test_a_timeout_is_said(tmp_path: Path) -> None:
    with pytest.raises(SideFailed, match=r"took longer than 0\.01 seconds"):
        run(tmp_path, options=Options(timeout=0.01, orders=1))
