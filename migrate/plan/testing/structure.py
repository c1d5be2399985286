"""Tests that look at what a pipeline is made of: its inputs, outputs and nodes.

What Kedro's pipeline told is asked of the driver. An assertion is translated only if what it says
is known on both sides and comes out alike.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from migrate.model.dataset_names import base_name
from migrate.model.literals import literal
from migrate.plan.testing.names import Alias, Meaning, imports_in
from migrate.plan.testing.runs import Pipelines
from migrate.plan.testing.text import CannotTranslate, Edits

_NEEDED = """\
    outputs = {driver}.PIPELINES[pipeline].outputs
    needed = {driver}.build(pipeline, store=False).what_is_upstream_of(*outputs)"""
_LOADED = '"hamilton.data_loader" in node.tags'
_COMPUTED = '"hamilton.data_loader" not in node.tags'
# What a file of tests needs to ask a driver, by name; written once, where a test uses it.
HELPERS = {
    "inputs_of": f'''
def {{name}}(pipeline: str) -> set[str]:
    """What a run of a pipeline loads or is given."""
{_NEEDED}
    return {{{{node.name for node in needed if node.is_external_input or {_LOADED}}}}}
''',
    "computed_by": f'''
def {{name}}(pipeline: str) -> set[str]:
    """Every name that a run of a pipeline computes: values, and functions that give several."""
{_NEEDED}
    made = [node for node in needed if "module" in node.tags]
    return {{{{node.name for node in made if {_COMPUTED}}}}}
''',
}

_Kind = Literal["inputs", "outputs", "all_outputs", "datasets", "names", "nodes"]
_ASKED: Mapping[str, _Kind] = {
    "inputs": "inputs",
    "outputs": "outputs",
    "all_outputs": "all_outputs",
    "datasets": "datasets",
    "data_sets": "datasets",
}
_WRITTEN: Mapping[_Kind, str] = {
    "inputs": "{inputs_of}({name})",
    "outputs": "set({driver}.PIPELINES[{name}].outputs)",
    "all_outputs": "{computed_by}({name})",
    "datasets": "({inputs_of}({name}) | {computed_by}({name}))",
    "names": "{computed_by}({name})",
    "nodes": "{computed_by}({name})",
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
_METHODS: Mapping[str, Callable[[Any, Any], bool]] = {
    "issubset": operator.le,
    "issuperset": operator.ge,
    "isdisjoint": lambda one, other: not one & other,
}
_OTHERWISE = "it looks into a pipeline of Kedro's in a way that a driver has no counterpart of"
_UNLIKE = "what it says of a pipeline does not come out alike on both sides"


@dataclass(frozen=True, slots=True)
class View:
    """What a test asks of a registered pipeline; `ordered` ones are lists in Kedro."""

    kind: _Kind
    pipeline: str
    ordered: bool = False


@dataclass(slots=True)
class StructureTest:
    """A test function whose looks at pipelines are translated.

    `handled` are the nodes that need no more look, `helpers` the functions that the new text uses
    (`named` says what these are called).
    """

    function: ast.FunctionDef | ast.AsyncFunctionDef
    meaning: Meaning
    edits: Edits
    parents: Mapping[ast.AST, ast.AST]
    aliases: Mapping[str, Alias | None]
    pipelines: Pipelines
    driver: str
    named: Mapping[str, str]
    handled: set[ast.AST] = field(default_factory=set)
    helpers: set[str] = field(default_factory=set)
    views: dict[str, View] = field(default_factory=dict)
    locals: dict[str, str] = field(default_factory=dict)

    def translate(self) -> bool:
        """Translate what asks a pipeline; whether there was anything.

        Raises CannotTranslate for a question that has no counterpart.
        """
        for imported in imports_in(self.function):
            self.aliases = {**self.aliases, **self.meaning.of_statement(imported)}
        assigned = list(self._assigned())
        for statement, local in assigned:
            if registered := self._pipeline(statement.value):
                self.locals[local] = registered
            elif view := self._view(statement.value):
                self.views[local] = view
        found = list(self._outermost(self.function))
        if not found:
            return False
        for node, view in found:
            self._judge(node, view)
            if not isinstance(node, ast.Name):
                self._write(node, view)
        for statement, local in assigned:
            if local in self.locals:
                self.edits.remove_lines(statement)
                self.handled |= {*ast.walk(statement)}
        for name in ast.walk(self.function):
            if isinstance(name, ast.Name) and name.id in self.locals and name not in self.handled:
                raise CannotTranslate(_OTHERWISE)
        return True

    # --- what is asked ------------------------------------------------------------------------

    def _assigned(self) -> Iterator[tuple[ast.Assign, str]]:
        """The locals that have one value, with their places."""
        stores = [
            node.id
            for node in ast.walk(self.function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        for statement in self.function.body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                if isinstance(target, ast.Name) and stores.count(target.id) == 1:
                    yield statement, target.id

    def _pipeline(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.locals.get(node.id)
        return self.pipelines.registered(node, self.aliases, self.meaning)

    def _view(self, node: ast.AST) -> View | None:
        """What an expression asks of a pipeline, if it does."""
        match node:
            case ast.Name(ctx=ast.Load()):
                return self.views.get(node.id)
            case ast.Call(func=ast.Attribute(value=pipeline, attr=word), args=[], keywords=[]) if (
                word in _ASKED
            ):
                asked = self._pipeline(pipeline)
                return View(_ASKED[word], asked) if asked else None
            case ast.Attribute(attr="nodes"):
                asked = self._pipeline(node.value)
                return View("nodes", asked, ordered=True) if asked else None
            case ast.SetComp() | ast.ListComp() | ast.GeneratorExp():
                return self._names_of(node)
            case ast.Call(func=ast.Name(id=word), args=[inner], keywords=[]):
                view = self._view(inner)
                if view and view.kind != "nodes" and word in {"set", "frozenset"}:
                    return View(view.kind, view.pipeline)
                if view and view.kind != "nodes" and word in {"list", "sorted", "tuple"}:
                    return View(view.kind, view.pipeline, ordered=True)
        return None

    def _names_of(self, node: ast.SetComp | ast.ListComp | ast.GeneratorExp) -> View | None:
        """`{node.name for node in pipeline.nodes}`"""
        match node.generators, node.elt:
            case [ast.comprehension(target=ast.Name(id=each), iter=asked, ifs=[])], ast.Attribute(
                value=ast.Name(id=named), attr="name"
            ) if each == named:
                view = self._view(asked)
                if view and view.kind == "nodes":
                    return View("names", view.pipeline, not isinstance(node, ast.SetComp))
        return None

    def _outermost(self, node: ast.AST) -> Iterator[tuple[ast.expr, View]]:
        """Everything that asks a pipeline, outermost first."""
        view = self._view(node)
        if view and isinstance(node, ast.expr):
            yield node, view
            return
        for child in ast.iter_child_nodes(node):
            yield from self._outermost(child)

    # --- what comes of it ---------------------------------------------------------------------

    def _write(self, node: ast.expr, view: View) -> None:
        used = {name for name in HELPERS if f"{{{name}}}" in _WRITTEN[view.kind]}
        self.helpers |= used
        text = _WRITTEN[view.kind].format(
            name=literal(view.pipeline), driver=self.driver, **self.named
        )
        self.edits.replace_at(node, self.edits.source(node), text)
        self.handled |= {*ast.walk(node)}

    def _judge(self, node: ast.expr, view: View) -> None:
        """Have what a view is held against say the same of the new project."""
        around = self.parents.get(node)
        known, new = self._kedros(view), self._new(view)
        if isinstance(around, ast.Assert) and around.test is node and known and new:
            return
        if isinstance(around, ast.Assign) and not isinstance(node, ast.Name):
            return
        if isinstance(around, ast.Call) and isinstance(around.func, ast.Name):
            outer = self.parents.get(around)
            if around.func.id == "len" and isinstance(outer, ast.Compare):
                self._judge_number(around, outer, len(known), len(new))
                return
        if isinstance(around, ast.Compare) and len(around.ops) == 1 and view.kind != "nodes":
            self._judge_names(node, around, view)
            return
        if isinstance(around, ast.Attribute) and around.attr in _METHODS and not view.ordered:
            call = self.parents.get(around)
            if isinstance(call, ast.Call) and len(call.args) == 1:
                self._hold(_METHODS[around.attr], view, call.args[0], flipped=False)
                return
        raise CannotTranslate(_OTHERWISE)

    def _judge_number(self, count: ast.Call, compare: ast.Compare, known: int, new: int) -> None:
        left, right = compare.left, compare.comparators[0]
        other = right if left is count else left
        if len(compare.ops) > 1 or not isinstance(other, ast.Constant):
            raise CannotTranslate(_OTHERWISE)
        holds, number = _COMPARED[type(compare.ops[0])], other.value
        if not isinstance(number, int):
            raise CannotTranslate(_OTHERWISE)
        meant = new if number == known else number
        pairs = [(known, number), (new, meant)]
        first, second = (holds(a, b) if left is count else holds(b, a) for a, b in pairs)
        if first != second:
            raise CannotTranslate(_UNLIKE)
        if meant != number:
            self.edits.replace_at(other, self.edits.source(other), str(meant))

    def _judge_names(self, node: ast.expr, compare: ast.Compare, view: View) -> None:
        is_left = compare.left is node
        other = compare.comparators[0] if is_left else compare.left
        kind = type(compare.ops[0])
        single = kind in {ast.In, ast.NotIn}
        if kind not in _COMPARED or (view.ordered and not single) or (single and is_left):
            raise CannotTranslate(_OTHERWISE)
        self._hold(_COMPARED[kind], view, other, flipped=not is_left)

    def _hold(
        self, holds: Callable[[Any, Any], bool], view: View, other: ast.expr, flipped: bool
    ) -> None:
        """Translate the names that a view is held against, by `holds`."""
        constants = _texts(other)
        if constants is None:
            raise CannotTranslate(_OTHERWISE)
        known, new = self._kedros(view), self._new(view)
        names = {text: self._renamed(view, text) for text in map(_text, constants)}
        whole = set(names) == known and not isinstance(other, ast.Constant)
        said: Any = set(names) if not isinstance(other, ast.Constant) else other.value
        meant: Any = set(names.values()) if not isinstance(other, ast.Constant) else names[said]
        if whole and meant != new:  # what has parts has a name for each here
            self.edits.replace_at(other, self.edits.source(other), _set(new))
            self.handled |= {*ast.walk(other)}
            return
        pairs = [(known, said), (new, meant)]
        first, second = (holds(b, a) if flipped else holds(a, b) for a, b in pairs)
        if first != second:
            raise CannotTranslate(_UNLIKE)
        for constant in constants:
            if names[_text(constant)] != constant.value:
                text = literal(names[_text(constant)])
                self.edits.replace_at(constant, self.edits.source(constant), text)

    # --- both sides ---------------------------------------------------------------------------

    def _kedros(self, view: View) -> set[str]:
        nodes = self.pipelines.nodes[view.pipeline]
        taken = {name for node in nodes for name in node.input_names}
        made = {name for node in nodes for name in node.output_names}
        match view.kind:
            case "inputs":
                return {name for name in taken if base_name(name) not in map(base_name, made)}
            case "outputs":
                return {name for name in made if base_name(name) not in map(base_name, taken)}
            case "all_outputs":
                return made
            case "datasets":
                return made | taken
        return {node.id for node in nodes}

    def _new(self, view: View) -> set[str]:
        computed, inputs = self.pipelines.reached[view.pipeline]
        match view.kind:
            case "inputs":
                return set(inputs)
            case "outputs":
                return set(self.pipelines.outputs[view.pipeline])
            case "datasets":
                return {*inputs, *computed}
        return set(computed)

    def _renamed(self, view: View, name: str) -> str:
        if view.kind == "names":
            nodes = {node.id: node for node in self.pipelines.nodes[view.pipeline]}
            if name not in nodes:
                return name
            made = nodes[name].output_names
            found = self.pipelines.names[made[0]] if made else self.pipelines.sinks[name]
        else:
            found = self.pipelines.names.get(name, name)
        return found if found in self._new(view) else self.pipelines.aliases.get(found, found)


def _text(constant: ast.Constant) -> str:
    return str(constant.value)


def _texts(node: ast.expr) -> list[ast.Constant] | None:
    """The texts of a literal: of one, or of a set; None for anything else."""
    match node:
        case ast.Constant(value=str()):
            return [node]
        case ast.Call(func=ast.Name(id="set" | "frozenset"), args=[], keywords=[]):
            return []
        case ast.Call(func=ast.Name(id="set" | "frozenset"), args=[inner], keywords=[]):
            return _texts(inner) if isinstance(inner, ast.List | ast.Tuple | ast.Set) else None
        case ast.Set(elts=elements) | ast.List(elts=elements) | ast.Tuple(elts=elements):
            texts = [
                e for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)
            ]
            return texts if len(texts) == len(elements) else None
    return None


def _set(names: Iterable[str]) -> str:
    return f"{{{', '.join(map(literal, sorted(names)))}}}" if names else "set()"
