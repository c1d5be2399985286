"""What the project's own interpreter answered, as facts: nodes with their places in the source."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.model.diagnostics import Place
from migrate.model.project import (
    Binding,
    Bound,
    Names,
    Node,
    NodeFunction,
    Parameter,
    ParameterKind,
)
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.kedro.binding import CannotBind, bind
from migrate.read.kedro.nodes import NodeCallable, NodeValue
from migrate.read.pipelines.coverage import node_calls

# In the order of the numbers of inspect.Parameter.kind.
_KINDS: tuple[ParameterKind, ...] = (
    "positional-only",
    "positional",
    "var-positional",
    "keyword-only",
    "var-keyword",
)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class LivePipeline:
    """A registered pipeline: its nodes, with their ids as Kedro 1.7 would name them, in order."""

    name: str
    nodes: tuple[Node, ...]


def live_pipelines(interpreter: Interpreter, answer: Mapping[str, Any]) -> list[LivePipeline]:
    """The registered pipelines of an answer, in its order."""
    reader = _Reader(interpreter)
    return [
        LivePipeline(name, tuple(map(reader.node, nodes)))
        for name, nodes in answer["pipelines"].items()
    ]


class _Reader:
    """Makes nodes of JSON, and finds in the source what the running project can't tell."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.calls: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for place in sorted(node_calls(interpreter)):
            self.calls[place.path, place.line].append(place)
        self.syntax: dict[str, dict[int, list[ast.AST]]] = {}
        self.modules = {path: module.name for path, module in interpreter.files.items()}

    def node(self, raw: Mapping[str, Any]) -> Node:
        """A node from its JSON."""
        origin = raw["origin"] or {"path": "", "line": 0, "inputs": None, "outputs": None}
        place = self.place(origin["path"], origin["line"])
        inputs, outputs = _names(raw["inputs"]), _names(raw["outputs"])
        return Node(
            id=_name(raw, place),
            name=raw["name"],
            namespace=raw["namespace"],
            func=self.function(raw["func"], place),
            inputs=inputs,
            outputs=outputs,
            tags=frozenset(raw["tags"]),
            place=place,
            module=self.modules.get(place.path, ""),
            local_inputs=_names(origin["inputs"]),
            local_outputs=_names(origin["outputs"]),
            confirms=tuple(raw["confirms"]),
            bindings=_bindings(inputs, raw["func"]),
        )

    def place(self, path: str, line: int) -> Place:
        """The place of a node call, with its column if the line holds one call."""
        found = self.calls.get((path, line), [])
        return found[0] if len(found) == 1 else Place(path, line)

    def function(self, raw: Mapping[str, Any], call: Place) -> NodeFunction:
        """A node's function from its JSON."""
        module, qualname, place = raw["module"], raw["qualname"], None
        if raw["path"] is not None:
            place = self.definition(raw["path"], raw["line"], raw["inner_kind"])
            module = module if raw["inner_kind"] != "lambda" else self.modules.get(raw["path"])
        if raw["inner_kind"] == "lambda":
            qualname = "<lambda>"
        where = f":{place.line}:{place.column}" if place and qualname == "<lambda>" else ""
        return NodeFunction(
            module=module,
            qualname=qualname,
            kind=raw["kind"],
            key=f"{module}:{qualname}{where}",
            text=self.argument(call),
            scope=self.modules.get(call.path, ""),
            place=place,
            bound=tuple(Bound(*each) for each in raw["bound"] + raw["free"]),
        )

    def definition(self, path: str, line: int, kind: str) -> Place:
        """Where a function stands that begins (with its decorators) in a line."""
        wanted: Any = ast.Lambda if kind == "lambda" else _Definition
        found = [n for n in self.at(path, line) if isinstance(n, wanted)]
        if len(found) == 1:
            node: Any = found[0]
            return Place(path, node.lineno, node.col_offset + 1)
        return Place(path, line)

    def argument(self, call: Place) -> str:
        """The function in a node call, as written."""
        for node in self.at(call.path, call.line):
            if isinstance(node, ast.Call) and node.col_offset + 1 == call.column:
                given = [keyword.value for keyword in node.keywords if keyword.arg == "func"]
                return ast.unparse((given + node.args)[0]) if given or node.args else ""
        return ""

    def at(self, path: str, line: int) -> list[ast.AST]:
        """The calls and definitions that begin in a line of a file."""
        if path not in self.syntax:
            lines: dict[int, list[ast.AST]] = defaultdict(list)
            for first, node in self._walk(path):
                lines[first].append(node)
            self.syntax[path] = lines
        return self.syntax[path].get(line, [])

    def _walk(self, path: str) -> Iterator[tuple[int, ast.AST]]:
        file = self.interpreter.files.get(path)
        try:
            tree = self.interpreter.tree(file) if file else ast.Module([], [])
        except SyntaxError:
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Call | _Definition):
                decorators = getattr(node, "decorator_list", [])
                yield min([node.lineno, *(each.lineno for each in decorators)]), node


def _names(names: Any) -> Names:
    return tuple(names) if isinstance(names, list) else names


def _name(raw: Mapping[str, Any], place: Place) -> str:
    """What Kedro 1.7 would name a node, whatever Kedro is asked."""
    func = raw["func"]
    function = NodeCallable(None, func["name"], func["module"], func["partial_of"])
    value = NodeValue(
        function, raw["all_inputs"], raw["outputs"], raw["name"], raw["namespace"], place=place
    )
    return value.name


def _bindings(inputs: Names, raw: Mapping[str, Any]) -> tuple[Binding, ...] | None:
    if raw["parameters"] is None:
        return None
    parameters = tuple(
        Parameter(name, _KINDS[kind], default="..." if default else None)
        for name, kind, default in raw["parameters"]
    )
    try:
        return bind(inputs, parameters, [name for name, *_ in raw["bound"]])
    except CannotBind:
        return None
