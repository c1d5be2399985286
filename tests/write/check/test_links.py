"""Whether written modules fit together: what is found, and what is no fault."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.model.diagnostics import CannotMigrate
from migrate.write import check_edges, written_files
from migrate.write.check.links import check_links

SALES = pipeline_files("sales", "def clean(a):\n    return a\n", 'node(clean, "a", "b")')


@pytest.fixture
def written(shop):
    catalog = "a: {type: json.JSONDataset, filepath: a.json}\n"
    plan = plan_migration(shop({**SALES, "conf/base/catalog.yml": catalog})).plan
    return plan, written_files(plan)


FAULTS = {
    "import shop.gone\n": "no shop.gone",
    "from shop import gone\n": "shop has no gone",
    "from shop.storage import gone\n": "shop.storage has no gone",
    "from .storage import gone\n": "shop.storage has no gone",
    "def f():\n    from shop.driver import gone\n": "shop.driver has no gone",
    "class A:\n    import shop.gone.more\n": "no shop.gone.more",
}
GOOD = [
    "import shop.storage as s\nfrom shop import catalog\nfrom .driver import PIPELINES, build\n",
    "try:\n    from shop import gone\nexcept ImportError:\n    gone = None\n",
    "import contextlib\nwith contextlib.suppress(ImportError):\n    import shop.gone\n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.gone import A\n",
    "import gone.shop\n",
    "from shop.storage import *\n",
]


@pytest.mark.parametrize(("text", "detail"), FAULTS.items())
def test_what_is_taken_has_to_be_there(written, text, detail):
    plan, files = written
    (found,) = check_links(plan, {**files, "shop/more.py": text})
    assert (found.code, str(found.place).partition(":")[0]) == ("K908", "shop/more.py")
    assert found.message.endswith(detail)


@pytest.mark.parametrize("text", GOOD)
def test_what_may_fail_or_is_there_is_no_fault(written, text):
    plan, files = written
    assert not check_links(plan, {**files, "shop/more.py": text})


BINDS = """
    import os.path as one, json
    two, (three, *four) = range(3), [1]
    five: int = 5
    if json:
        six = 6
    try:
        seven = 7
    except ValueError as eight:
        pass
    with open(__file__) as nine:
        pass
    for ten in []:
        pass
    match two:
        case {"a": eleven, **twelve}:
            pass
    if (thirteen := 13):
        pass
    class fourteen: inner = 1
    def fifteen(): local = 1
    sixteen = [hidden for hidden in []]
"""


def test_every_way_to_bind_a_name_is_known(written):
    plan, files = written
    names = ["one", "json", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    names += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]
    both = {**files, "shop/more.py": textwrap.dedent(BINDS)}
    both["shop/other.py"] = f"from shop.more import {', '.join(names)}\n"
    assert not check_links(plan, both)
    both["shop/other.py"] = "from shop.more import inner, local, hidden\n"
    assert len(check_links(plan, both)) == 3


def test_a_module_beside_a_folder_of_its_name_is_a_fault(written):
    plan, files = written
    both = {**files, "shop/sales/tools/one.py": ""}
    assert [str(d.place) for d in check_links(plan, both)] == ["shop/sales.py"]
    kept = replace(plan, kept=dict.fromkeys(("shop/odd.py", "shop/odd/more.py"), ""))
    assert not check_links(kept, {**files, **kept.kept})


def test_what_the_source_imports_in_vain_is_left_as_it_is(shop):
    text = "from shop.gone import it\nfrom shop.pipelines import sales, gone\n"
    plan = plan_migration(
        shop({**SALES, "src/shop/tools.py": f"{text}\n\ndef use():\n    return it\n"})
    ).plan
    files = written_files(plan)
    assert "from shop.gone import it" in files["shop/tools.py"]
    assert not check_edges(plan, files)


def test_what_a_script_beside_the_package_imports_in_vain_is_left_as_it_is(shop):
    text = "from shop.pipelines.sales.nodes import gone\n\nprint(gone)\n"
    plan = plan_migration(shop({**SALES, "notebooks/figures.py": text})).plan
    assert not check_edges(plan, written_files(plan))


def test_a_fault_is_told_with_its_place(shop, monkeypatch):
    taken = "from shop.gone import it\n\nit()"
    monkeypatch.setattr("migrate.write.dataflow.modules.docstring", lambda _: taken)
    with pytest.raises(CannotMigrate, match=r"^shop/sales.py:\d: K908: .* shop.gone has no it$"):
        plan_migration(shop(SALES), Path("unused"))
