"""What comes along of the rest of a package, and what does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

pytestmark = pytest.mark.usefixtures("any_layout")

NODES = """
from shop.tools import clean


def cleaned(df):
    return clean(df)


@clean.register
def kept(df):
    return df
"""
TOOLS = """
import json
import os

from kedro.io import DataCatalog


def clean(df):
    return df.dropna()


def catalog_size(path):
    # Kedro's own: nobody but the command line needs it.
    return len(DataCatalog.from_config(json.loads(open(path).read())))


def folder():
    return os.getcwd()
"""
FILES = pipeline_files("sales", NODES, 'node(cleaned, "orders", "tidy"), node(kept, "tidy", "x")')


def test_a_helper_of_other_modules_stays_where_it_is_without_what_is_kedros(shop):
    other = "from shop.tools import clean, folder\n\n\ndef main():\n    print(clean, folder())\n"
    files = plan_migration(
        shop({**FILES, "src/shop/tools.py": TOOLS, "src/shop/report.py": other})
    ).files
    text = files["shop/tools.py"]
    assert "def clean" in text
    assert "import os" in text
    assert "kedro" not in text
    assert "catalog_size" not in text
    assert "import json" not in text
    assert files["shop/report.py"] == other


def test_an_import_of_what_has_gone_goes(shop):
    init = "from .tools import catalog_size, folder\n\nVERSION = 1\n"
    files = plan_migration(
        shop({**FILES, "src/shop/tools.py": TOOLS, "src/shop/__init__.py": init})
    ).files
    assert "catalog_size" not in files["shop/__init__.py"]
    assert "from shop.tools import folder" in files["shop/__init__.py"]


def test_what_nodes_need_of_kedro_stays_and_is_reported(shop):
    nodes = (
        "from shop.tools import catalog_size\n\n\ndef size(path):\n    return catalog_size(path)\n"
    )
    files = pipeline_files("sales", nodes, 'node(size, "params:path", "size")')
    files["conf/base/parameters.yml"] = "path: a.json\n"
    migration = plan_migration(shop({**files, "src/shop/tools.py": TOOLS}))
    assert "K458" in {each.code for each in migration.plan.diagnostics}
    assert "kedro" in migration.files["pyproject.toml"]
    written = "".join(text for path, text in migration.files.items() if path.endswith(".py"))
    assert "from kedro.io import DataCatalog" in written
    assert "def size(path: str) -> Any:" in written


def test_a_settings_module_does_not_come_along(shop):
    files = plan_migration(shop({**FILES, "src/shop/tools.py": TOOLS})).files
    assert "shop/settings.py" not in files
    assert "shop/pipeline_registry.py" not in files


@pytest.mark.layout
def test_lines_are_as_long_as_the_project_wants_them(shop):
    """An import that is unused where it stays says so: it may have an effect."""
    about = shop({}).joinpath("pyproject.toml").read_text()
    project = shop(
        {
            **FILES,
            "src/shop/tools.py": "import colorsys\n" + TOOLS,
            "pyproject.toml": about.replace("100", "40"),
        }
    )
    files = plan_migration(project).files
    assert "import colorsys  # noqa: F401\n" in files["shop/tools.py"]
    lines = [line for line in files["shop/sales.py"].splitlines() if "#" not in line]
    assert max(map(len, lines)) <= 40
    assert "[tool.ruff]\nline-length = 40" in files["pyproject.toml"]


def test_a_module_that_a_lambda_looks_into_stays_as_it_is(shop):
    functions = "import json\n\n\ndef clean(df):\n    return df\n\n\ndef fill(df):\n    return df\n"
    listed = 'node(lambda x: nodes.clean(x), "a", "b"), node(nodes.fill, "b", "c")'
    files = plan_migration(
        shop(pipeline_files("sales", functions, listed)), validate_with=Path(sys.executable)
    ).files
    assert "    return nodes.clean(a)" in files["shop/sales.py"]
    assert "def clean" in files["shop/pipelines/sales/nodes.py"]
    assert "def fill" in files["shop/pipelines/sales/nodes.py"]


def test_a_factory_from_a_star_import_is_called_where_it_is(shop):
    functions = """
        def scaler(factor):
            def scale(df):
                return df * factor

            return scale
        """
    made = plan_migration(
        shop(pipeline_files("sales", functions, 'node(scaler(3), "a", "b")'))
    ).files
    assert "from shop.pipelines.sales.nodes import scaler" in made["shop/sales.py"]
    assert "    return scaler(3)(a)" in made["shop/sales.py"]
    assert "def scaler" in made["shop/pipelines/sales/nodes.py"]


def reasons(shop, nodes, pipeline, **more):
    """Why each node's function is called as it is."""
    files = {**pipeline_files("sales", nodes, pipeline), **more}
    plan = plan_migration(shop(files)).plan
    return {record.id: record.reason for record in plan.nodes if record.code == "K413"}


CLEAN = "def clean(df):\n    return df\n"
STAYS = ", so it stays a function of its own and is called"
AT = "shop.pipelines.sales.nodes"


def test_who_else_uses_a_function_is_said_by_name(shop):
    count = "\n\ndef count(df):\n    return len(clean(df))\n"
    found = reasons(shop, CLEAN + count, 'node(clean, "a", "b", name="n"), node(count, "a", "c")')
    assert found == {"n": f"count in {AT} uses clean, too{STAYS}"}


def test_an_eval_in_the_module_is_said_to_be_the_cause(shop):
    run = "\n\ndef run(df, text):\n    return eval(text)\n"
    found = reasons(shop, CLEAN + run, 'node(clean, "a", "b", name="n")')
    assert found == {"n": f"eval() of run in {AT} may use clean{STAYS}"}


def test_several_nodes_of_one_function_are_said_to_be_the_cause(shop):
    other = "from kedro.pipeline import node, pipeline\n\nfrom shop.pipelines.sales.nodes import "
    other += "clean\n\n\ndef create_pipeline():\n"
    other += '    return pipeline([node(clean, "c", "d", name="m")])\n'
    files = {
        "src/shop/pipelines/other/__init__.py": "from .pipeline import create_pipeline\n",
        "src/shop/pipelines/other/pipeline.py": other,
    }
    found = reasons(shop, CLEAN, 'node(clean, "a", "b", name="n")', **files)
    assert found == dict.fromkeys(["n", "m"], f"several nodes use clean{STAYS}")
