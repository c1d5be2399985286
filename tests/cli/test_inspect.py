"""`migrate inspect`: keys, exit codes, what is shown, and what is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.cli import main

NODES = """
    def double(x):
        return x * 2


    def cut(table, limit):
        table["cut"] = limit
        return table
    """
PIPELINE = """
    node(double, "params:start", "doubled", name="double"),
    node(cut, ["sales", "params:limits.low"], "cut_sales", name="cut", tags=["b", "a"]),
    """
GOOD = {
    **pipeline_files("sales", NODES, PIPELINE),
    "conf/base/parameters.yml": "start: 3\nlimits:\n  low: 48151623\n",
    "conf/base/catalog.yml": """
        sales:
          type: pandas.CSVDataset
          filepath: data/sales.csv
        left_over:
          type: pickle.PickleDataset
          filepath: data/left_over.pkl
    """,
    "conf/prod/catalog.yml": """
        sales:
          type: pandas.ParquetDataset
          filepath: data/sales.parquet
    """,
}
KEYS = {
    "": "schema project pipelines nodes datasets parameters constructs diagnostics coverage",
    "project": "root package kedro_version source_dir environments environment",
    "nodes": "name namespace tags confirms func inputs outputs path line",
    "datasets": "type filepath pattern path line environments used",
    "parameters": "path line environments",
    "constructs": "kind name path line",
    "coverage": "node_calls resolved unresolved unreachable",
    "func": "module qualname kind path line bound",
}


def inspect(*arguments: object) -> int:
    return main(["inspect", *map(str, arguments)])


@pytest.fixture
def document(shop, capsys):
    """The JSON of a project and of arguments."""

    def make(files: dict[str, str], *arguments: object) -> dict:
        inspect(shop(files), "--format", "json", *arguments)
        return json.loads(capsys.readouterr().out)

    return make


# --- JSON -----------------------------------------------------------------------------------


def test_the_keys_are_those_that_others_rely_on(document):
    found = document(GOOD)
    parts = {"": found, "project": found["project"], "coverage": found["coverage"]}
    for name in ("nodes", "datasets", "parameters"):
        parts[name] = next(iter(found[name].values()))
    parts["constructs"] = found["constructs"][0]
    parts["func"] = found["nodes"]["double"]["func"]
    assert {name: set(part) for name, part in parts.items()} == {
        name: set(keys.split()) for name, keys in KEYS.items()
    }


def test_the_parts_tell_of_the_project(document):
    found = document(GOOD)
    assert found["schema"] == 1
    assert found["pipelines"]["sales"] == [
        {"id": "cut", "tags": ["a", "b"]},
        {"id": "double", "tags": []},
    ]
    assert found["nodes"]["cut"] == {
        "name": "cut",
        "namespace": None,
        "tags": ["a", "b"],
        "confirms": [],
        "func": {
            "module": "shop.pipelines.sales.nodes",
            "qualname": "cut",
            "kind": "function",
            "path": "src/shop/pipelines/sales/nodes.py",
            "line": 5,
            "bound": {},
        },
        "inputs": ["sales", "params:limits.low"],
        "outputs": "cut_sales",
        "path": "src/shop/pipelines/sales/pipeline.py",
        "line": 13,
    }
    assert found["coverage"] == {
        "node_calls": 2,
        "resolved": 2,
        "unresolved": 0,
        "unreachable": 0,
    }


def test_datasets_are_resolved_over_the_environments(document):
    found = document(GOOD)["datasets"]
    assert {name: (e["environments"], e["used"]) for name, e in found.items()} == {
        "sales": (["base", "prod"], True),
        "left_over": (["base"], False),
    }
    assert found["sales"]["type"] == "pandas.CSVDataset"
    found = document(GOOD, "--env", "prod")["datasets"]
    assert found["sales"]["filepath"] == "data/sales.parquet"


def test_values_of_parameters_are_never_shown(shop, capsys):
    project = shop(GOOD)
    for form in ("text", "json"):
        inspect(project, "--format", form)
        assert "48151623" not in "".join(capsys.readouterr())


def test_one_pipeline_alone_leaves_what_is_used_as_it_is(document):
    files = {**GOOD, **pipeline_files("other", NODES, 'node(double, "left_over", "y", name="o")')}
    found = document(files, "--pipeline", "sales")
    assert list(found["pipelines"]) == ["sales"]
    assert set(found["nodes"]) == {"double", "cut"}
    assert found["datasets"]["left_over"]["used"] is True


# --- exit codes -----------------------------------------------------------------------------


def test_nothing_to_look_at_is_0(shop, capsys):
    assert inspect(shop(GOOD)) == 0
    assert "Nothing needs a look." in capsys.readouterr().out


def test_what_cannot_be_known_is_1(shop, capsys):
    pipeline = 'node(double, __import__("time").time(), "y", name="n"), node(double, "a", "b")'
    project = shop(pipeline_files("sales", NODES, pipeline))
    assert inspect(project) == 1
    out = capsys.readouterr().out
    assert "To look at (1)" in out
    assert "src/shop/pipelines/sales/pipeline.py:12" in out
    assert inspect(project, "--strict") == 2


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({"pyproject.toml": ""}, (), "is not a Kedro project"),
        (GOOD, ("--pipeline", "nix"), "no pipeline 'nix'"),
        (GOOD, ("--env", "nix"), "no environment 'nix'"),
        ({"src/shop/pipeline_registry.py": "def f(:\n"}, (), "syntax error"),
        (GOOD, ("--resolve", "live", "--python", "/nowhere/python"), "can't be run"),
    ],
)
def test_what_leaves_nothing_to_tell_is_2(shop, capsys, files, arguments, said):
    assert inspect(shop(files), *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_a_hook_that_may_change_results_is_named(shop, capsys):
    hooks = """
        from kedro.framework.hooks import hook_impl


        class Hooks:
            @hook_impl
            def after_catalog_created(self, catalog):
                catalog["sales"] = 1

            @hook_impl
            def after_node_run(self):
                pass
    """
    settings = "from shop.hooks import Hooks\n\nHOOKS = (Hooks(),)\n"
    files = {**GOOD, "src/shop/hooks.py": hooks, "src/shop/settings.py": settings}
    assert inspect(shop(files)) == 1
    out = capsys.readouterr().out
    assert "  K110 warning\n" in out
    assert out.count("src/shop/hooks.py:6") == 1
    assert "after_node_run may" not in out


# --- text -----------------------------------------------------------------------------------


def test_text_fits_on_80_columns(capsys):
    assert inspect(Path(__file__).parents[2] / "kedro_side") in (0, 1)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
