"""Code that looks for places outside of its package: found by the steps upwards that it takes."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

OUTSIDE = {
    "ROOT = Path(__file__).parents[4]": "__file__",
    "ROOT = dirname(dirname(dirname(dirname(dirname(__file__)))))": "__file__",
    "HERE = Path(__file__).resolve()\nPACKAGE = HERE.parents[2]\nROOT = PACKAGE.parent": "PACKAGE",
    "HERE = dirname(abspath(__file__))\nROOT = join(HERE, pardir, pardir, pardir)": "HERE",
    "HERE = Path(__file__).parent\nROOT = HERE / '../../../..'": "HERE",
    "ROOT = SHOP.parent.parent": "SHOP",
    "ROOT = Path(shop.__file__).parents[1]": "__file__",
    "ROOT = Path(find_spec('shop').origin).parents[1]": "find_spec()",
    "ROOT = files('shop').parent": "files()",
    "ROOT = Path(inspect.getfile(act)).parents[4]": "getfile()",
    "ROOT = next(p for p in Path(__file__).parents if (p / 'conf').exists())": "__file__",
    "ROOT = climb(Path(__file__).parent)": "__file__",
    "ROOT = Path.cwd()": "Path.cwd()",
    "from os import getcwd\n\nROOT = getcwd()": "getcwd()",
    # None of these leaves the package.
    "ROOT = Path(__file__).parents[2]": None,
    "HERE = Path(__file__).parent\nDATA = HERE.parent / 'data'": None,
    "ROOT = SHOP / 'data'": None,
    "ROOT = Path(shop.__file__).parent": None,
    "ROOT = files('shop').joinpath('data')": None,
    "FILE = SHOP / 'cache' / 'x.txt'\nFILE.parent.mkdir(exist_ok=True)": None,
    "ROOT = SHOP  # and not Path.cwd(), nor SHOP.parent.parent": None,
    "TEXT = 'Path(__file__).parents[9], or Path.cwd()'": None,
    "HERE = Path(__file__).parent  # .parent.parent.parent.parent.parent": None,
    "NAMES = {'root': SHOP}\nROOT = Path('a/b').parent.parent": None,
}
MODULE = """
import inspect
from importlib.resources import files
from importlib.util import find_spec
from os.path import abspath, dirname, join, pardir
from pathlib import Path

import shop
from shop.paths import SHOP


def climb(here):
    while not (here / "conf").is_dir():
        here = here.parent
    return here


{code}


def act(table):
    return table.assign(root=str(ROOT))
"""


@pytest.mark.parametrize("code", OUTSIDE)
def test_steps_out_of_the_package_are_said(shop, code: str) -> None:
    text = MODULE.replace("{code}", code)
    files = {
        **pipeline_files("sales", text, 'node(act, "table", "made", name="act"),'),
        "src/shop/paths.py": "from pathlib import Path\n\nSHOP = Path(__file__).parent\n",
        "conf/base/catalog.yml": "table: {type: pandas.CSVDataset, filepath: data/table.csv}\n",
    }
    said = [each for each in plan_migration(shop(files)).plan.diagnostics if each.code == "K464"]
    way = OUTSIDE[code]
    assert [each.message.partition(", by ")[2].partition(";")[0] for each in said] == [way] * bool(
        way
    )


def test_a_package_itself_is_no_place_outside_of_it(shop) -> None:
    files = {
        **pipeline_files("sales", "def act(table):\n    return table\n", 'node(act, "a", "b"),'),
        "src/shop/tools/__init__.py": "from pathlib import Path\n\n"
        "HERE = Path(__file__).parent\nSHOP = HERE.parent\n",
    }
    assert not [e for e in plan_migration(shop(files)).plan.diagnostics if e.code == "K464"]
