"""Where pipelines are registered, in all the ways that Kedro has had, and what can go wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import pipeline_files
from kedro_says import HEAD, LAYOUT, NODES, modules, read, write

from migrate.code.modules import load_modules
from migrate.model.diagnostics import CannotMigrate
from migrate.read import read_project
from migrate.read.interpret.resources import NoResources
from migrate.read.inventory.layout import find_layout
from migrate.read.pipelines.registered import PipelinesFound, read_pipelines

FIND = """
from kedro.framework.project import find_pipelines


def register_pipelines():
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
    return pipelines
"""


def create(nodes: str) -> str:
    return f"{HEAD}\n\ndef create_pipeline(**kwargs):\n    return Pipeline([{nodes}])\n"


def names(found: PipelinesFound) -> dict[str, list[str]]:
    return {name: [n.id for n in nodes] for name, nodes in found.pipelines.items()}


def codes(found: PipelinesFound) -> list[str]:
    return [f"{d.code} {d.place}" for d in found.diagnostics]


# --- find_pipelines -------------------------------------------------------------------------


def test_find_pipelines_looks_into_folders() -> None:
    found = read(
        {
            "nodes.py": NODES,
            "pipeline_registry.py": FIND,
            "pipeline.py": create('node(f, "x", "y", name="top")'),
            "pipelines/__init__.py": "",
            "pipelines/b/__init__.py": "from .pipeline import create_pipeline",
            "pipelines/b/pipeline.py": create('node(f, "y", "z", name="b")'),
            "pipelines/a/__init__.py": create('node(f, "z", "w", name="a")'),
            "pipelines/lone.py": create('node(f, "z", "v", name="lone")'),
            "pipelines/.hidden/__init__.py": create('node(f, "z", "v", name="h")'),
        }
    )
    assert names(found) == {"__default__": ["top", "b", "a"], "a": ["a"], "b": ["b"]}
    assert not found.diagnostics


def test_find_pipelines_leaves_out_what_fails() -> None:
    found = read(
        {
            "nodes.py": NODES,
            "pipeline_registry.py": FIND,
            "pipelines/good/__init__.py": create('node(f, "x", "y", name="n")'),
            "pipelines/broken/__init__.py": "from . import pipeline",
            "pipelines/broken/pipeline.py": "def create_pipeline(:\n",
            "pipelines/missing/__init__.py": "from shop.gone import create_pipeline",
            "pipelines/refused/__init__.py": HEAD + "\nN = node(f, None, None)\n",
            "pipelines/empty/__init__.py": "",
            "pipelines/wrong/__init__.py": "def create_pipeline():\n    return []\n",
        }
    )
    assert names(found) == {"__default__": ["n"], "good": ["n"]}
    assert codes(found) == [
        "K105 src/shop/pipelines/broken/pipeline.py:1",
        "K107 src/shop/pipelines/empty/__init__.py",
        "K105 src/shop/pipelines/missing/__init__.py:1",
        "K105 src/shop/pipelines/refused/__init__.py:8",
        "K107 src/shop/pipelines/wrong/__init__.py",
    ]


def test_find_pipelines_guards_the_import_alone() -> None:
    files = {
        "nodes.py": NODES,
        "pipeline_registry.py": FIND,
        "pipelines/bad/__init__.py": create('node(f, "x", "x")'),
    }
    with pytest.raises(CannotMigrate, match="x as input and as output"):
        read(files)


def test_find_pipelines_raises_if_asked_to() -> None:
    files = {
        "pipeline_registry.py": FIND.replace("find_pipelines()", "find_pipelines(raise_errors=1)"),
        "pipelines/bad/__init__.py": "1 +\n",
    }
    with pytest.raises(CannotMigrate, match=r"^src/shop/pipelines/bad/__init__.py:1: .*syntax"):
        read(files)


@pytest.mark.parametrize(
    ("version", "strict", "code"),
    [
        ("1.7.0", True, "K130"),
        ("1.0.0", True, "K130"),
        ("0.19.9", True, "K107"),
        ("1.7.0", False, "K107"),
    ],
)
def test_a_folder_without_pipeline_is_refused_where_kedro_does(
    version: str, strict: bool, code: str
) -> None:
    found = read(
        {
            "nodes.py": NODES,
            "pipeline_registry.py": FIND.replace(
                "find_pipelines()", f"find_pipelines(raise_errors={strict})"
            ),
            "pipelines/good/__init__.py": create('node(f, "x", "y", name="n")'),
            "pipelines/draft/__init__.py": "",
            "pipeline.py": "",  # a module of the package may have none
        },
        replace(LAYOUT, kedro_version=version),
    )
    assert names(found) == {"__default__": ["n"], "good": ["n"]}
    assert sorted(codes(found)) == [
        "K107 src/shop/pipeline.py",
        f"{code} src/shop/pipelines/draft/__init__.py",
    ]


def test_find_pipelines_finds_some() -> None:
    some = FIND.replace("find_pipelines()", 'find_pipelines(pipelines_to_find=["a"])')
    found = read(
        {
            "nodes.py": NODES,
            "pipeline_registry.py": some,
            "pipelines/a/__init__.py": create('node(f, "x", "y", name="a")'),
            "pipelines/b/__init__.py": create('node(f, "x", "y", name="b")'),
        }
    )
    assert names(found) == {"a": ["a"], "__default__": ["a"]}


# --- older ways -----------------------------------------------------------------------------

OLD_FILES = {"nodes.py": NODES, "de.py": create('node(f, "x", "y", name="n")')}
OLD_WAYS = {
    "hooks": {
        "hooks.py": """
            from kedro.framework.hooks import hook_impl
            from shop import de


            class ProjectHooks:
                @hook_impl
                def register_pipelines(self):
                    return {"__default__": de.create_pipeline(), "de": de.create_pipeline()}


            project_hooks = ProjectHooks()
            """
    },
    "context": {
        "run.py": """
            from kedro.framework.context import KedroContext
            from shop.pipeline import create_pipelines


            class ProjectContext(KedroContext):
                project_name = "Shop"

                def _get_pipelines(self):
                    return create_pipelines()
            """,
        "pipeline.py": """
            from shop import de


            def create_pipelines(**kwargs):
                pipeline = de.create_pipeline()
                return {"__default__": pipeline, "de": pipeline}
            """,
    },
    "create_pipelines": {
        "pipeline.py": """
            from . import de


            def create_pipelines(**kwargs):
                return {"__default__": de.create_pipeline(), "de": de.create_pipeline()}
            """
    },
}


@pytest.mark.parametrize("way", OLD_WAYS)
def test_older_registries(way: str) -> None:
    found = read({**OLD_FILES, **OLD_WAYS[way]})
    assert names(found) == {"__default__": ["n"], "de": ["n"]}
    assert not found.diagnostics


def test_a_lone_pipeline() -> None:
    found = read({"nodes.py": NODES, "pipeline.py": create('node(f, "x", "y", name="n")')})
    assert names(found) == {"__default__": ["n"]}


def test_a_context_elsewhere(tmp_path: Path) -> None:
    files = {
        **OLD_FILES,
        "/.kedro.yml": "context_path: shop.deep.place.Context\n",
        "deep/__init__.py": "",
        "deep/place.py": OLD_WAYS["context"]["run.py"],
        "pipeline.py": OLD_WAYS["context"]["pipeline.py"],
    }
    write(tmp_path, files)
    (tmp_path / "pyproject.toml").unlink()
    layout = find_layout(tmp_path)
    assert names(read_pipelines(layout, load_modules(layout)[0])) == {
        "__default__": ["n"],
        "de": ["n"],
    }


def test_names_that_older_versions_allowed() -> None:
    files = {
        "nodes.py": NODES,
        "pipeline.py": create('node(f, "x", "y", name="two words", tags="a b")'),
    }
    assert names(read(files, replace(LAYOUT, kedro_version="0.16.6"))) == {
        "__default__": ["two words"]
    }
    with pytest.raises(CannotMigrate, match="no valid name"):
        read(files, replace(LAYOUT, kedro_version="0.17.0"))


def test_the_first_argument_that_was_called_pipe() -> None:
    text = f"""{HEAD}
from kedro.pipeline.modular_pipeline import pipeline as modular


def create_pipeline(**kwargs):
    return modular(pipe=Pipeline([node(f, "x", "y")]), namespace="n", inputs="x")
"""
    (node,) = read({"nodes.py": NODES, "pipeline.py": text}).nodes.values()
    assert (node.namespace, node.inputs, node.outputs) == ("n", "x", "n.y")


def test_decorated_pipelines() -> None:
    text = f"""{HEAD}

def log(function):
    @wraps(function)
    def wrapper(*args):
        return function(*args)
    return wrapper


def create_pipeline(**kwargs):
    return Pipeline([node(f, "x", "y", name="n")]).decorate(log)
"""
    (node,) = read({"nodes.py": NODES, "pipeline.py": text}).nodes.values()
    assert (node.func.kind, node.func.wraps) == ("closure", "shop.nodes:f")
    assert node.func.key == "shop.pipeline:log.<locals>.wrapper"
    assert [b.parameter for b in node.bindings or ()] == ["a"]


# --- refusals -------------------------------------------------------------------------------

UNREADABLE = {
    "no registry": ({}, "^nothing in the package shop registers pipelines$"),
    "no function": ({"pipeline_registry.py": "x = 1\n"}, "it has no register_pipelines$"),
    "no dict": (
        {"pipeline_registry.py": "def register_pipelines():\n    return 3\n"},
        r"^src/shop/pipeline_registry.py:1: .* gives a int$",
    ),
    "syntax": (
        {"pipeline_registry.py": "from shop import other\n", "other.py": "\nx = = 2\n"},
        r"^src/shop/other.py:2: .*it has a syntax error",
    ),
    "unknown": (
        {"pipeline_registry.py": "import lib\ndef register_pipelines():\n    return lib.all()\n"},
        r"^src/shop/pipeline_registry.py:3: .*the result of lib.all\(\) is not known$",
    ),
    "endless": (
        {
            "pipeline_registry.py": "def register_pipelines():\n"
            + "".join(f"{' ' * (i + 1)}for x{i} in range(999):\n" for i in range(5))
            + "      pass\n"
        },
        "too many steps",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_registries_that_cannot_be_read(name: str) -> None:
    files, message = UNREADABLE[name]
    with pytest.raises(CannotMigrate, match=message):
        read(files)


def test_a_circle_is_named_with_places() -> None:
    files = {
        "nodes.py": NODES,
        "pipeline.py": create('node(f, "b", "a", name="n2"),\n node(f, "a", "b", name="n1")'),
    }
    with pytest.raises(CannotMigrate) as caught:
        read(files)
    assert "in a circle: n1 (src/shop/pipeline.py:11), n2 (src/shop/pipeline.py:10)" in str(
        caught.value
    )


def test_two_makers_of_one_dataset_are_named_with_places() -> None:
    files = {
        "nodes.py": NODES,
        "pipeline.py": create('node(f, "a", "x", name="n2"),\n node(f, "b", "x", name="n1")'),
    }
    with pytest.raises(CannotMigrate) as caught:
        read(files)
    assert (
        "x is made by two nodes of one pipeline: n2 (src/shop/pipeline.py:10) and "
        "n1 (src/shop/pipeline.py:11)" in str(caught.value)
    )


def test_a_file_that_is_missing_costs_only_what_uses_it() -> None:
    files = {
        "nodes.py": NODES,
        "pipeline.py": "from shop.gone import lost\n"
        + create('node(lost, "a", "x", name="n2"), node(f, "x", "y", name="n1")'),
    }
    found = read(files)
    assert names(found) == {"__default__": ["n2", "n1"]}
    assert found.nodes["n2"].func.kind == "unknown"
    assert codes(found) == ["K108 src/shop/pipeline.py:1", "K106 src/shop/pipeline.py:11"]


def test_selected_pipelines() -> None:
    files = modules({**OLD_FILES, **OLD_WAYS["hooks"]})
    found = read_pipelines(LAYOUT, files, ["de"], NoResources())
    assert list(found.pipelines) == ["de"]
    with pytest.raises(CannotMigrate, match=r"no pipeline x; there are: __default__, de$"):
        read_pipelines(LAYOUT, files, ["x"], NoResources())


# --- the example project --------------------------------------------------------------------

_SCRIPT = """
import json, sys
from pathlib import Path
from kedro.framework.startup import bootstrap_project
from kedro.framework.project import pipelines
bootstrap_project(Path(sys.argv[1]))
print("ANSWER" + json.dumps({
    name: [[n.name, n._inputs, n._outputs, sorted(n.tags), n.namespace] for n in pipeline.nodes]
    for name, pipeline in pipelines.items()
}))
"""


def test_the_example_project_as_kedro() -> None:
    root = Path(__file__).parents[3] / "kedro_side"
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "KEDRO_DISABLE_TELEMETRY": "1"},
        cwd=root,
        check=True,
    )
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("ANSWER"))
    layout = find_layout(root)
    found = read_pipelines(layout, load_modules(layout)[0])
    ours = {
        name: [
            [p.id, node.inputs, node.outputs, sorted(p.tags), node.namespace]
            for p in pipeline
            for node in [found.nodes[p.id]]
        ]
        for name, pipeline in found.pipelines.items()
    }
    assert json.loads(json.dumps(ours)) == json.loads(line.removeprefix("ANSWER"))
    coverage = found.coverage
    assert coverage.node_calls == coverage.resolved > 0
    assert not found.diagnostics


@pytest.mark.parametrize("prefix", ["shop", "src.shop"])
def test_a_folder_without_init_is_a_package(shop, prefix):
    files = pipeline_files("p", "", 'node(factory("x"), "raw", "clean", name="clean")')
    folder = "src/shop/pipelines/p"
    files[f"{folder}/pipeline.py"] = (
        f"from {prefix}.helpers.deep.made import factory\n" + files[f"{folder}/pipeline.py"]
    )
    files["src/shop/helpers/deep/made.py"] = (
        "def factory(a):\n    def inner(df):\n        return df, a\n\n    return inner\n"
    )
    project = read_project(shop({"src/__init__.py": "", **files}))
    assert [n.func.qualname for n in project.nodes.values()] == ["factory.<locals>.inner"]


# --- kedro-mlflow ---------------------------------------------------------------------------

ML = """
from kedro.pipeline import Pipeline, node
{imported}
from shop.nodes import f, g

TRAINING = Pipeline([node(f, "x", "model", name="fit")])
INFERENCE = Pipeline([node(g, ["model", "new"], "predicted", name="predict")])


def register_pipelines():
    return {{{registered}}}
"""
IMPORTED = "from kedro_mlflow.pipeline import pipeline_ml_factory"
MADE = 'pipeline_ml_factory(training=TRAINING, inference=INFERENCE, input_name="new")'
WITH_MLFLOW = {
    f'"a": {MADE}': {"a": ["fit"]},
    f'"a": {MADE}, "b": {MADE}.inference': {"a": ["fit"], "b": ["predict"]},
    f'"a": {MADE}.training': {"a": ["fit"]},
    f'"a": {MADE} + INFERENCE': {"a": ["fit", "predict"]},
    f'"a": sum([INFERENCE, {MADE}])': {"a": ["fit", "predict"]},
    f'"a": Pipeline([{MADE}, INFERENCE])': {"a": ["fit", "predict"]},
    f'"a": Pipeline({MADE}.nodes).to_outputs("model")': {"a": ["fit"]},
    '"a": pipeline_ml_factory(TRAINING, INFERENCE, "new")': {"a": ["fit"]},
}


@pytest.mark.parametrize("registered", WITH_MLFLOW)
def test_pipelines_of_kedro_mlflow(registered: str) -> None:
    registry = ML.format(imported=IMPORTED, registered=registered)
    found = read({"nodes.py": NODES, "pipeline_registry.py": registry})
    assert names(found) == WITH_MLFLOW[registered]
    assert {d.code for d in found.diagnostics} == {"K128"}


def test_the_old_name_of_kedro_mlflow() -> None:
    made = MADE.replace("pipeline_ml_factory", "pipeline_ml")
    imported = "from kedro_mlflow.pipeline.pipeline_ml import pipeline_ml"
    registry = ML.format(imported=imported, registered=f'"a": {made}, "b": {made}.inference')
    found = read({"nodes.py": NODES, "pipeline_registry.py": registry})
    assert names(found) == {"a": ["fit"], "b": ["predict"]}
