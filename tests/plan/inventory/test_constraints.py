"""The versions that the Kedro project asks for are those of the new project."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.code.parsing import parse_toml
from migrate.plan.inventory.constraints import constrained, constraints

pytestmark = pytest.mark.usefixtures("any_layout")

SETUP = 'from setuptools import setup\n\nrequires = ["pandas>=1.3,<3"]\nsetup({})\n'
STATED = {
    "requirements": ("requirements.txt", "pandas >= 1.3, <3  # tables\n"),
    "in the sources": ("src/requirements.txt", "-r other.txt\n\npandas>=1.3,<3\n"),
    "with hashes": ("requirements.txt", "pandas>=1.3,<3 --hash=sha256:00\n"),
    "compiled from": ("requirements.in", "pandas>=1.3,<3\n-e .\n"),
    "pyproject": ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["pandas>=1.3,<3"]\n'),
    "an extra": (
        "pyproject.toml",
        '[project.optional-dependencies]\nall = ["pandas (>=1.3, <3)"]\n',
    ),
    "poetry": ("pyproject.toml", '[tool.poetry.dependencies]\npandas = ">=1.3,<3"\n'),
    "setup.py": ("setup.py", SETUP.format('install_requires=["pandas>=1.3,<3"]')),
    "a list in setup.py": ("setup.py", SETUP.format("install_requires=requires")),
    "setup.cfg": ("setup.cfg", "[options]\ninstall_requires =\n    pandas>=1.3,<3\n    numpy\n"),
    "conda": ("environment.yml", "dependencies:\n  - numpy=1\n  - pip:\n      - pandas>=1.3,<3\n"),
}


@pytest.mark.parametrize("name", STATED)
def test_where_constraints_stand(name):
    path, text = STATED[name]
    assert constrained(["pandas", "numpy"], constraints({path: text}), None) == [
        "numpy",
        "pandas>=1.3,<3",
    ]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("^1.2", ">=1.2,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("~=1.2", "~=1.2"),
        ("*", ""),
        (">=1,!=1.5", ">=1,!=1.5"),
    ],
)
def test_poetrys_own_operators(written, means):
    text = f'[tool.poetry.dependencies]\npandas = {{version = "{written}", extras = ["x"]}}\n'
    assert constrained(["pandas"], constraints({"pyproject.toml": text}), None) == [
        f"pandas{means}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "pandas @ https://example.com/pandas.whl",
        "git+https://example.com/pandas",
        "# pandas==1",
        "./pandas",
        "--find-links pandas==1",
    ],
)
def test_what_names_no_version(text):
    assert constraints({"requirements.txt": text}) == {}


def test_extras_and_markers_stay():
    found = constraints({"requirements.txt": 'dask[complete]>=2; python_version < "3.13"\n'})
    assert constrained(["dask"], found, None) == ['dask[complete]>=2; python_version < "3.13"']


def test_locked_versions_are_none():
    texts = {"poetry.lock": 'name = "pandas"\nversion = "1.0"\n', "requirements.lock": "pandas==1"}
    assert constraints(texts) == {}


def test_the_projects_own_statement_comes_first():
    texts = {
        "dev-requirements.txt": "pandas==1",
        "requirements.txt": "pandas>=2",
        "src/requirements.txt": "pandas>=3\nnumpy<2",
    }
    found = constraints(texts)
    assert constrained(["pandas", "numpy"], found, None) == ["numpy<2", "pandas>=2"]


@pytest.mark.parametrize(
    ("stated", "made_with", "needed"),
    [
        ("", "0.18.14", "kedro>=0.18.14,<0.19"),
        ("", "0.19.3", "kedro>=0.19.3,<0.20"),
        ("", "1.2.0", "kedro>=1.2.0,<2"),
        ("", None, "kedro"),
        ("kedro~=0.19.6", "0.19.3", "kedro~=0.19.6"),
        ("kedro>=0.18", "0.19.3", "kedro>=0.18,<0.20"),
        ("kedro[pandas]==0.18.4", None, "kedro==0.18.4"),
        ("kedro==0.17.5", "0.17.5", "kedro>=0.18,<0.19"),
        ("", "0.16.6", "kedro>=0.18,<0.19"),
        ("kedro-datasets>=3.0", None, "kedro-datasets>=3.0,<4"),
        ("kedro-datasets[pandas]~=4.1", None, "kedro-datasets~=4.1"),
        ("kedro-datasets~=1.0", "0.18.14", "kedro-datasets"),
    ],
)
def test_kedro_is_bounded_by_the_source(stated, made_with, needed):
    name = "kedro-datasets" if "datasets" in needed else "kedro"
    found = constraints({"requirements.txt": stated})
    assert constrained([name], found, made_with) == [needed]


def test_a_project_that_uses_kedro_itself(shop, tmp_path):
    nodes = (
        "import pandas as pd\nfrom kedro.io import MemoryDataset\n\n\n"
        "def clean(table):\n    return pd.DataFrame(MemoryDataset(table).load())\n"
    )
    files = pipeline_files("sales", nodes, 'node(clean, "table", "cleaned", name="clean"),')
    root = shop({**files, "requirements.txt": "pandas>=1.5\nkedro>=1.6\nunused==1\n"})
    text = plan_migration(root, tmp_path / "new").files["pyproject.toml"]
    needed = parse_toml(text)["project"]["dependencies"]
    assert needed == ["apache-hamilton>=1.90", "kedro>=1.6,<2", "pandas>=1.5"]
