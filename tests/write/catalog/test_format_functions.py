"""Format functions of the written catalog: what is loaded and saved in one way is said once."""

from __future__ import annotations

import ast
import pickle
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_catalog import PACKAGE, module_of, plan, planned, text_of

from migrate.model.expressions import NOTHING
from migrate.model.migration import CatalogPlan, StoredDataset
from migrate.runtime.modules import RuntimeModules
from migrate.write.catalog.format_functions import written_out
from migrate.write.catalog.module import catalog_text
from migrate.write.printing.formatting import formatted

CSV, JSON, PICKLE = "pandas.CSVDataset", "json.JSONDataset", "pickle.PickleDataset"
Entries = dict[str, dict[str, Any]]


def entry(type_: str, path: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "filepath": path, **more}


def laid_out(given: Entries) -> str:
    """The format functions and the entries of a catalog of tables."""
    text = text_of(given, makes=dict.fromkeys(given, "pandas.DataFrame"))
    written = formatted({"catalog.py": text}, {}, PACKAGE, line_length=100)["catalog.py"]
    functions = re.findall(r"^def [a-z](?:.+\n)+", written.partition("def datasets")[0], re.M)
    held = written.partition("    return {\n")[2].rpartition("    }\n")[0]
    return "".join([*functions, re.sub("^ {8}", "", held, flags=re.M)])


ROWS: dict[str, tuple[Entries, str]] = {
    "what is the same stands in the function": (
        {name: entry(CSV, f"data/{name}.csv") for name in ("sales", "shops", "stock")},
        """\
def csv(path: str) -> Dataset:
    return Dataset(path, pd.read_csv, partial(pd.DataFrame.to_csv, index=False))
"sales": csv("data/sales.csv"),
"shops": csv("data/shops.csv"),
"stock": csv("data/stock.csv"),
""",
    ),
    "what all give is named, and what only some give is not": (
        {
            "sales": entry(JSON, "data/sales.json"),
            "shops": entry(JSON, "data/shops.json", save_args={"indent": 4}),
            "stock": entry(JSON, "data/stock.json", save_args={"sort_keys": True}),
        },
        """\
def json_file(path: str, indent: int = 2, **save: Any) -> Dataset:
    return Dataset(path, _read_json, partial(_write_json, indent=indent, **save))
"sales": json_file("data/sales.json"),
"shops": json_file("data/shops.json", indent=4),
"stock": json_file("data/stock.json", sort_keys=True),
""",
    ),
    "a flag that some have is a parameter": (
        {
            "sales": entry(PICKLE, "data/08_models/north/sales.pkl"),
            "shops": entry(PICKLE, "data/08_models/north/shops.pkl", versioned=True),
            "stock": entry(PICKLE, "data/08_models/north/stock.pkl"),
        },
        """\
def pickled(path: str, versioned: bool = False) -> Dataset:
    return Dataset(path, _read_pickle, _write_pickle, exact=True, versioned=versioned)
"sales": pickled("data/08_models/north/sales.pkl"),
"shops": pickled("data/08_models/north/shops.pkl", versioned=True),
"stock": pickled("data/08_models/north/stock.pkl"),
""",
    ),
    "an argument of both sides is one parameter": (
        {
            name: entry(
                "pandas.ExcelDataset",
                "data/book.xlsx",
                load_args={"sheet_name": name},
                save_args={"sheet_name": name},
            )
            for name in ("sales", "shops")
        },
        """\
def excel(path: str, sheet_name: str) -> Dataset:
    return Dataset(
        path,
        partial(pd.read_excel, engine="openpyxl", sheet_name=sheet_name),
        partial(pd.DataFrame.to_excel, engine="openpyxl", index=False, sheet_name=sheet_name),
    )
"sales": excel("data/book.xlsx", sheet_name="sales"),
"shops": excel("data/book.xlsx", sheet_name="shops"),
""",
    ),
    "what would take more lines stays written out": (
        {
            "sales": entry("pandas.ParquetDataset", "data/sales.parquet"),
            "shops": entry("pandas.FeatherDataset", "data/shops.feather"),
            "stock": entry(PICKLE, "data/stock.pkl"),
        },
        """\
"sales": Dataset("data/sales.parquet", pd.read_parquet, pd.DataFrame.to_parquet),
"shops": Dataset("data/shops.feather", pd.read_feather, pd.DataFrame.to_feather),
"stock": Dataset("data/stock.pkl", _read_pickle, _write_pickle, exact=True),
""",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_catalog(name: str) -> None:
    given, expected = ROWS[name]
    assert laid_out(given) == expected


def entries_of(given: Entries) -> list[StoredDataset]:
    return list(planned(plan(given)).base)


def written(found: Iterable[StoredDataset]) -> Any:
    """The module with these entries."""
    held = tuple(found)
    imports = tuple(sorted({i for each in held for i in each.imports}, key=str))
    return module_of(catalog_text(CatalogPlan(held, {}, imports), RuntimeModules(PACKAGE)))


def test_what_only_loads_and_has_no_argument_of_its_own_is_no_call_that_lacks_one() -> None:
    type_ = "pandas.ExcelDataset"
    found = entries_of({
        name: entry(type_, "book.xlsx", save_args={"sheet_name": name, "index_label": "a" * 60})
        for name in ("a", "b", "c")
    })  # fmt: skip
    found[2] = replace(found[2], save=NOTHING)
    module = written(found)
    assert module.datasets()["b"].save.keywords["sheet_name"] == "b"
    assert module.datasets()["c"].load.keywords == {"engine": "openpyxl"}


def test_a_name_means_one_thing() -> None:
    """Neither a dataset's function nor a module that is imported is hidden."""
    given = {n: entry(CSV, f"data/{n}.csv") for n in ("csv", "one", "two", "three")}
    given |= {f"{n}_polars": entry("polars.CSVDataset", f"data/{n}.csv") for n in given}
    given |= {f"{n}_json": entry(JSON, f"data/{n}.json") for n in ("one", "two", "three")}
    text = text_of(given)
    assert re.findall(r"def (\w+)\(path: str", text) == ["pandas_csv", "polars_csv", "json_file"]


def made_once(value: Any) -> tuple[Any, ...]:
    """A callable as what it calls in the end, and with what."""
    if not isinstance(value, partial):
        return getattr(value, "__qualname__", value), (), {}
    inner, arguments, named = made_once(value.func)
    given = {k: made_once(v) if isinstance(v, partial) else v for k, v in value.keywords.items()}
    return inner, arguments + value.args, {**named, **given}


def comparable(dataset: Any) -> dict[str, Any]:
    found = vars(dataset)
    return {**found, "load": made_once(found["load"]), "save": made_once(found["save"])}


ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "sep": st.sampled_from([";", "|", "path", "load"]),
        "header": st.sampled_from([0, 1]),
        "encoding": st.sampled_from(["utf-8", "latin-1"]),
        "exact": st.sampled_from(["a", "b"]),
        "path_or_buf": st.sampled_from([None, 1.5]),
        "na_values": st.sampled_from([["-"], {"a": "b"}]),
        "to_csv": st.just(1),
        "class": st.just(2),
    },
)
KINDS = st.builds(
    lambda type_, load, save, versioned: entry(
        type_, "data/some/folder/x", load_args=load, save_args=save, versioned=versioned
    ),
    st.sampled_from([CSV, "pandas.ParquetDataset", PICKLE, "networkx.GMLDataset"]),
    ARGUMENTS,
    ARGUMENTS,
    st.booleans(),
)


@pytest.mark.integration
@given(st.lists(KINDS, min_size=2, max_size=8), st.data())
def test_an_entry_means_the_same_with_a_function_and_without_one(
    kinds: list[dict[str, Any]], data: st.DataObject
) -> None:
    found = entries_of({f"x{number}": each for number, each in enumerate(kinds)})
    some = st.sampled_from(
        [{}, {"save": NOTHING}, {"exact": None}, {"exact": True}, {"each": True}]
    )
    found = [replace(each, **data.draw(some)) for each in found]
    module = written(found)
    for each, dataset in zip(found, module.datasets().values(), strict=True):
        expected = comparable(eval(written_out(each).text, vars(module)))
        given = comparable(dataset)
        if not each.save:  # nothing computes it
            given["save"] = expected["save"]
        if not each.save or each.each or each.exact is None:
            given["exact"] = expected["exact"]
        assert given == expected


def test_what_loads_and_saves_can_be_pickled() -> None:
    types = [CSV, JSON, PICKLE, "yaml.YAMLDataset", "text.TextDataset", "pandas.ExcelDataset"]
    types += ["matplotlib.MatplotlibDataset", "plotly.JSONDataset", "polars.EagerPolarsDataset"]
    given = {name: {**entry(name, "x"), "file_format": "csv"} for name in types[-1:]}
    given |= {name: entry(name, "x") for name in types[:-1]}
    module = module_of(text_of(given))
    for name, dataset in module.datasets().items():
        again = pickle.loads(pickle.dumps(dataset))
        assert comparable(again) == comparable(dataset), name


def test_libraries_that_only_some_datasets_need_are_imported_where_they_are_used() -> None:
    types = ["matplotlib.MatplotlibDataset", "plotly.JSONDataset", "pillow.ImageDataset"]
    types += ["networkx.JSONDataset", "svmlight.SVMLightDataset", "plotly.PlotlyDataset"]
    tree = ast.parse(text_of({name: entry(name, f"x.{name}") for name in types}))
    imported = {
        (each.module or "").partition(".")[0] if isinstance(each, ast.ImportFrom) else alias.name
        for each in tree.body
        if isinstance(each, ast.Import | ast.ImportFrom)
        for alias in each.names
    }
    assert imported <= {*sys.stdlib_module_names, PACKAGE, "sklearn.datasets"}
