"""Texts of a project in the files that are written: whatever they hold, they stay texts."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration, write_project
from migrate.model.literals import json_text, toml_text, visible
from migrate.write.printing.repeated_rows import repeated_names
from migrate.write.printing.text import cell, docstring, one_line

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

WORDS = {
    "quotes at the end": 'x"""',
    "four quotes": '""""x""""',
    "one quote": 'x"',
    "both quotes": 'it\'s "x"',
    "a backslash at the end": "x\\",
    "a backslash and a quote": 'x\\"',
    "a name of a letter": "\\N{DASH} \\u12 \\x",
    "braces": "{x} {{",
    "several lines": 'a\nimport os\n"""\nb',
    "a carriage return": "a\rimport os",
    "a form feed": "a\x0cb",
    "line separators": "a\u2028import os\u2029b\x85c",
    "direction": "a\u202eb\u2066c",
    "an escape sequence": "\x1b[31mx\x1b]0;y\x07",
    "a NUL": "a\0b",
    "a half of a letter": "a\ud800b",
    "no ASCII": "é 漢 🎉",
    "Markdown": "a|b `c` <d>",
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_each_form_gives_the_text_back(word: str) -> None:
    text = docstring(word)
    assert ast.literal_eval(text).strip() == word
    assert json.loads(json_text({word: [word]})) == {word: [word]}
    assert tomllib.loads(f"x = {toml_text(word)}")["x"] == word.replace("\ud800", "?")
    for shown in (text, json_text(word), toml_text(word), one_line(word), cell(word)):
        shown.encode()
        assert visible(shown) == shown
    assert len(one_line(word).splitlines()) == len(cell(word).splitlines()) == 1


def test_a_cell_holds_its_fence_and_its_bar() -> None:
    assert cell("kedro run") == "`kedro run`"
    assert cell("a|b") == "`a\\|b`"
    assert cell("a``b`c") == "``` a``b`c ```"


def test_a_name_that_looks_like_our_mark_is_no_part_of_a_loop() -> None:
    names = [f"a\0<print(1)>{number}" for number in range(9)]
    assert repeated_names(names) is None
    assert repeated_names([f"a\\x00<print(1)>{number}" for number in range(9)]) is None


def test_a_project_full_of_such_names_is_written_and_whole(shop, tmp_path: Path) -> None:
    """Names of pipelines, datasets and parameters, comments, docstrings, the project's own name."""
    nodes = f"""
        {" ".join(WORDS.values())!a}


        def double(x):
            return 2 * x
    """
    pipeline = f"""
        *(node(double, "params:start", word) for word in {[*WORDS.values()]!a}),
        *(node(lambda x: x, word, word + "two") for word in {[*WORDS.values()]!a}),
        *(node(double, "a\\0<i>" + str(i), "a\\0<i>" + str(i + 1)) for i in range(9)),
    """
    files = pipeline_files("sales", nodes, pipeline) | {
        "src/shop/pipeline_registry.py": f"""
            from shop.pipelines.sales import create_pipeline


            def register_pipelines():
                made = create_pipeline()
                return {{"__default__": made, **{{word: made for word in {[*WORDS.values()]!a}}}}}
        """,
        "conf/base/parameters.yml": '# \u202eabove\n\'a"""b\': 1  # beside \u2066\nstart: 3\n',
        "pyproject.toml": "[tool.kedro]\n"
        'package_name = "shop"\n'
        f"project_name = {toml_text(' '.join(filter(str.isprintable, WORDS.values())))}\n"
        'kedro_init_version = "1.7.0"\n',
    }
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    for path, text in migration.files.items():
        assert (tmp_path / "new" / path).read_bytes() == text.encode()
        assert visible(text) == text
        if path.endswith(".py"):
            ast.parse(text)
    document = json.loads((tmp_path / "new/migration.json").read_text(encoding="utf-8"))
    assert set(WORDS.values()) < document["pipelines"].keys()
    table = ast.parse(migration.files["shop/driver.py"])
    constants = {each.value for each in ast.walk(table) if isinstance(each, ast.Constant)}
    assert set(WORDS.values()) < constants
    assert tomllib.loads(migration.files["pyproject.toml"])["project"]["name"]
