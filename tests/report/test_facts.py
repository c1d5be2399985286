"""The facts for the page: complete, true to both sides, and the same each time."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import planted
import pytest
from conftest import pipeline_files
from layouts.projects import THREE_NODES
from reports import EQUAL, migrated, plain, prove, report_of

from migrate.api import plan_migration, write_project
from migrate.cli import main
from migrate.model.diagnostics import CannotMigrate
from migrate.reporting import report_on
from migrate.verify.compare.result import Comparison

pytestmark = pytest.mark.usefixtures("any_layout")

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = sorted(p.parent for p in (ROOT / "tests/projects").glob("*/kedro/pyproject.toml"))

NODES = """
    def clean(table, lowest):
        # nothing below counts
        return [row for row in table if row > lowest]


    def halves(table):
        return table[::2], table[1::2]
    """
SHOP = pipeline_files(
    "sales",
    NODES,
    """
    node(clean, ["raw", "params:lowest"], "orders", name="clean", tags="first"),
    node(halves, "orders", ["even", "odd"], name="halves"),
    """,
) | {
    "conf/base/parameters.yml": "# how low an order may be\nlowest: 3\n",
    "conf/base/catalog.yml": """
        raw:
          type: json.JSONDataset
          filepath: data/raw.json
        orders:
          type: json.JSONDataset  # kept
          filepath: data/orders.json
        """,
}


def text_of(report: dict[str, Any], index: int) -> str:
    """A source as it stands in its file."""
    return unescape(re.sub("<[^>]*>", "", report["sources"][index]["html"]))


def marks_of(report: dict[str, Any], index: int) -> list[str]:
    """What is marked in a source."""
    found = re.findall("<mark>(.*?)</mark>", report["sources"][index]["html"], re.DOTALL)
    return [unescape(re.sub("<[^>]*>", "", each)) for each in found]


# --- whole projects -------------------------------------------------------------------------


def _slow_ones_apart(name: str) -> Any:
    return pytest.param(name, marks=pytest.mark.integration) if name == "bikes" else name


@pytest.fixture(
    scope="module", params=["kedro_side", *(_slow_ones_apart(p.parent.name) for p in PROJECTS)]
)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The report on a whole project, and its migration.json."""
    if request.param == "kedro_side":
        kedro, hamilton = ROOT / "kedro_side", ROOT / "hamilton_side"
    else:
        kedro = ROOT / "tests/projects" / request.param / "kedro"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("migrate.write.formatted", lambda code, kept, *_: {**code, **kept})
            hamilton = migrated(kedro, tmp_path_factory.mktemp("new") / "hamilton")
    document = json.loads((hamilton / "migration.json").read_text())
    return plain(report_on(hamilton, kedro)), document


def test_each_node_has_a_vertex_and_a_detail_with_both_sources(project):
    report, document = project
    vertices = {n["name"] for n in report["graphs"]["kedro"]["nodes"] if n["kind"] == "node"}
    assert vertices == set(report["details"]) == {each["id"] for each in document["nodes"]}
    for record in document["nodes"]:
        detail = report["details"][record["id"]]
        assert (detail["outcome"], detail["code"]) == (record["outcome"], record["code"])
        assert len(detail["pairs"]) == len({(t["path"], t["function"]) for t in record["targets"]})
        for pair, target in zip(detail["pairs"], record["targets"], strict=False):
            assert report["sources"][pair["hamilton"]]["path"] == target["path"]
            assert f"def {target['function']}(" in text_of(report, pair["hamilton"])
        assert report["sources"][detail["call"]]["path"] == record["source"]["path"]


def test_twins_are_known_on_both_sides_and_edges_join_what_is_there(project):
    report, _ = project
    sides = {
        side: {each["id"]: each for each in graph["nodes"]}
        for side, graph in report["graphs"].items()
    }
    for own, other in (("kedro", "hamilton"), ("hamilton", "kedro")):
        assert len(sides[own]) == len(report["graphs"][own]["nodes"])
        for vertex in sides[own].values():
            assert vertex["twin"], vertex["id"]
            for twin in vertex["twin"]:
                assert vertex["id"] in sides[other][twin]["twin"]
        for edge in report["graphs"][own]["edges"]:
            assert set(edge) <= set(sides[own])


def test_each_open_item_is_in_the_list(project):
    report, document = project
    told = [(d["code"], d["path"], d["message"]) for d in document["diagnostics"]]
    listed = [(c["code"], c["path"], c["message"]) for c in report["checks"] + report["knowing"]]
    assert sorted(listed, key=str) == sorted(told, key=str)
    assert all(each["severity"] != "info" for each in report["checks"])
    ids = [each["id"] for each in report["checks"] + report["knowing"]]
    assert len(set(ids)) == len(ids)
    assert sum(each["count"] for each in report["summary"]["open"]) == len(report["checks"])


def test_the_summary_adds_up(project):
    report, document = project
    summary = report["summary"]
    assert sum(summary["nodes"].values()) == len(document["nodes"])
    assert sum(summary["datasets"].values()) == len(document["datasets"])
    assert summary["lines"] == document["lines"]
    assert {file["path"] for file in report["files"]} == {c["path"] for c in document["constructs"]}
    used = [s for d in report["datasets"].values() for s in [*d["kedro"].values(), *d["hamilton"]]]
    assert all(index < len(report["sources"]) for index in used)


# --- one node, one dataset, one parameter ----------------------------------------------------


def test_a_node_is_shown_with_all_that_belongs_to_it(shop):
    report = report_of(shop(SHOP))
    detail = report["details"]["clean"]
    (pair,) = detail["pairs"]
    assert text_of(report, pair["kedro"]) == (
        "def clean(table, lowest):\n"
        "    # nothing below counts\n"
        "    return [row for row in table if row > lowest]"
    )
    assert marks_of(report, pair["kedro"]) == ["clean", "table", "table"]
    assert "def orders(raw: Any, lowest: " in text_of(report, pair["hamilton"])
    assert text_of(report, detail["call"]).startswith('node(clean, ["raw", "params:lowest"]')
    assert (detail["inputs"], detail["outputs"], detail["parameters"]) == (
        ["raw"],
        ["orders"],
        ["params:lowest"],
    )
    assert (detail["outcome"], detail["code"], detail["tags"]) == ("moved", "K401", ["first"])


def test_of_what_is_no_function_what_makes_it_is_shown(shop):
    files = pipeline_files(
        "sales",
        """
        import pandas as pd


        class Total:
            def __init__(self, rows):
                self.rows = rows
        """,
        """
        node(Total, "raw", "total", name="total"),
        node(nodes.pd.concat, "tables", "all", name="all"),
        """,
    )
    report = report_of(shop(files))
    (total,), (both,) = (report["details"][name]["pairs"] for name in ("total", "all"))
    assert text_of(report, total["kedro"]).startswith("class Total:\n    def __init__")
    assert both["kedro"] is None


def test_both_catalogs_and_both_parameters_are_shown(shop):
    report = report_of(shop(SHOP))
    orders = report["datasets"]["orders"]
    (entry,) = orders["kedro"].values()
    assert text_of(report, entry) == (
        "orders:\n  type: json.JSONDataset  # kept\n  filepath: data/orders.json"
    )
    assert text_of(report, orders["hamilton"][0]).startswith('"orders": ')
    assert (orders["type"], orders["node"]) == ("json.JSONDataset", "orders")
    assert report["datasets"]["even"]["outcome"] == "memory"
    (lowest,) = report["parameters"]
    assert text_of(report, lowest["kedro"]) == "lowest: 3"
    assert text_of(report, lowest["hamilton"]).startswith('"lowest": 3')
    assert (lowest["name"], lowest["node"]) == ("params:lowest", "lowest")


def test_modules_of_ours_that_are_called_otherwise_are_found(shop):
    files = {**SHOP, "src/shop/catalog.py": "LOWEST = 3\n"}
    files["src/shop/pipelines/sales/nodes.py"] = (
        "from shop.catalog import LOWEST\n" + NODES.replace("\n    ", "\n")
    )
    report = report_of(shop(files))
    (index,) = report["datasets"]["orders"]["hamilton"]
    assert report["sources"][index]["path"] == "shop/hamilton_catalog.py"


def test_a_project_in_one_file_is_shown_as_any_other(shop, tmp_path):
    kedro = shop(THREE_NODES)
    write_project(plan_migration(kedro, tmp_path / "new", layout="single-file"))
    report = plain(report_on(tmp_path / "new"))
    places = [report["datasets"]["shops"]["hamilton"][0]]
    places += [pair["hamilton"] for each in report["details"].values() for pair in each["pairs"]]
    assert {report["sources"][index]["path"] for index in places} == {"dataflow.py"}
    assert text_of(report, places[0]) == '"shops": Dataset("data/shops.csv", pd.read_csv)'
    nodes = {n["name"] for n in report["graphs"]["hamilton"]["nodes"] if n["kind"] == "node"}
    assert nodes == {"cleaned_shops", "cleaned_receipts", "sales"}
    assert report["hamilton"]["name"] == "new"


def test_a_function_that_makes_two_datasets_is_one_node_and_two_datasets(shop):
    graph = report_of(shop(SHOP))["graphs"]["hamilton"]
    twins = {each["id"]: each["twin"] for each in graph["nodes"]}
    (function,) = (name for name, twin in twins.items() if twin == ["node:halves"])
    assert [function, "dataset:even"] in graph["edges"]
    assert twins["dataset:odd"] == ["dataset:odd"]
    assert twins["node:orders"] == ["dataset:orders", "node:clean"]


def test_work_is_counted_by_kind_with_minutes_that_the_reader_may_change(shop):
    work = report_of(shop(SHOP))["summary"]["work"]
    assert [(each["kind"], each["count"]) for each in work] == [("moved", 2)]
    assert all(each["minutes"] > 0 for each in work)


LEFT = pipeline_files(
    "sales",
    "def double(x):\n    return x * 2\n",
    """
    node(double, "start", "doubled", name="fine"),
    node(nowhere, "doubled", "b", name="lost"),
    node(double, "odd", "c", name="odd"),
    """,
) | {
    "conf/base/catalog.yml": "odd:\n  type: shop.nowhere.Thing\n  filepath: a\n",
    "src/shop/settings.py": "from shop.hooks import Audit\n\nHOOKS = (Audit(),)\n",
    "src/shop/hooks.py": """
        from kedro.framework.hooks import hook_impl


        class Audit:
            @hook_impl
            def before_node_run(self, node):
                return {}
        """,
}


def test_what_is_left_is_told_by_cause_with_its_node_and_what_to_do(shop):
    report = report_of(shop(LEFT))
    assert [(c["code"], c["path"], c["node"]) for c in report["checks"]] == [
        ("K106", "src/shop/pipelines/sales/pipeline.py", "lost"),
        ("K120", "src/shop/pipelines/sales/pipeline.py", "lost"),
        ("K450", "conf/base/catalog.yml", None),
        ("K471", "src/shop/hooks.py", None),
    ]
    assert all(each["advice"] for each in report["checks"])
    assert report["checks"][2]["group"].startswith("dataset ... is not migrated")
    assert report["details"]["lost"]["checks"] == [c["id"] for c in report["checks"][:2]]
    work = {each["kind"]: each["count"] for each in report["summary"]["work"]}
    assert work == {
        "parameterized": 1,
        "manual node": 1,
        "manual dataset": 1,
        "manual construct": 1,
    }


def test_an_item_keeps_its_id_while_lines_move(shop):
    kedro = shop(LEFT)
    before = [each["id"] for each in report_of(kedro)["checks"]]
    for path in ("src/shop/pipelines/sales/pipeline.py", "src/shop/hooks.py"):
        (kedro / path).write_text("# one more line\n" + (kedro / path).read_text())
    report = report_of(kedro)
    assert [each["id"] for each in report["checks"]] == before
    assert report["checks"][3]["line"] == 7


# --- hostile projects ------------------------------------------------------------------------

EVIL = "</script><img src=x onerror=alert(1)>"


def test_names_are_text_and_sources_no_markup(shop):
    files = pipeline_files(
        "sales",
        f'def evil(x):\n    return "{EVIL}"\n',
        f'node(evil, "raw{EVIL}", "out{EVIL}", name="node")',
    )
    report = report_of(shop(files))
    assert f"out{EVIL}" in report["datasets"]
    (pair,) = report["details"]["node"]["pairs"]
    for index in pair.values():
        assert EVIL in text_of(report, index)
        assert "<img" not in report["sources"][index]["html"]


def test_no_secret_of_the_project_is_in_the_report(shop):
    kedro = shop(planted.FILES)
    main(["kedro-to-declarative", str(kedro), "--output", str(kedro.parent / "new"), "--partial"])
    said = json.dumps(report_on(kedro.parent / "new", kedro).as_json(), ensure_ascii=False)
    for what, (secret, _) in planted.PLANTED.items():
        for part in secret.split("\n"):
            assert part not in said, what


# --- what is not as it was -------------------------------------------------------------------


def test_where_the_source_has_gone_the_new_side_is_shown_and_that_is_said(shop):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    shutil.rmtree(kedro)
    report = plain(report_on(hamilton))
    assert not report["kedro"]["there"]
    assert "The Kedro project is not there" in report["notes"][0]
    (pair,) = report["details"]["clean"]["pairs"]
    assert pair["kedro"] is None
    assert "def orders(" in text_of(report, pair["hamilton"])
    twins = {each["id"]: each["twin"] for each in report["graphs"]["kedro"]["nodes"]}
    assert twins["node:clean"] == ["node:orders"]


def test_the_source_is_found_where_migration_json_says(shop):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    assert json.loads((hamilton / "migration.json").read_text())["source"]["path"] == "../shop"
    report = report_on(hamilton)
    assert report.kedro["there"] and not report.notes


def test_a_source_that_has_changed_is_said(shop):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    nodes = kedro / "src/shop/pipelines/sales/nodes.py"
    nodes.write_text(nodes.read_text().replace("> lowest", ">= lowest"))
    (note,) = report_on(hamilton).notes
    assert "has changed since" in note


def test_what_was_changed_by_hand_on_the_new_side_is_said(shop):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    module = hamilton / "shop/sales.py"
    module.write_text(module.read_text() + "\n\n@parameterize(*rows)\ndef more(x):\n    return x\n")
    (hamilton / "README.md").unlink()
    report = report_on(hamilton)
    assert report.notes == (
        "Changed by hand since it was written: shop/sales.py.",
        "Written, and gone: README.md.",
    )
    assert "clean" in report.details


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.update(schema=2), "it has another schema"),
        (lambda d: d.pop("names"), "it has no names"),
        (lambda d: d["modules"].pop("driver"), "it has no driver"),
        (lambda d: d["nodes"][0].pop("targets"), "one of its nodes has no targets"),
        (lambda d: d["files"].update({"../other.py": "x"}), "names '../other.py'"),
        (lambda d: d["pipelines"].update(x=[]), "one of its pipelines is something else"),
    ],
)
def test_a_migration_json_that_is_not_ours_is_refused(shop, change, why):
    hamilton = migrated(shop(SHOP))
    file = hamilton / "migration.json"
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))
    with pytest.raises(CannotMigrate, match=re.escape(why)):
        report_on(hamilton)


# --- proofs ----------------------------------------------------------------------------------


def test_what_was_proven_stands_beside_what_it_is_about(shop, tmp_path):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    other = Comparison("different", "values", "row 3: 4 in Kedro, 5 in Hamilton", "K501")
    said = {"raw": EQUAL, "orders": EQUAL, "even": other, "odd": EQUAL}
    report = plain(report_on(hamilton, proof=prove(kedro, hamilton, tmp_path / "p.json", said)))
    proof = report["summary"]["proof"]
    assert (proof["equal"], proof["compared"], proof["holds"]) == (3, 4, False)
    (outcome,) = report["datasets"]["orders"]["proof"]
    assert (outcome["status"], outcome["comparator"]) == ("equal", "fingerprint")
    (item,) = report["checks"]
    assert (item["code"], item["severity"], item["node"]) == ("K501", "error", "halves")
    assert "row 3: 4 in Kedro, 5 in Hamilton" in item["message"]
    assert report["details"]["halves"]["checks"] == [item["id"]]


def test_a_proof_of_what_has_changed_since_is_said_to_hold_no_longer(shop, tmp_path):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    file = prove(kedro, hamilton, tmp_path / "p.json", {"orders": EQUAL})
    assert report_on(hamilton, proof=file).summary["proof"]["holds"]
    (hamilton / "shop/catalog.py").write_text("")
    proof = report_on(hamilton, proof=file).summary["proof"]
    assert not proof["holds"]
    assert proof["why"] == ["Of Hamilton's files, shop/catalog.py has changed."]


@pytest.mark.parametrize(
    ("said", "pipeline", "what"),
    [
        ({"prices": EQUAL}, "__default__", "the dataset prices"),
        ({"orders": EQUAL}, "nightly", "the pipeline nightly"),
    ],
)
def test_a_proof_of_another_project_is_refused(shop, tmp_path, capsys, said, pipeline, what):
    kedro = shop(SHOP)
    hamilton = migrated(kedro)
    file = prove(kedro, hamilton, tmp_path / "p.json", said, pipeline)
    assert main(["report", str(hamilton), "--proof", str(file), "--format", "json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"the proof of another project, or of an earlier state of this one: it has {what}" in (
        captured.err
    )
