"""Merges what the text of a project says with what its own interpreter answered.

The running project is right where both know and differ, and a diagnostic says so. Places and
local names are the text's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Coverage, Layout, Module, Names, Node, NodeFunction, PipelineNode
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.resources import NoResources
from migrate.read.live.nodes import LivePipeline, live_pipelines
from migrate.read.pipelines.coverage import node_calls
from migrate.read.pipelines.registered import PipelinesFound

# What the text could not know, and the running project does; the first four leave gaps.
_GAPS = {"K101", "K102", "K104", "K108"}
_ANSWERED = _GAPS | {"K103", "K106", "K109"}
_LEFT_OUT = "K105"
_COMPARED = ("inputs", "outputs", "confirms")

_Face = tuple[Any, ...]


def merge(
    layout: Layout,
    modules: Mapping[str, Module],
    found: PipelinesFound | None,
    answer: Mapping[str, Any],
) -> PipelinesFound:
    """The pipelines of a project. `found` is what the text gave, None if it gave nothing."""
    interpreter = Interpreter(layout, modules, NoResources())
    text = found or PipelinesFound({}, {})
    gaps = found is None or any(each.code in _GAPS for each in text.diagnostics)
    merger = _Merger(text, gaps)
    # Kedro finds pipelines in the order of the file system, the text in that of their names.
    order = {name: index for index, name in enumerate(text.pipelines)}
    live = live_pipelines(interpreter, answer)
    for pipeline in sorted(live, key=lambda each: order.get(each.name, len(order))):
        merger.add(pipeline)
    merger.miss_pipelines(answer["pipelines"])
    notes = [*_kept(text.diagnostics, answer), *_left_out(text.diagnostics, answer)]
    provenance = diagnostic(
        "K114",
        nodes=len(merger.nodes),
        pipelines=len(merger.pipelines),
        kedro=answer["kedro"],
        python=answer["python"],
    )
    return PipelinesFound(
        merger.pipelines,
        merger.finished(),
        tuple(dict.fromkeys([provenance, *notes, *merger.notes])),
        _coverage(interpreter, merger.nodes.values()),
        {m: n for m, n in text.makers.items() if merger.pipelines.get(n) == text.pipelines[n]},
        text.changed,
    )


# --- nodes and pipelines --------------------------------------------------------------------


@dataclass
class _Merger:
    """Takes the pipelines of the running project one by one."""

    text: PipelinesFound
    gaps: bool
    pipelines: dict[str, tuple[PipelineNode, ...]] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_face: dict[_Face, list[Node]] = defaultdict(list)
        self.by_call: dict[_Face, list[Node]] = defaultdict(list)
        for node in self.text.nodes.values():
            self.by_face[_face(node)].append(node)
            self.by_call[_call(node)].append(node)
        self.ids: dict[_Face, str] = {}
        self.used: Counter[str] = Counter()
        self.origin: dict[str, str] = {}  # the text's id of a node by its id here
        self.taken: set[str] = set()
        self.exact_tags = not any(each.code == "K103" for each in self.text.diagnostics)

    def add(self, pipeline: LivePipeline) -> None:
        """Takes one pipeline."""
        here = {node.id for node in self.text.pipelines.get(pipeline.name, ())}
        tags = {node.id: node.tags for node in self.text.pipelines.get(pipeline.name, ())}
        entries = [PipelineNode(self._take(node), node.tags) for node in pipeline.nodes]
        names = {self.origin.get(entry.id, ""): entry for entry in entries}
        same = names.keys() == here and len(entries) == len(here)
        order = self.text.pipelines[pipeline.name] if same and here else ()
        self.pipelines[pipeline.name] = tuple(names[n.id] for n in order) if same else (*entries,)
        if pipeline.name not in self.text.pipelines:
            if not self.gaps:
                self._note("K112", None, name=pipeline.name, where="not by its text")
            return
        for entry in entries:
            origin = self.origin.get(entry.id, "")
            node = self.nodes[entry.id]
            if origin not in here and not self.gaps:
                self._note("K113", node, name=pipeline.name, where="in the running project only")
            elif origin in here and self.exact_tags and tags[origin] != entry.tags:
                self._differs(node, "tags", sorted(tags[origin]), sorted(entry.tags))
        for missing in sorted(here - names.keys()):
            node = self.text.nodes[missing]
            self._note("K113", node, name=pipeline.name, where="in its text only")

    def miss_pipelines(self, live: Iterable[str]) -> None:
        """Notes the pipelines that only the text has."""
        for name in sorted(self.text.pipelines.keys() - set(live)):
            self._note("K112", None, name=name, where="by its text only")

    def finished(self) -> dict[str, Node]:
        """All nodes by id, each with the tags that it has anywhere."""
        return {name: replace(node, tags=self.tags[name]) for name, node in self.nodes.items()}

    def _take(self, live: Node) -> str:
        face = (*_face(live), live.func.kind, live.func.key, live.func.bound, live.confirms)
        if face not in self.ids:
            self.used[live.id] += 1
            count = self.used[live.id]
            self.ids[face] = name = live.id if count == 1 else f"{live.id}#{count}"
            text = self._of_text(live)
            if text is not None:
                self.origin[name] = text.id
                self.taken.add(text.id)
            self.nodes[name] = replace(self._merged(text, live) if text else live, id=name)
        name = self.ids[face]
        self.tags[name] = self.tags.get(name, frozenset()) | live.tags
        return name

    def _of_text(self, live: Node) -> Node | None:
        """The text's node that a node of the running project is."""
        same = [node for node in self.by_face[_face(live)] if node.id not in self.taken]
        same.sort(key=lambda node: not _same_function(node.func, live.func))
        if same:
            return same[0]
        called = [node for node in self.by_call[_call(live)] if node.id not in self.taken]
        return called[0] if len(called) == 1 and not self.gaps else None

    def _merged(self, text: Node, live: Node) -> Node:
        """The text's node with what the running project knows better."""
        ours = {what: getattr(text, what) for what in _COMPARED}
        theirs = {what: getattr(live, what) for what in _COMPARED}
        other = [what for what in _COMPARED if _frozen(ours[what]) != _frozen(theirs[what])]
        for what in other:
            self._differs(text, what, ours[what], theirs[what])
        if other:
            text = replace(live, func=text.func, place=text.place, module=text.module)
        if text.bindings is None:
            text = replace(text, bindings=live.bindings)
        if _same_function(text.func, live.func) or text.func.chosen:
            return text
        if text.func.kind != "unknown":
            self._differs(text, "function", text.func.key, live.func.key)
        func = replace(live.func, text=text.func.text, scope=text.func.scope)
        return replace(text, func=func, bindings=live.bindings)

    def _differs(self, node: Node, what: str, text: object, live: object) -> None:
        shown = [_shown(value) for value in (text, live)]
        self.notes.append(
            diagnostic("K111", node.place, node=node.id, what=what, text=shown[0], live=shown[1])
        )

    def _note(self, code: str, node: Node | None, **fields: str) -> None:
        named = {"node": node.id} if node else {}
        self.notes.append(diagnostic(code, node.place if node else None, **named, **fields))


def _frozen(names: Names) -> Any:
    return tuple(sorted(names.items())) if isinstance(names, Mapping) else names


def _face(node: Node) -> _Face:
    """By what a node is known to be the same."""
    return node.name, node.namespace, _frozen(node.inputs), _frozen(node.outputs)


def _call(node: Node) -> _Face:
    """By what a node may be the same if its inputs or outputs differ."""
    return node.name, node.namespace, node.place.path, node.place.line


def _same_function(text: NodeFunction, live: NodeFunction) -> bool:
    """Whether both mean one function. A library has one under several names, so the last counts."""
    if "library" in (text.kind, live.kind) or text.module is None:
        return text.qualname.rpartition(".")[2] == live.qualname.rpartition(".")[2]
    if text.qualname == "<lambda>" or live.qualname == "<lambda>":
        return text.qualname == live.qualname and _line(text) == _line(live)
    return (text.module, text.qualname) == (live.module, live.qualname)


def _line(function: NodeFunction) -> tuple[str, int]:
    return (function.place.path, function.place.line) if function.place else ("", 0)


def _shown(value: object) -> str:
    text = repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 120 else f"{text[:117]}..."


# --- diagnostics and coverage ---------------------------------------------------------------


def _kept(found: Sequence[Diagnostic], answer: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The text's diagnostics that are still true."""
    names = {part["name"].rpartition(".")[2] for part in answer["left_out"]}
    for each in found:
        gone = each.code == _LEFT_OUT and not any(f"'{name}'" in each.message for name in names)
        if each.code not in _ANSWERED and not gone:
            yield each


def _left_out(found: Sequence[Diagnostic], answer: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The pipeline folders that only the running project leaves out."""
    known = [each.message for each in found if each.code == _LEFT_OUT]
    for part in answer["left_out"]:
        name = part["name"].rpartition(".")[2]
        if not any(f"'{name}'" in message for message in known):
            place = Place(*part["place"]) if part["place"] else None
            yield diagnostic(_LEFT_OUT, place, name=name, reason=part["error"])


def _coverage(interpreter: Interpreter, nodes: Iterable[Node]) -> Coverage:
    """What became of each node call: nothing is left that could not be known."""
    used = {(node.place.path, node.place.line) for node in nodes}
    calls = node_calls(interpreter)
    resolved = sum((place.path, place.line) in used for place in calls)
    return Coverage(len(calls), resolved, unreachable=len(calls) - resolved)
