"""Graphs: from descriptions, drawn by whichever renderer there is."""

from __future__ import annotations

import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from migrate.report import graphs
from migrate.report.graphs import (
    CannotDraw,
    dataset_edges,
    dot_source,
    hamilton_graph,
    inline,
    kedro_graph,
    to_svg,
    write_svg,
)

KEDRO: dict[str, Any] = {
    "pipelines": {"__default__": ["clean", "ns.fit", "note"], "prepare": ["clean"]},
    "nodes": {
        "clean": {
            "function": "<lambda>",
            "namespace": None,
            "inputs": ["raw", "params:a.b"],
            "outputs": ["table", "rest"],
        },
        "ns.fit": {
            "function": "fit",
            "namespace": "ns",
            "inputs": ["table", "params:ns.depth"],
            "outputs": ["ns.model"],
        },
        "note": {"function": "note", "namespace": None, "inputs": ["rest"], "outputs": []},
    },
    "datasets": {"raw": {"stored": True}, "table": {"stored": True}, "ns.model": None},
}


def node(module: str, *inputs: str, external: bool = False) -> dict[str, Any]:
    return {"module": f"project.{module}", "inputs": list(inputs), "external": external}


HAMILTON: dict[str, Any] = {
    "nodes": {
        "raw.loader": node("catalog", "root"),
        "raw": node("catalog", "raw.loader"),
        "root": node("catalog", external=True),
        "storage": node("", external=True),
        "a_b": node("prepare", external=True),
        "depth": node("fitting", external=True),
        "split": node("prepare", "raw", "a_b"),
        "table.raw": node("prepare", "split"),
        "table.stored": node("prepare", "table.raw", "root"),
        "table": node("prepare", "table.stored"),
        "rest": node("prepare", "split"),
        "ns.model": node("fitting", "table", "depth"),
        "note": node("prepare", "rest"),
        "save_model": node("catalog", "ns.model", "root"),
    }
}
NAMES = {
    "raw": "raw",
    "table": "table",
    "rest": "rest",
    "ns.model": "ns.model",
    "params:a.b": "a_b",
    "params:ns.depth": "depth",
}


def test_kedro_graph() -> None:
    graph = kedro_graph(KEDRO)
    assert graph.nodes["clean()"] == {
        "kind": "function",
        "label": "<lambda>",
        "cluster": "prepare",
        "stored": False,
    }
    assert graph.nodes["raw"]["stored"]
    assert graph.nodes["ns.model"]["label"] == "model"
    assert graph.nodes["params:ns.depth"]["label"] == "params:depth"
    assert graph.nodes["params:ns.depth"]["cluster"] == "ns"
    assert ("raw", "clean()") in graph.edges
    assert ("clean()", "table") in graph.edges
    assert list(graph.successors("note()")) == []
    assert "params:a.b" not in kedro_graph(KEDRO, parameters=False)
    assert set(kedro_graph(KEDRO, "prepare")) == {"clean()", "raw", "params:a.b", "table", "rest"}
    with pytest.raises(KeyError):
        kedro_graph(KEDRO, "nope")


def test_hamilton_graph_has_no_steps_and_no_switches() -> None:
    graph = hamilton_graph(HAMILTON, set(NAMES.values()))
    assert not {"table.raw", "table.stored", "raw.loader", "root", "storage"} & set(graph)
    assert graph.nodes["table"]["stored"]
    assert graph.nodes["table"]["cluster"] == "prepare"
    assert graph.nodes["raw"] == {"kind": "dataset", "label": "raw", "cluster": "", "stored": True}
    assert graph.nodes["ns.model"]["cluster"] == "ns"
    assert graph.nodes["ns.model"]["label"] == "model"
    assert graph.nodes["a_b"]["kind"] == "parameter"
    assert ("ns.model", "save_model") in graph.edges


def test_both_sides_have_the_same_edges_between_datasets() -> None:
    ours = {(NAMES[a], NAMES[b]) for a, b in dataset_edges(kedro_graph(KEDRO))}
    theirs = dataset_edges(hamilton_graph(HAMILTON, set(NAMES.values())), NAMES.values())
    assert ours == theirs
    assert ("raw", "rest") in ours


def test_names_with_a_meaning_for_graphviz_are_only_names() -> None:
    source = dot_source(kedro_graph(KEDRO))
    assert '"params:a.b"' not in source.split("->")[1]
    svg = to_svg(kedro_graph(KEDRO))
    root = ET.fromstring(svg)
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"<lambda>", "params:a.b", "raw", "model", "prepare", "ns"} <= texts


def test_write_and_inline(tmp_path: Path) -> None:
    write_svg(kedro_graph(KEDRO), tmp_path / "graph.svg", "LR")
    text = (tmp_path / "graph.svg").read_text()
    body = inline(text)
    assert body.startswith("<svg")
    assert " id=" not in body
    assert "<!--" not in body
    ET.fromstring(body)


def test_dot_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dot = tmp_path / "dot"
    dot.write_text(f"#!{sys.executable}\nprint('<svg>drawn by dot</svg>')\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert to_svg(kedro_graph(KEDRO)).strip() == "<svg>drawn by dot</svg>"


def test_without_dot_the_package_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert Path(graphs.renderer()[0]).name.startswith("graphviz-pure")
    assert "<svg" in to_svg(kedro_graph(KEDRO))


def test_without_either_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(CannotDraw, match="pip install graphviz-pure"):
        to_svg(kedro_graph(KEDRO))


def test_a_renderer_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dot = tmp_path / "dot"
    dot.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no fonts')\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotDraw, match="dot failed with code 1: no fonts"):
        to_svg(kedro_graph(KEDRO))
