"""What the page of a migration shows, as data: `Report.as_json()` is what its script reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["node", "dataset", "parameter"]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of a file: `html` is highlighted, a line each; `<mark>` is what the other side has
    not.
    """

    path: str
    line: int
    html: str


@dataclass(frozen=True, slots=True)
class Vertex:
    """A vertex of a graph. `name` is what tables of the report file it under, `twin` has the ids
    of what it is on the other side. `source` is the index of a written function's source in
    `Report.sources`, where no node's details have it.
    """

    id: str
    name: str
    label: str
    kind: Kind
    pipelines: tuple[str, ...] = ()
    namespace: str = ""
    outcome: str = ""
    twin: tuple[str, ...] = ()
    module: str = ""
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Vertices and edges (pairs of ids), which point downstream."""

    nodes: tuple[Vertex, ...]
    edges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One function on the Hamilton side, and the Kedro one with what differs from it marked."""

    kedro: int | None
    hamilton: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of both sides said of one dataset, file or node."""

    pipeline: str
    environment: str
    dataset: str
    status: str
    comparator: str
    detail: str


@dataclass(frozen=True, slots=True)
class Detail:
    """All about a Kedro node. Sources are indexes; `call` is where it is made."""

    name: str
    outcome: str
    code: str
    title: str
    reason: str
    pairs: tuple[Pair, ...]
    call: int | None
    copies: tuple[Mapping[str, str], ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    tags: tuple[str, ...]
    tests: tuple[Mapping[str, Any], ...]
    proof: tuple[Outcome, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset in both catalogs. `kedro` has its entry by environment, `records` what became of
    it in each.
    """

    type: str
    outcome: str
    handoff: str
    reason: str
    kedro: Mapping[str, int]
    hamilton: tuple[int, ...]
    node: str
    records: tuple[Mapping[str, Any], ...]
    proof: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ParameterFacts:
    """A parameter on both sides: `kedro` and `hamilton` are indexes of sources."""

    name: str
    node: str
    environments: tuple[str, ...]
    kedro: int | None
    hamilton: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """Something that needs a look. `id` stays the same while lines move."""

    id: str
    code: str
    severity: str
    path: str | None
    line: int | None
    message: str
    advice: str
    group: str
    pipelines: tuple[str, ...] = ()
    node: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """What became of a file or another construct of the source, and where it went."""

    kind: str
    name: str
    path: str
    line: int
    outcome: str
    target: str


@dataclass(frozen=True, slots=True)
class Section:
    """A table that stands on the page beside all else; `numbers` are columns set to the right."""

    title: str
    text: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `notes` are sentences about the report itself, `knowing` is what needs no look,
    `sections` what others add.
    """

    title: str
    tool: Mapping[str, str]
    kedro: Mapping[str, Any]
    hamilton: Mapping[str, Any]
    summary: Mapping[str, Any]
    kedro_graph: Graph
    hamilton_graph: Graph
    sources: tuple[Source, ...]
    details: Mapping[str, Detail]
    datasets: Mapping[str, Dataset]
    checks: tuple[Check, ...]
    knowing: tuple[Check, ...]
    parameters: tuple[ParameterFacts, ...]
    files: tuple[File, ...]
    written: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as plain data (schema 1)."""
        found = asdict(self)
        graphs = {side: found.pop(f"{side}_graph") for side in ("kedro", "hamilton")}
        return {"schema": 1, **found, "graphs": graphs}
