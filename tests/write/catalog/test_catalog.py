"""The written catalog: configuration is data there, and never becomes code."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_catalog import PACKAGE, Run, module_of, plan, planned, text_of

from migrate.model.expressions import Expression, Literal
from migrate.model.migration import StoredDataset
from migrate.plan.catalog.formats.code import is_dotted_name
from migrate.runtime.modules import RuntimeModules
from migrate.write.catalog.module import catalog_text
from migrate.write.printing.formatting import formatted

NASTY = [
    '"', "'", '"""', "'''", "\\", "\n", "\r\n", "\t", "\0", "{", "}", "{x}", "{{0!r:>{width}}}",
    "${", "#", ";", "`", "${oc.env}", "lambda: 0", "__import__('os').system('x')", "‮", "é", "ﬁ",
    "\uff02", "\uff07", "\N{LINE SEPARATOR}", "\x85", "\ud7ff", "😀", '")\nimport os #', "\\N{DOLLAR SIGN}",
    "%s", "$(x)", "at.raw", "runtime", "_credentials('x')",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(max_size=3), min_size=1, max_size=5).map("".join)
# Interpolations have a meaning, and the rest of a path may not change it.
HOSTILE = TEXTS.filter(lambda text: text and "${" not in text and "://" not in text)
KEYS = HOSTILE.filter(lambda text: text not in {"data", "path"})


class Recorder:
    """Takes any method call, and keeps its arguments."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: self.calls.append((name, args, kwargs))


@given(name=HOSTILE, path=HOSTILE, key=KEYS, value=HOSTILE, secret=HOSTILE)
def test_hostile_texts_come_out_as_they_went_in(
    name: str, path: str, key: str, value: str, secret: str
) -> None:
    arguments = {key: [value, {value: None}]}
    entries = {
        name: {"type": "json.JSONDataset", "filepath": path, "save_args": arguments},
        f"{name}2": {
            "type": "pandas.CSVDataset",
            "filepath": path,
            "load_args": arguments,
            "save_args": {"sep": value},
        },
        f"{name}3": {
            "type": "pandas.SQLTableDataset",
            "table_name": value,
            "credentials": secret,
        },
        f"{name}4": {
            "type": "partitions.PartitionedDataset",
            "path": path,
            "dataset": "text.TextDataset",
            "filename_suffix": value,
        },
        f"{name}5": {"type": "langchain.ChatOpenAIDataset", "kwargs": arguments},
        f"{name}6": {"type": "MemoryDataset", "data": arguments},
    }
    module = module_of(text_of(entries))
    found = module.datasets()
    assert list(found) == list(entries)
    first, second, table, parts, model, held = found.values()
    assert [each.path for each in found.values()] == [path, path, "", path, "", ""]
    assert first.save.keywords == {"indent": 2, **arguments}
    assert second.load.keywords == arguments
    data = Recorder()
    second.save(data, "there")
    ((_, places, keywords),) = data.calls
    assert (places, keywords["sep"]) == (("there",), value)
    assert parts.load.keywords["suffix"] == value
    assert held.load(None) == arguments
    asked: list[str] = []
    module._credentials = lambda wanted: asked.append(wanted) or {}
    module._engine = lambda _: "engine"
    table.save(data, None)
    assert data.calls[-1] == ("to_sql", (value, "engine"), {"index": False})
    assert asked == [secret]
    assert model.load is not None


@given(HOSTILE.filter(lambda text: not is_dotted_name(text)) | st.sampled_from(["class", "None"]))
def test_hostile_types_are_never_imported(type_: str) -> None:
    ast.parse(text_of({"x": {"type": f"{type_}.X", "filepath": "x"}}))
    text = text_of({"x": {"type": f"a.{type_}", "filepath": "x"}})
    imported = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"Any", "Dataset", "NoReturn", "partial", "a"}


@given(environment=HOSTILE, folder=HOSTILE, rest=HOSTILE)
@pytest.mark.integration
def test_hostile_folders_and_environments(environment: str, folder: str, rest: str) -> None:
    rest = rest.replace("{", "").replace("}", "")
    entries = {n: {"type": "text.TextDataset", "filepath": f"{folder}{rest}{n}"} for n in "xy"}
    raw = {n: {"filepath": f"${{globals:raw}}{rest}{n}"} for n in "xy"}
    base = planned(plan(entries, raw))
    assert base.constants == {"RAW": folder}
    other = StoredDataset("x", Literal("other"))
    changed = replace(
        base,
        base=tuple(
            replace(e, path=Expression(e.path.text.replace("RAW", "at.raw", 1))) for e in base.base
        ),
        environments={environment: (other,)},
        folders={"base": {"raw": folder}, "e": {"raw": f"{folder}2"}},
        constants={},
    )
    module = module_of(catalog_text(base, RuntimeModules(PACKAGE)))
    assert module.datasets()["x"].path == f"{folder}{rest}x"
    module = module_of(catalog_text(changed, RuntimeModules(PACKAGE)))
    assert module.datasets("no such")["x"].path == f"{folder}{rest}x"
    assert module.datasets("e")["y"].path == f"{folder}2{rest}y"
    assert module.datasets(environment)["x"].path == "other"


@pytest.mark.parametrize("text", NASTY)
def test_the_layout_changes_no_text(text: str) -> None:
    entries = {f"a{text}": {"type": "json.JSONDataset", "filepath": f"b{text}.json"}}
    written = formatted({"catalog.py": text_of(entries)}, {}, PACKAGE)["catalog.py"]
    ((name, dataset),) = module_of(written).datasets().items()
    assert name == f"a{text}"
    assert (dataset.path() if callable(dataset.path) else dataset.path) == f"b{text}.json"


@pytest.mark.parametrize(
    ("path", "environment", "runtime", "expected"),
    [
        ("${oc.env:FOLDER}/x.json", {"FOLDER": "here"}, {}, "here/x.json"),
        ("data/${oc.env:RUN, first-run}/x.json", {}, {}, "data/first-run/x.json"),
        ("data/${oc.env:RUN,'a b'}/x.json", {"RUN": "2"}, {}, "data/2/x.json"),
        ("data/${runtime_params:id}/x.json", {}, {"id": "7"}, "data/7/x.json"),
        ("${runtime_params:id}", {}, {"id": "x.json"}, "x.json"),
        ('a"b/${oc.env:RUN}/{x}.json', {"RUN": "2"}, {}, 'a"b/2/{x}.json'),
    ],
)
def test_interpolations_of_a_run(
    path: str,
    environment: dict[str, str],
    runtime: dict[str, str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    module = module_of(text_of({"x": {"type": "json.JSONDataset", "filepath": path}}))
    given = {"runtime": runtime} if runtime else {}
    found = module.datasets(**given)["x"].path
    assert (found() if callable(found) else found) == expected


def test_a_runtime_parameter_that_is_not_given_is_missed_only_when_it_is_used(
    tmp_path: Path,
) -> None:
    entries = {"x": {"type": "json.JSONDataset", "filepath": "${runtime_params:id}/x.json"}}
    module = module_of(text_of(entries))
    run = Run(module.datasets(), tmp_path)
    with pytest.raises(OSError, match="needs the parameter 'id'"):
        run.load("x")


def test_only_what_is_used_is_written() -> None:
    text = text_of(
        {"x": {"type": "text.TextDataset", "filepath": "_read_json pd. plt SimpleNamespace"}}
    )
    assert re.findall(r"def (\w+)", text) == ["_write_text", "datasets"]
    assert "import pandas" not in text
    assert "SimpleNamespace\n" not in text.partition("def datasets")[0]


def test_classes_have_short_names_that_mean_nothing_else() -> None:
    types = ("datasets.tables.Sales", "north.Stock", "south.Stock", "shop.io.Dataset", "pandas.GBQ")
    text = text_of({f"x{n}": {"type": name, "filepath": "é"} for n, name in enumerate(types)})
    for line in (
        "from datasets.tables import Sales",  # not `import datasets`, as the catalog's function is
        "from north import Stock as north_Stock",
        "from south import Stock as south_Stock",
        "from shop.io import Dataset as shop_io_Dataset",
        "import kedro_datasets.pandas",  # which imports GBQ's library when it is used
        "lambda path: Sales(filepath=str(path)).load()",
        "lambda path: south_Stock(filepath=str(path)).load()",
        "lambda path: shop_io_Dataset(filepath=str(path)).load()",
        "lambda path: kedro_datasets.pandas.GBQ(filepath=str(path)).load()",
    ):
        assert line in text
