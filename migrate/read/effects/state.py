"""Where the analysis of a function stands: what names are bound to, and what is noted there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.code.definitions import Definition, Definitions, Library, Source, Target, Variable
from migrate.code.scopes import absolute, dotted_name
from migrate.libraries.effects import (
    ANY_MUTATORS,
    ELEMENTS,
    FRAME_ACCESSORS,
    INDEXERS,
    LABELS,
    SCALAR_ATTRIBUTES,
)
from migrate.read.effects.memory import Key, Memory
from migrate.read.effects.methods import made_type
from migrate.read.effects.values import (
    ARRAY,
    FRAME,
    NOTHING,
    NUMERIC,
    TABLES,
    Obj,
    Type,
    Value,
    annotated_type,
    join,
    type_name,
    weaken,
)

Environment = dict[str, Value]

_TEXT_LENGTH = 60
_OF_ANY_CLASS = frozenset({"", "class"})  # types
_LABELS = Type("labels")


class State:
    """The environment `env` (None after a return) and the place that is looked at, with the memory.

    `used` says that the result of an expression is used. `exits` are the environments at the
    breaks of each loop around, `returned` the values of each local function that runs.
    """

    def __init__(self, definitions: Definitions, source: Source, closure: frozenset[str]) -> None:
        self.definitions = definitions
        self.source = source
        self.closure = closure
        self.memory = Memory()
        self.env: Environment | None = {}
        self.globals: set[str] = set()
        self.used = True
        self.line = 0
        self.statement: ast.AST = source.tree
        self.exits: list[list[Environment]] = []
        self.returned: list[list[Value]] = []

    # --- notes, at the present line ---------------------------------------------------------

    def describe(self, node: ast.AST) -> str:
        """The source text of a node, on one line."""
        text = " ".join(self.source.text(node).split())
        return text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 3] + "..."

    def changed_here(self) -> str:
        """The reason of what the present statement itself changes."""
        return f"changed in place by `{self.describe(self.statement)}`"

    def mutate(self, value: Value, reason: str, certain: bool = True) -> None:
        """Note that objects are changed in place."""
        self.memory.mutate(value, reason, self.line, certain)

    def hold(self, into: Value, value: Value, key: Key = None) -> None:
        """Put a value into objects."""
        self.memory.hold(into, value, self.line, key)

    def operate(self, value: Value, *methods: str) -> None:
        """Note that an operation calls methods: those of a class of the project may change it."""
        for method in (m for m in methods if m in self.definitions.changing):
            given = {o: False for o in value if o.is_given and type_name(o) in _OF_ANY_CLASS}
            self.mutate(given, f"perhaps changed by a class's `{method}`")

    def give(self, value: Value) -> None:
        """Return or yield a value."""
        if self.returned:
            self.returned[-1].append(value)
        if len(self.returned) <= 1:
            self.memory.give_back(value, self.line)

    def new(
        self, node: ast.AST, name: str = "", type: Type | None = None, held: Value = NOTHING
    ) -> Value:
        """A new object that is made by a node and holds a value."""
        return self.memory.new(name, self.memory.site(node), type, held)

    def container(self, node: ast.AST, items: Iterable[tuple[Key, Value]], kind: str = "") -> Value:
        """A new container with its items."""
        return self.memory.container(self.memory.site(node), items, kind)

    # --- names ------------------------------------------------------------------------------

    def read_name(self, name: str) -> Value:
        """What a name stands for."""
        if self.env is not None and name in self.env and name not in self.globals:
            return self.env[name]
        if name in self.closure:
            return {Obj("outer", name): True}
        target = self.definitions.lookup(self.source, name)
        return self._target(Library(f"builtins.{name}") if target is None else target)

    def set_name(self, name: str, value: Value) -> None:
        """Bind a name; a global one keeps the value."""
        if name in self.globals:
            self.memory.touches.add(f"{self.source.name}:{name}")
            self.hold({Obj("outer", f"{self.source.name}:{name}"): True}, value)
        elif self.env is not None:
            self.env[name] = value

    def bound(self, names: Iterable[str]) -> Value:
        """Whatever some of the names are bound to here."""
        return join(self.env[n] for n in sorted(names) if self.env and n in self.env)

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Value]]:
        """The names that an import inside a function binds."""
        for alias in node.names:
            if isinstance(node, ast.Import):
                path = alias.name if alias.asname else alias.name.partition(".")[0]
                bound = alias.asname or path
            else:
                module = absolute(node.module or "", node.level, self.source.package)
                path, bound = f"{module}.{alias.name}", alias.asname or alias.name
            yield bound, self._target(self.definitions.resolve(path))

    def annotation(self, node: ast.expr | None) -> Type | None:
        """The type that an annotation of this module tells."""
        return annotated_type(node, lambda name: _type_path(self.definitions, self.source, name))

    def _target(self, target: Target) -> Value:
        if isinstance(target, Definition):
            return {Obj("function", target.key): True}
        if isinstance(target, Library):
            return {Obj("library", target.path): True}
        # What is None at first is given its object by a function.
        if isinstance(target.value, ast.Constant) and target.value.value is not None:
            return NOTHING
        made = target.value.func if isinstance(target.value, ast.Call) else None
        path = _type_path(self.definitions, target.source, dotted_name(made)) if made else ""
        kind = Type("class", path=path) if ":" in path else made_type(path) if path else None
        return {Obj("outer", f"{target.source.name}:{target.name}", 0, kind): True}

    # --- what is in objects -----------------------------------------------------------------

    def iterate(self, value: Value) -> Value:
        """What a loop over some objects goes through."""
        self.operate(value, "__iter__", "__next__")
        keys = {o: c for o, c in value.items() if type_name(o) in ("dict", "frame", "polars")}
        rest = {o: c for o, c in value.items() if o not in keys}
        return self.memory.element(rest)

    def use_up(self, iterated: Value, node: ast.expr) -> None:
        """Note that the iterators that a loop goes through are exhausted."""
        used = {o: c for o, c in iterated.items() if o.is_given and type_name(o) == "iterator"}
        self.mutate(used, f"used up by iterating over `{self.describe(node)}`")

    def attribute(self, base: Value, node: ast.Attribute) -> Value:
        """What an attribute of some objects may be."""
        return join(self._attribute_of(o, sure, node) for o, sure in base.items())

    def _attribute_of(self, obj: Obj, sure: bool, node: ast.Attribute) -> Value:
        name = node.attr
        if obj.role == "library":
            return self._target(self.definitions.resolve(f"{obj.name}.{name}"))
        if obj.role == "function":
            found = self.definitions.find(f"{obj.name}.{name}")
            return {Obj("function", found.key): True} if found else {Obj("outer", obj.name): True}
        if name in INDEXERS:
            return {obj: sure}
        if obj.role == "outer":
            return {replace(obj, name=f"{obj.name}.{name}"): True}
        held = self.memory.heap.get(obj, {})
        kept = join([held.get(name, NOTHING), held.get(None, NOTHING)])
        if not obj.is_given:
            made = FRAME if type_name(obj) in TABLES else None
            return join([kept, self.new(node, obj.name, made, kept)])
        part = self._given_attribute(obj, name, node)
        return join([kept, part if sure else weaken(part)])

    def _given_attribute(self, obj: Obj, name: str, node: ast.Attribute) -> Value:
        kind = type_name(obj)
        part = self.memory.part
        self.operate({obj: True}, name)
        if name in SCALAR_ATTRIBUTES or kind in ("immutable", "callable"):
            return NOTHING
        if kind == "frozen":
            return {obj: False}
        if name in ANY_MUTATORS or name in ELEMENTS:
            return part(obj, Type("method", path=name))
        if name in FRAME_ACCESSORS and kind in (*TABLES, ""):
            return self.new(node, "pandas.", FRAME)
        if name in LABELS and kind in (*TABLES, ""):
            return part(obj, _LABELS)
        if kind in TABLES:
            return part(obj, FRAME, certain=False)
        if kind in NUMERIC:
            return part(obj, ARRAY) if name in ("T", "flat", "real", "imag", "data") else {}
        return part(obj, None, certain=name not in ("values", "T"))


def _type_path(definitions: Definitions, source: Source, name: str) -> str:
    """What a name of an annotation means: a library's path, or the key of a class."""
    target = definitions.lookup(source, name)
    if isinstance(target, Definition):
        return target.key
    if isinstance(target, Library):
        return target.path
    return "" if isinstance(target, Variable) else name
