"""What is told of a project, from facts alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model.diagnostics import CannotMigrate, Place, diagnostic
from migrate.model.project import (
    Binding,
    Bound,
    Configuration,
    Construct,
    Coverage,
    DatasetEntry,
    Effect,
    Function,
    Layout,
    Node,
    NodeFunction,
    ParameterSource,
    PipelineNode,
    Project,
)
from migrate.report.inspection import diagnostics, inspection
from migrate.report.inspection_text import inspection_text

NODES_PY = "src/shop/nodes.py"


def entry(name: str, origin: str = "base", **config: object) -> DatasetEntry:
    place = Place(f"conf/{origin}/catalog.yml", 3, 1)
    return DatasetEntry(name, "pandas.CSVDataset", config, config, origin, place)


def function(qualname: str, kind: str = "function", **more: object) -> NodeFunction:
    key = f"shop.nodes:{qualname}"
    place = Place(NODES_PY, 4, 1)
    return NodeFunction("shop.nodes", qualname, kind, key, qualname, "shop.p", place, **more)


def node(name: str, func: NodeFunction, inputs: object, outputs: object, **more: object) -> Node:
    place = Place("src/shop/p.py", 9, 5)
    return Node(name, name, None, func, inputs, outputs, frozenset(), place, "shop.p", **more)


CLEAN = node(
    "clean",
    function("clean"),
    {"table": "raw", "limit": "params:limit"},
    ("tidy", "log"),
    bindings=(Binding("table", "raw"), Binding("limit", "params:limit")),
)
SCORE = replace(
    node(
        "eu.score",
        function("score", "partial", bound=(Bound("by", "'a'", True),)),
        "tidy",
        "eu.scores",
        confirms=("raw",),
    ),
    namespace="eu",
    tags=frozenset({"b", "a"}),
)
EFFECTS = {"table": Effect("yes", "assigns", 5), "limit": Effect("yes", "assigns", 6)}
FUNCTIONS = {
    "shop.nodes:clean": Function(
        "shop.nodes", "clean", Place(NODES_PY, 4, 1), 9, "", (), mutates=EFFECTS
    ),
}
PROJECT = Project(
    layout=Layout("/somewhere/shop", "shop", "src", "conf", "1.7.0", "Shop"),
    pipelines={
        "__default__": (
            PipelineNode("clean", frozenset()),
            PipelineNode("eu.score", frozenset({"b", "a"})),
        ),
        "first": (PipelineNode("clean", frozenset()),),
    },
    nodes={"clean": CLEAN, "eu.score": SCORE},
    functions=FUNCTIONS,
    modules={},
    configuration=Configuration(
        environments=("base", "local", "prod"),
        base="base",
        default="local",
        catalogs={
            "base": {"raw": entry("raw", filepath="data/raw.csv"), "old": entry("old")},
            "local": {"raw": entry("raw", filepath="data/raw.csv"), "old": entry("old")},
            "prod": {
                "raw": entry("raw", "prod", filepath="s3://raw.csv"),
                "old": entry("old"),
                "eu.scores": replace(
                    entry("eu.scores", "prod", versioned=True), pattern="{n}.scores"
                ),
            },
        },
        parameters={"base": {"limit": "secret value"}},
        parameter_sources={
            "limit": ParameterSource(Place("conf/base/parameters.yml", 1, 1), ("base",))
        },
    ),
    constructs=(
        Construct("hook", "Hooks.after_catalog_created", Place("src/shop/hooks.py", 6, 5), True),
        Construct("file", "README.md", Place("README.md")),
    ),
    diagnostics=(
        diagnostic("K102", Place("src/shop/p.py", 3, 2), reason="it is read from a database"),
        diagnostic("K217", Place("conf/base/catalog.yml", 8), name="{x}"),
    ),
    coverage=Coverage(5, 2, 1, 2),
)
TEXT = """\
Shop (Kedro 1.7.0)
  package       shop in src/
  environments  base, local, prod
  read as in    local

Pipelines (2: 2 different nodes)
                 nodes   inputs  outputs
  __default__        2        1        2
  first              1        1        2

Nodes by function (2: 2 different functions)
      1  function
      1  partial

Catalog (3: 2 used, 1 not used)
      3  pandas.CSVDataset
      2  in memory (no entry)
      1  parameters that nodes take

Beside the pipelines (2)
      1  hook           Hooks.after_catalog_created
      1  file           README.md

Unusual
      1  namespaces              eu
      1  partials                eu.score
      1  change an input         clean
      1  confirm a dataset       eu.score
      1  dataset factories       {n}.scores
      1  versioned datasets      eu.scores
      1  differ by environment   raw
      1  hooks changing results  Hooks.after_catalog_created

To look at (2)
  K102 error
    -> Write the pipeline so that it can be read from the source, or add its
    nodes by hand.
      src/shop/p.py:3
          A part of a pipeline can't be known: it is read from a database
  K110 warning
    -> See what it does to the data. A migration names it and leaves it to you.
      src/shop/hooks.py:6
          The hook Hooks.after_catalog_created may change what nodes receive or
          what is stored
Notes in --format json (1): K217 (1).

5 node calls in the source = 2 resolved + 1 not known + 2 in no registered
pipeline"""


def test_the_text():
    assert inspection_text(PROJECT) == TEXT


def test_a_project_of_nothing_has_a_text():
    empty = replace(
        PROJECT,
        pipelines={},
        nodes={},
        functions={},
        constructs=(),
        diagnostics=(),
        coverage=Coverage(),
        configuration=Configuration(("base",), "base", "base", {}, {}),
    )
    text = inspection_text(empty)
    assert "Unusual: nothing" in text
    assert "Nothing needs a look." in text
    assert text.endswith("0 node calls in the source = 0")


def test_a_node_as_json():
    assert inspection(PROJECT)["nodes"]["eu.score"] == {
        "name": "eu.score",
        "namespace": "eu",
        "tags": ["a", "b"],
        "confirms": ["raw"],
        "func": {
            "module": "shop.nodes",
            "qualname": "score",
            "kind": "partial",
            "path": NODES_PY,
            "line": 4,
            "bound": {"by": "'a'"},
        },
        "inputs": "tidy",
        "outputs": "eu.scores",
        "path": "src/shop/p.py",
        "line": 9,
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [(None, None), ("a", "a"), (("a", "b"), ["a", "b"]), ((), []), ({"x": "a"}, {"x": "a"})],
)
def test_inputs_keep_their_form(given, told):
    project = replace(PROJECT, nodes={"clean": replace(CLEAN, inputs=given)})
    assert inspection(project)["nodes"]["clean"]["inputs"] == told


def test_a_function_that_is_not_known_has_no_place():
    func = NodeFunction(None, "", "unknown", "", "f", "shop.p")
    project = replace(PROJECT, nodes={"clean": replace(CLEAN, func=func)})
    told = inspection(project)["nodes"]["clean"]["func"]
    assert (told["module"], told["path"], told["line"]) == (None, None, None)


def test_datasets_tell_where_they_stand_and_whether_they_are_used():
    found = inspection(PROJECT)["datasets"]
    assert {
        name: (each["filepath"], each["pattern"], each["environments"], each["used"])
        for name, each in found.items()
    } == {
        "eu.scores": (None, "{n}.scores", ["prod"], True),
        "old": (None, None, ["base"], False),
        "raw": ("data/raw.csv", None, ["base", "prod"], True),
    }


def test_parameters_have_places_and_no_values():
    assert inspection(PROJECT)["parameters"] == {
        "limit": {"path": "conf/base/parameters.yml", "line": 1, "environments": ["base"]}
    }
    assert "secret" not in str(inspection(PROJECT)) + inspection_text(PROJECT)


def test_diagnostics_are_sorted_by_place():
    assert [(d.code, str(d.place)) for d in diagnostics(PROJECT)] == [
        ("K217", "conf/base/catalog.yml:8"),
        ("K110", "src/shop/hooks.py:6"),
        ("K102", "src/shop/p.py:3"),
    ]
    assert inspection(PROJECT)["diagnostics"][2] == {
        "code": "K102",
        "severity": "error",
        "message": "A part of a pipeline can't be known: it is read from a database",
        "path": "src/shop/p.py",
        "line": 3,
        "column": 2,
    }


def test_a_diagnostic_without_a_place_comes_first():
    note = diagnostic("K114", nodes=1, pipelines=1, kedro="1", python="3")
    found = inspection(replace(PROJECT, diagnostics=(*PROJECT.diagnostics, note)))
    first = found["diagnostics"][0]
    assert (first["code"], first["path"], first["line"], first["column"]) == (
        "K114",
        None,
        None,
        None,
    )


def test_pipelines_can_be_chosen():
    found = inspection(PROJECT, ["first"])
    assert list(found["pipelines"]) == ["first"]
    assert list(found["nodes"]) == ["clean"]
    assert found["datasets"]["eu.scores"]["used"] is True
    with pytest.raises(CannotMigrate, match=r"no pipeline 'x'; there are: __default__, first"):
        inspection(PROJECT, ["x"])


def test_nothing_of_the_report_imports_rich():
    folder = Path(__file__).parents[2] / "migrate/report"
    for path in folder.glob("inspection*.py"):
        assert "rich" not in path.read_text()
