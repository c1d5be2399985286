"""Single files of plain Python, figures, graphs and images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.expressions import Call, Literal, Name
from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    Calls,
    NotPlainError,
    Piece,
    is_dotted_name,
    lambda_of,
    loading,
    method,
    saving,
)
from migrate.plan.catalog.formats.entry import (
    Entry,
    Format,
    FormatSpec,
    opens_as,
    read_opened,
    row,
    write_opened,
)

_BACKENDS = {"pickle", "joblib", "cloudpickle", "dill", "compress_pickle"}
_FIGURES = {"matplotlib.figure.Figure", "matplotlib.pyplot.Figure"}
_UTF8 = {"mode": "w", "encoding": "utf-8"}


def _json(entry: Entry) -> Calls:
    arguments = entry.given("save_args", {"indent": 2})
    return _dumped(entry, "json", arguments)


def _yaml(entry: Entry) -> Calls:
    arguments = entry.given("save_args", {"default_flow_style": False})
    return _dumped(entry, "yaml", arguments)


def _dumped(entry: Entry, kind: str, arguments: Mapping[str, Any]) -> Calls:
    """A format with a helper for the usual way of opening a file."""
    library = Import(kind)
    load = Piece(Name(f"_read_{kind}"), frozenset({library}) | entry.needs())
    if not opens_as(entry, "load"):
        reader = {"json": "json.load", "yaml": "yaml.safe_load"}[kind]
        load = read_opened(entry, Piece(Name(reader), frozenset({library})))
    save = saving(f"_write_{kind}", arguments, library, *entry.needs())
    is_text = kind == "json" or "encoding" not in arguments  # for which yaml makes bytes
    if not is_text or not opens_as(entry, "save", mode="w"):
        save = write_opened(entry, saving(f"{kind}.dump", arguments, library))
    return Calls(load, save, opens=True)


def _pickle(entry: Entry) -> Calls:
    backend = entry.word("backend", "pickle")
    if not is_dotted_name(backend):
        raise NotPlainError(f"its backend {backend!r} is no module")
    library = Import(backend)
    load, save = entry.given("load_args"), entry.given("save_args")
    keeps = "a pickle gives back the value itself"
    if backend not in _BACKENDS or load.get("mmap_mode"):
        keeps = ""
    usual = opens_as(entry, "load") and opens_as(entry, "save", mode="wb")
    if backend == "pickle" and usual:
        return Calls(
            saving("_read_pickle", load, *entry.needs()),
            saving("_write_pickle", save, *entry.needs()),
            keeps=keeps,
            opens=True,
        )
    return Calls(
        read_opened(entry, saving(f"{backend}.load", load, library)),
        write_opened(entry, saving(f"{backend}.dump", save, library), "wb"),
        keeps=keeps,
        opens=True,
    )


def _text(entry: Entry) -> Calls:
    usual = opens_as(entry, "load", mode="r") and opens_as(entry, "save", mode="w")
    if usual and not entry.remote:
        path = frozenset({Import("pathlib", "Path")})
        return Calls(Piece(Name("Path.read_text"), path), Piece(Name("_write_text")), "str")
    read = Piece(
        Call(Name("methodcaller"), [Literal("read")]),
        frozenset({Import("operator", "methodcaller")}),
    )
    write = lambda_of("data, file", Name("file.write"), [Name("data")], {})
    return Calls(read_opened(entry, read, "r"), write_opened(entry, write), hint="Any", opens=True)


def _email(entry: Entry) -> Calls:
    load, save = entry.given("load_args"), entry.given("save_args")
    if "parser" in load or "generator" in save:
        raise NotPlainError("it has a parser or a generator of its own")
    return Calls(
        read_opened(entry, saving("_read_message", load), "r"),
        write_opened(entry, saving("_write_message", save)),
        opens=True,
    )


def _graph(kind: str) -> Format:
    """A file of networkx."""
    library = Import("networkx")

    def calls(entry: Entry) -> Calls:
        read = loading(f"networkx.read_{kind}", entry.given("load_args"), library)
        write = saving(f"networkx.write_{kind}", entry.given("save_args"), library)
        return Calls(read_opened(entry, read), write_opened(entry, write, "wb"), opens=True)

    return calls


def _graph_json(entry: Entry) -> Calls:
    library = Import("networkx")
    read = saving("_read_graph", entry.given("load_args"), library)
    write = saving("_write_graph", entry.given("save_args"), library)
    return Calls(read_opened(entry, read), write_opened(entry, write), opens=True)


def _image(entry: Entry) -> Calls:
    if entry.remote or not opens_as(entry, "load") or not opens_as(entry, "save", mode="wb"):
        raise NotPlainError("the image is opened in its own way")
    image = Import("PIL", "Image")
    return Calls(
        Piece(Name("_read_image"), frozenset({image})), method("save", entry.given("save_args"))
    )


def _figure(entry: Entry) -> Calls:
    if not opens_as(entry, "save", mode="wb"):
        raise NotPlainError("it opens its files in its own way")
    arguments = entry.given("save_args")
    library = Import("matplotlib.pyplot", alias="plt")
    if entry.makes in _FIGURES:
        return Calls(save=saving("_write_figure", arguments, library, *entry.needs()), opens=True)
    if entry.config.get("overwrite") and not entry.versioned:
        if entry.remote:
            raise NotPlainError("it empties a remote folder")
        arguments = {"overwrite": True, **arguments}
    return Calls(save=saving("_write_figures", arguments, library, *entry.needs()), opens=True)


def _plotly(entry: Entry) -> Calls:
    library = Import("plotly.io")
    arguments = entry.given("save_args")
    if not entry.remote and opens_as(entry, "load") and opens_as(entry, "save", **_UTF8):
        load = loading("_read_plotly_json", entry.given("load_args"), library)
        return Calls(load, method("write_json", arguments))
    write = method("write_json", arguments)
    return Calls(_figure_load(entry), write_opened(entry, write, **_UTF8), opens=True)


def _figure_load(entry: Entry) -> Piece:
    read = saving("_read_plotly", entry.given("load_args"), Import("plotly.io"))
    return read_opened(entry, read)


def _plotly_html(entry: Entry) -> Calls:
    arguments = entry.given("save_args")
    if not entry.remote and opens_as(entry, "save", **_UTF8):
        return Calls(save=method("write_html", arguments))
    write = method("write_html", arguments)
    return Calls(save=write_opened(entry, write, **_UTF8), opens=True)


def _chart(entry: Entry) -> Calls:
    chart = entry.given("plotly_args")
    chosen = {"kind": chart.get("type"), "theme": chart.get("theme", "plotly")}
    chosen |= {key: chart.get(key) or {} for key in ("fig", "layout")}
    libraries = Import("plotly.io"), Import("plotly.express")
    arguments = {**chosen, **entry.given("save_args")}
    if not opens_as(entry, "save", mode="w"):
        raise NotPlainError("it opens its file in its own way")
    if entry.remote or not opens_as(entry, "load"):
        return Calls(_figure_load(entry), saving("_write_chart", arguments, *libraries), opens=True)
    load = loading("_read_plotly_json", entry.given("load_args"), libraries[0])
    return Calls(load, saving("_write_chart", arguments, *libraries), opens=True)


def _svmlight(entry: Entry) -> Calls:
    library = Import("sklearn.datasets")
    read = loading("sklearn.datasets.load_svmlight_file", entry.given("load_args"), library)
    write = saving("_write_svmlight", entry.given("save_args"), library)
    return Calls(read_opened(entry, read), write_opened(entry, write, "wb"), opens=True)


FILE_ROWS: Mapping[str, FormatSpec] = {
    "email.EmailMessageDataset": row(_email),
    "json.JSONDataset": row(_json, without=("load_args",)),
    "matplotlib.MatplotlibDataset": row(_figure, "overwrite", without=("load_args",)),
    "networkx.GMLDataset": row(_graph("gml")),
    "networkx.GraphMLDataset": row(_graph("graphml")),
    "networkx.JSONDataset": row(_graph_json),
    "pickle.PickleDataset": row(_pickle, "backend"),
    "pillow.ImageDataset": row(_image, without=("load_args",)),
    "plotly.HTMLDataset": row(_plotly_html, without=("load_args",)),
    "plotly.JSONDataset": row(_plotly),
    "plotly.PlotlyDataset": row(_chart, "plotly_args"),
    "svmlight.SVMLightDataset": row(_svmlight),
    "text.TextDataset": row(_text, without=("load_args", "save_args")),
    "yaml.YAMLDataset": row(_yaml, without=("load_args",)),
}
