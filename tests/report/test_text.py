"""What a person reads after a migration."""

from __future__ import annotations

import re
from dataclasses import replace

from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.model.diagnostics import Place, diagnostic
from migrate.report.text import summary

NODES = "def double(x):\n    return x * 2\n"


def told(shop, diagnostics):
    nodes = 'node(double, "params:start", "doubled", name="double")'
    files = {**pipeline_files("sales", NODES, nodes), "conf/base/parameters.yml": "start: 3\n"}
    migration = plan_migration(shop(files))
    plan = replace(migration.plan, diagnostics=tuple(diagnostics))
    return summary(plan, {"run.py": ""}, "wrote new")


def test_nothing_to_look_at(shop):
    assert told(shop, []).splitlines()[-2:] == ["", "Nothing needs a look."]


def test_numbers_have_their_nouns(shop):
    lines = told(shop, [diagnostic("K114", nodes=1, pipelines=1, kedro="1.7", python="3.11")])
    assert "    1 node             1 moved" in lines
    assert "    2 pipelines        __default__ (1), sales (1)" in lines
    assert "    1 file\n" in lines
    assert lines.endswith("\n1 note in migration.json.")


def test_errors_come_first_and_one_code_does_not_hide_the_others(shop):
    broken = [diagnostic("K301", Place(f"src/f{n}.py", 1), reason="no") for n in range(7)]
    lost = diagnostic("K205", Place("conf/base/catalog.yml", 4), name="x")
    text = told(shop, [*broken, lost])
    assert text.partition("\n\n8 to look at")[2] == (
        " (`migrate explain CODE` says more of each code):\n"
        "\n"
        "  conf/base/catalog.yml:4: K205 error: The catalog entry 'x' is no mapping\n"
        "    -> Give it a type, or start its name with an underscore if it is only a template.\n"
        "\n"
        + "".join(
            f"  src/f{n}.py:1: K301 warning: This file has a syntax error: no\n" for n in range(5)
        )
        + "  ... and 2 more of K301 in migration.json\n"
        "    -> Mend it and run again. Nothing that is defined in this file can be migrated."
    )


def test_what_holds_for_many_names_is_said_once(shop):
    catalog = "conf/base/catalog.yml"
    own = [
        diagnostic("K459", Place(catalog, line), name=f"table_{line}", check="shop.io.Table")
        for line in range(1, 9)
    ]
    other = diagnostic("K459", Place(catalog, 20), name="chart", check="shop.io.Chart")
    text = told(shop, [*own, other])
    assert text.partition("of each code):\n\n")[2].partition("\n    ->")[0].splitlines() == [
        f"  {catalog}:1: K459 warning: dataset table_1: nothing checks it any more; in Kedro "
        "shop.io.Table does when it is loaded and saved",
        "      the same of 7 more: table_2, table_3, table_4, table_5, table_6, ...",
        f"  {catalog}:20: K459 warning: dataset chart: nothing checks it any more; in Kedro "
        "shop.io.Chart does when it is loaded and saved",
    ]


def test_what_is_counted_is_what_is_listed(shop):
    catalog, tests = "conf/base/catalog.yml", "tests/test_it.py"
    named = [
        diagnostic("K459", Place(catalog, line), name=name, check="shop.io.Table")
        for line, name in enumerate(("a", "b", "b", "c", "d", "e", "f", "g", "a"), 1)
    ]
    apart = [
        diagnostic("K473", Place(tests, n), name=f"test_{n}", reason=f"it is {n}", fate="")
        for n in range(1, 13)
    ]
    info = diagnostic("K453", Place(catalog, 1), needs="x needs", name="y", given="z", meant="")
    text = told(shop, [*named, *apart, info])
    whole = int(re.search(r"^(\d+) to look at", text, re.MULTILINE)[1])
    lines = re.findall(r"^  \S+: K\d+ (?:warning|error): ", text, re.MULTILINE)
    more = re.findall(r"^ +(?:the same of|\.\.\. and) (\d+) more", text, re.MULTILINE)
    assert whole == len(named) + len(apart) == len(lines) + sum(map(int, more))
    assert "the same of 8 more places: b, c, d, e, f, ..." in text
    assert text.endswith("\n1 note in migration.json.")


def test_what_names_nothing_is_said_of_each_place(shop):
    places = [Place("src/shop/one.py", 3), Place("src/shop/two.py", 4)]
    text = told(shop, [diagnostic("K464", place, what="x") for place in places])
    assert text.count("K464 warning") == 2 and "the same of" not in text


def test_a_name_of_several_lines_takes_one(shop):
    text = told(shop, [diagnostic("K205", Place("conf/a\nb.yml", 4), name="x\n0 to look at\t")])
    assert (
        "  conf/a\\nb.yml:4: K205 error: The catalog entry 'x\\n0 to look at\\t' is no map" in text
    )
