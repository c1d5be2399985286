"""Everything else of a project is listed once, with its place."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrate.model.project import Construct, Layout, Module
from migrate.read.config.configuration import read_configuration
from migrate.read.inventory.constructs import read_constructs
from migrate.read.inventory.project_files import MAX_FILES_EACH

Files = dict[str, str]


def constructs(root: Path, files: Files) -> list[Construct]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(textwrap.dedent(text), encoding="utf-8")
    layout = Layout(str(root), "pkg", "src", "conf", "1.7.0", "Pkg")
    modules = {
        path: Module("", path, textwrap.dedent(text), path.endswith("__init__.py"))
        for path, text in files.items()
        if path.endswith(".py") and path.startswith("src/")
    }
    configuration, _ = read_configuration(layout, modules, [])
    return read_constructs(layout, modules, configuration)


def listed(root: Path, files: Files, kind: str) -> list[tuple[str, str]]:
    return [(c.name, str(c.place)) for c in constructs(root, files) if c.kind == kind]


HOOKS = """
from kedro.framework.hooks import hook_impl as impl
from kedro.framework import hooks


class Hooks:
    @impl
    def after_catalog_created(self, catalog): ...

    @hooks.hook_impl(tryfirst=True)
    def before_node_run(self, node):
        def inner():
            return 1

    @impl
    async def after_node_run(self): ...

    def not_a_hook(self): ...


class Changing:
    @impl
    def before_node_run(self, inputs):
        if inputs:
            return {"x": 1}
        return None

    @impl
    def before_pipeline_run(self, run_params, catalog):
        catalog["x"] = 1

    @impl
    def before_pipeline_run(self, run_params, catalog):
        print(run_params)

    @impl
    def after_context_created(self, context): ...

    @impl
    def before_dataset_saved(self, data): tidy(data)

    @impl
    def after_dataset_loaded(self, data): data.columns = []
"""


def test_hooks_and_whether_they_change_results(tmp_path: Path) -> None:
    found = constructs(tmp_path, {"src/pkg/hooks.py": HOOKS})
    hooks = [(c.name, c.place.line, c.changes_results) for c in found if c.kind == "hook"]
    assert hooks == [
        ("Hooks.after_catalog_created", 8, True),
        ("Hooks.before_node_run", 11, False),
        ("Hooks.after_node_run", 16, False),
        ("Changing.before_node_run", 23, True),
        ("Changing.before_pipeline_run", 29, True),
        ("Changing.before_pipeline_run", 33, False),
        ("Changing.after_context_created", 37, True),
        ("Changing.before_dataset_saved", 40, True),
        ("Changing.after_dataset_loaded", 43, True),
    ]


@pytest.mark.parametrize(
    ("hook", "body", "changes"),
    [
        ("after_node_run(self, node, outputs)", "print(outputs)", False),
        ("after_dataset_loaded(self, dataset_name, data)", "print(dataset_name)", False),
        ("after_dataset_loaded(self, dataset_name, data)", "check(data)", True),
        ("before_dataset_saved(self, dataset_name)", "self.start()", False),
        ("after_node_run(self, node, outputs)", "self.seen['x'] = outputs", False),
        ("after_node_run(self, node, outputs)", "outputs['total']['more'] = 1", True),
        ("after_node_run(self, node, outputs)", "del outputs['total'].x", True),
        ("after_node_run(self, catalog, outputs)", "catalog.save('a', 1)", True),
        ("before_node_run(self, node, inputs)", "inputs['a'].drop(1, inplace=True)", True),
        ("before_node_run(self, node, inputs)", "inputs['a'].columns.sort()", True),
        ("on_node_error(self, error, node)", "print(error.args)", False),
        ("before_pipeline_run(self, run_params)", "run_params['params']['a'] = 1", True),
    ],
)
def test_a_hook_that_changes_what_it_is_given(tmp_path: Path, hook, body, changes) -> None:
    text = "from kedro.framework.hooks import hook_impl\n\n\nclass Hooks:\n    @hook_impl\n"
    files = {"src/pkg/hooks.py": f"{text}    def {hook}:\n        {body}\n"}
    (found,) = [each for each in constructs(tmp_path, files) if each.kind == "hook"]
    assert found.changes_results is changes


REGISTER = "OmegaConf.register_new_resolver('twice', lambda x: 2 * x)"


@pytest.mark.parametrize(
    ("hook", "body", "is_read"),
    [
        ("after_context_created(self, context)", REGISTER, True),
        ("after_context_created(self, context)", f"'Text.'; {REGISTER}", True),
        (
            "after_context_created(self, context)",
            f"if not OmegaConf.has_resolver('twice'): {REGISTER}",
            True,
        ),
        ("after_context_created(self, context)", f"{REGISTER}; print(context)", False),
        ("after_context_created(self, context)", f"if context.env: {REGISTER}", False),
        ("after_context_created(self, context)", "catalog['a'] = MemoryDataset(1)", False),
        ("after_catalog_created(self, catalog)", "catalog['a'] = MemoryDataset(1)", True),
        ("after_catalog_created(self, catalog)", "catalog.add('a', MemoryDataset(1))", True),
        ("after_catalog_created(self, catalog)", "catalog['a'].x = 1", False),
        ("after_catalog_created(self, catalog)", "a = catalog['a'] = MemoryDataset(1)", False),
        ("after_catalog_created(self, catalog)", "pass", False),
    ],
)
def test_a_hook_of_which_all_is_read(tmp_path: Path, hook, body, is_read) -> None:
    text = "from kedro.framework.hooks import hook_impl\n\n\nclass Hooks:\n    @hook_impl\n"
    files = {"src/pkg/hooks.py": f"{text}    def {hook}:\n        {body}\n"}
    (found,) = [each for each in constructs(tmp_path, files) if each.kind == "hook"]
    assert found.is_read is is_read


def test_a_catalog_class_that_loads_otherwise(tmp_path: Path) -> None:
    text = (
        "from kedro.io import DataCatalog\n\n\nclass Own(DataCatalog):\n    def {}(self, x): ...\n"
    )
    for method, changes in (("load", True), ("shape", False)):
        files = {"src/pkg/own.py": text.format(method)}
        (found,) = [each for each in constructs(tmp_path, files) if each.kind == "context"]
        assert found.changes_results is changes


def test_settings_and_resolvers(tmp_path: Path) -> None:
    code = """
        HOOKS = (Hooks(),)
        RESOLVERS = {"today": date.today}
        CONFIG_LOADER_ARGS = {
            "base_env": "base",
            "custom_resolvers": {
                "merge": lambda a, b: {**a, **b},
                **RESOLVERS,
            },
        }
        try:
            DISABLE: tuple = ("x",)
        except Exception:
            pass
        """
    other = "OmegaConf.register_new_resolver('env', f)\nregister_new_resolver(name, f)\n"
    files = {"src/pkg/settings.py": code, "src/pkg/more.py": other}
    assert listed(tmp_path, files, "setting") == [
        ("HOOKS", "src/pkg/settings.py:2"),
        ("RESOLVERS", "src/pkg/settings.py:3"),
        ("CONFIG_LOADER_ARGS", "src/pkg/settings.py:4"),
        ("DISABLE", "src/pkg/settings.py:12"),
    ]
    assert listed(tmp_path, files, "resolver") == [
        ("env", "src/pkg/more.py:1"),
        ("today", "src/pkg/settings.py:3"),
        ("merge", "src/pkg/settings.py:7"),
    ]


CLASSES = """
from kedro.framework.context import KedroContext
from kedro.io import AbstractDataset as Base, AbstractVersionedDataSet
from kedro.runner import SequentialRunner
from kedro_datasets.pandas import CSVDataset
import kedro.io


class Dry(SequentialRunner): ...
class Context(KedroContext):
    def _get_catalog(self): ...
class Plain(KedroContext): ...
class A(Base[int, str]): ...
class B(AbstractVersionedDataSet): ...
class C(CSVDataset): ...
class D(kedro.io.AbstractDataset): ...
class E(D): ...
class Loop(Loop): ...
class LocalDataset: ...
class F(LocalDataset): ...
class Loader(OmegaConfigLoader): ...
"""


def test_classes(tmp_path: Path) -> None:
    files = {"src/pkg/classes.py": CLASSES}
    found = [c for c in constructs(tmp_path, files) if c.place.path == "src/pkg/classes.py"]
    assert [(c.kind, c.name, c.changes_results) for c in found] == [
        ("runner", "Dry", False),
        ("context", "Context", True),
        ("context", "Plain", False),
        ("dataset-class", "A", False),
        ("dataset-class", "B", False),
        ("dataset-class", "C", False),
        ("dataset-class", "D", False),
        ("dataset-class", "E", False),
        ("config", "Loader", False),
    ]


def test_commands(tmp_path: Path) -> None:
    code = """
        @click.group(name="pkg")
        def cli(): ...

        @cli.command()
        @click.option("--x")
        def go(x): ...

        @property
        def command(self): ...
        """
    assert listed(tmp_path, {"src/pkg/cli.py": code}, "cli") == [
        ("cli", "src/pkg/cli.py:3"),
        ("go", "src/pkg/cli.py:7"),
    ]


def test_plugins(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "kedro[x]~=1.0\nkedro-datasets\nkedro-viz>=6 # kedro-no\n#kedro-not",
        "src/requirements.in": "kedro-viz\nkedro_mlflow==1.0",
        "src/pkg/requirements.txt": "kedro-docker",
        "pyproject.toml": '[tool.kedro]\nkedro_init_version = "1.0"\n[tool.kedro-x]\n'
        'name = "kedro-own"\ndependencies = ["pandas", "kedro-telemetry>=0.3", "kedro-airflow"]\n',
    }
    assert listed(tmp_path, files, "plugin") == [
        ("kedro-airflow", "pyproject.toml:5"),
        ("kedro-telemetry", "pyproject.toml:5"),
        ("kedro-viz", "requirements.txt:3"),
        ("kedro-docker", "src/pkg/requirements.txt:1"),
        ("kedro-mlflow", "src/requirements.in:2"),
    ]


def test_files(tmp_path: Path) -> None:
    files = {
        ".git/config": "x",
        ".github/workflows/ci.yml": "x",
        ".venv/lib/x.py": "x",
        ".gitignore": "x",
        "Dockerfile": "x",
        "README.md": "x",
        "conf/README.md": "x",
        "conf/base/catalog.yml": "",
        "conf/base/parameters.yml": "",
        "conf/base/globals.yml": "",
        "conf/base/spark.yml": "x",
        "conf/local/.gitkeep": "",
        "conf/local/credentials.yml": "",
        "conf/logging.yml": "x",
        "data/01_raw/x.csv": "x",
        "notebooks/one.ipynb": "{}",
        "own_env/pyvenv.cfg": "x",
        "own_env/lib/x.py": "x",
        "scripts/go.sh": "x",
        "src/pkg/__init__.py": "",
        "src/pkg/__main__.py": "",
        "src/pkg/__pycache__/x.pyc": "",
        "src/pkg/nodes.py": "",
        "src/pkg/query.sql": "",
        "src/setup.py": "",
        "src/pkg/test_split.py": "",
        "src/tests/test_run.py": "",
        "tests/data.json": "",
        "test_one.py": "",
    }
    found = {
        kind: [name for name, _ in listed(tmp_path, files, kind)]
        for kind in ("config", "file", "test")
    }
    assert found == {
        "config": [
            "conf/base/globals.yml",
            "conf/base/spark.yml",
            "conf/local/credentials.yml",
            "conf/logging.yml",
        ],
        "file": [
            ".github/workflows/ci.yml",
            ".gitignore",
            "Dockerfile",
            "README.md",
            "conf/README.md",
            "conf/local/.gitkeep",
            "data/",
            "notebooks/one.ipynb",
            "scripts/go.sh",
            "src/pkg/__main__.py",
            "src/pkg/query.sql",
            "src/setup.py",
        ],
        "test": ["src/tests/test_run.py", "test_one.py", "tests/data.json"],
    }


def test_commands_of_tests_are_not_listed(tmp_path: Path) -> None:
    files = {"src/tests/test_run.py": "@click.command()\ndef run(): ..."}
    assert listed(tmp_path, files, "cli") == []


def test_many_files_are_one_construct(tmp_path: Path) -> None:
    files = {f"docs/{index}.md": "x" for index in range(MAX_FILES_EACH + 1)}
    assert listed(tmp_path, files, "file") == [(f"docs/ ({MAX_FILES_EACH + 1} files)", "docs")]


def test_many_files_of_the_package_are_listed_one_by_one(tmp_path: Path) -> None:
    files = {f"src/pkg/sql/{index}.sql": "x" for index in range(MAX_FILES_EACH + 1)}
    assert {name for name, _ in listed(tmp_path, files, "file")} == files.keys()


def test_broken_python_does_no_harm(tmp_path: Path) -> None:
    files = {"src/pkg/settings.py": "HOOKS = (", "src/pkg/hooks.py": "def f(:"}
    assert constructs(tmp_path, files) == []


def test_a_class_is_known_by_what_its_base_in_another_module_is_made_from(tmp_path):
    files = {
        "src/pkg/base.py": "from kedro_datasets.pandas import CSVDataset\n\n\n"
        "class Table(CSVDataset): ...\n",
        "src/pkg/tables.py": "from .base import Table\n\n\nclass Sales(Table): ...\n",
    }
    assert listed(tmp_path, files, "dataset-class") == [
        ("Table", "src/pkg/base.py:4"),
        ("Sales", "src/pkg/tables.py:4"),
    ]


def test_a_class_that_the_catalog_names_is_a_dataset_whatever_it_is_made_from(tmp_path):
    files = {
        "conf/base/catalog.yml": "a: {type: pkg.own.Duck}\n",
        "src/pkg/own.py": "class Duck: ...\n\n\nclass Goose: ...\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    layout = Layout(str(tmp_path), "pkg", "src", "conf", "1.7.0", "Pkg")
    path = "src/pkg/own.py"
    modules = {path: Module("pkg.own", path, files[path], False)}
    configuration, _ = read_configuration(layout, modules, [])
    found = read_constructs(layout, modules, configuration)
    assert [c.name for c in found if c.kind == "dataset-class"] == ["Duck"]


def test_a_setting_may_be_imported(tmp_path):
    files = {"src/pkg/settings.py": "from pkg.hooks import HOOKS, Hook\n"}
    assert listed(tmp_path, files, "setting") == [("HOOKS", "src/pkg/settings.py:1")]


def test_commands_and_resolvers_have_several_spellings(tmp_path):
    files = {
        "src/pkg/cli.py": """
            from click import command as order
            from omegaconf import OmegaConf


            @order()
            def run(): ...


            OmegaConf.register_resolver("old", len)
            """,
    }
    assert listed(tmp_path, files, "cli") == [("run", "src/pkg/cli.py:7")]
    assert listed(tmp_path, files, "resolver") == [("old", "src/pkg/cli.py:10")]


NAMED = """
from kedro.framework.hooks import hook_impl


class Base:
    @hook_impl
    def before_node_run(self, inputs):
        return {}


class Used(Base):
    @hook_impl
    def after_catalog_created(self, catalog):
        catalog["used"] = 1


class Unused:
    \"\"\"Beside Used.\"\"\"

    @hook_impl
    def after_catalog_created(self, catalog):
        catalog["unused"] = 1


KINDS = {"some": Used}
SOME = [KINDS["some"]()]
"""
UNUSED = ["Unused.after_catalog_created"]


@pytest.mark.parametrize(
    ("settings", "more", "expected"),
    [
        ("from pkg.hooks import Used, Unused\nHOOKS = (Used(),)", {}, UNUSED),
        ("from pkg import hooks as h\nHOOKS = (h.Used(),)", {}, UNUSED),
        ("from pkg.hooks import SOME as HOOKS", {}, UNUSED),
        ("from pkg.hooks import SOME\nHOOKS = []\nHOOKS += SOME", {}, UNUSED),
        ("HOOKS = ()", {}, ["Base.before_node_run", "Used.after_catalog_created", *UNUSED]),
        ("from pkg.hooks import *\nHOOKS = (Used(), Unused())", {}, []),
        ("", {"src/pkg/run.py": "hook_manager.register(found())"}, []),
        ("", {"src/pkg/run.py": "class Context(KedroContext):\n    hooks = found()"}, []),
        ("", {"pyproject.toml": "[project.entry-points.'kedro.hooks']\np = 'pkg.hooks:x'"}, []),
    ],
)
def test_a_hook_that_kedro_is_not_given_does_not_run(
    tmp_path: Path, settings: str, more: Files, expected: list[str]
) -> None:
    files = {"src/pkg/settings.py": f"{settings}\n", "src/pkg/hooks.py": NAMED, **more}
    found = constructs(tmp_path, files)
    assert sorted(c.name for c in found if not c.runs) == sorted(expected)
    assert not any(c.changes_results for c in found if not c.runs)


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        ("project_name = 'Shop'\n    project_version = '0.15.5'", True),
        ('"""Ours."""\n    def _get_pipelines(self): return create_pipelines()', True),
        ("project_name = 'Shop'\n    def _get_feed_dict(self): return {}", False),
        ("project_name = 'Shop'\n    hooks = (Hooks(),)", False),
        ('"""Ours."""\n    __init__ = prepare', False),
    ],
)
def test_a_context_that_only_says_what_is_read_elsewhere(tmp_path, body, is_read) -> None:
    text = f"from kedro.context import KedroContext\n\n\nclass Ours(KedroContext):\n    {body}\n"
    found = constructs(tmp_path, {"src/pkg/run.py": text})
    assert [c.is_read for c in found if c.kind == "context"] == [is_read]
