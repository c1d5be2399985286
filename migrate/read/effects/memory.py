"""The store of one function's analysis: what objects hold, and what happens to the given ones."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from migrate.model.project import Certainty, Effect
from migrate.read.effects.values import (
    IMMUTABLE,
    NOTHING,
    SOLID,
    TABLES,
    Obj,
    Type,
    Value,
    join,
    type_name,
    weaken,
)

Key = str | int | None
# A parameter and how much of it: "same" or "part".
Given = tuple[str, str]

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What a call may return: parts of what it was given, new objects with what those hold,
    `shared` objects of modules.
    """

    given: frozenset[tuple[str, str, bool]] = frozenset()
    made: frozenset[tuple[str, Type | None]] = frozenset()
    shared: frozenset[tuple[str, Type | None]] = frozenset()
    held: frozenset[tuple[Key, Result]] = frozenset()

    def parts(self) -> Iterator[Result]:
        """This result and those of what it holds, at any depth."""
        yield self
        for _, inner in self.held:
            yield from inner.parts()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a function. `links` are pairs of parameters: the first one's object holds
    the second one's after the call. `applies` are pairs, too: the first one is called with the
    second one. `touches` are the module-level objects ("module:name") and the things of libraries
    (by their paths) that are changed.
    """

    mutates: Mapping[Given, Effect] = field(default_factory=dict)
    returns: Mapping[str, Effect] = field(default_factory=dict)
    stores: Mapping[str, Effect] = field(default_factory=dict)
    links: frozenset[tuple[str, str]] = frozenset()
    applies: frozenset[tuple[str, str]] = frozenset()
    result: Result = Result()
    calls: frozenset[str] = frozenset()
    touches: frozenset[str] = frozenset()


def stronger(old: Effect | None, new: Effect) -> Effect:
    """The more certain of two effects, the first of equals."""
    if old is None:
        return new
    rank: dict[Certainty, int] = {"no": 0, "can't tell": 1, "yes": 2}
    return new if rank[new.certainty] > rank[old.certainty] else old


def merged(old: Mapping[str, Effect], new: Mapping[str, Effect]) -> dict[str, Effect]:
    """The stronger effect of each parameter."""
    return {**old, **{name: stronger(old.get(name), effect) for name, effect in new.items()}}


def top(name: str) -> str:
    """The module-level name of an object that is reached from it: `module:name.attribute`."""
    module, colon, path = name.partition(":")
    return f"{module}:{path.partition('.')[0]}" if colon else name


class Memory:
    """What objects hold (whatever the order of the statements), and the effects found so far."""

    def __init__(self) -> None:
        self.heap: dict[Obj, dict[Key, Value]] = {}
        self.mutates: dict[Given, Effect] = {}
        self.returns: dict[str, Effect] = {}
        self.stores: dict[str, Effect] = {}
        self.links: set[tuple[str, str]] = set()
        self.applies: set[tuple[str, str]] = set()
        self.calls: set[str] = set()
        self.touches: set[str] = set()
        self._sites: dict[tuple[int, str], tuple[int, ast.AST]] = {}

    def site(self, node: ast.AST, part: str = "") -> int:
        """The number of the place where something is made, by the order of being met.

        An address would not do: it differs from run to run, and is used again.
        """
        number = (len(self._sites) + 1) * (_DEPTH + 2)  # leaves numbers for what results hold
        return self._sites.setdefault((id(node), part), (number, node))[0]

    # --- reading ----------------------------------------------------------------------------

    def new(self, name: str, site: int, type: Type | None = None, held: Value = NOTHING) -> Value:
        """A new object that holds a value."""
        obj = Obj("new", name, site, type)
        self._put(obj, None, held)
        return {obj: True}

    def container(self, site: int, items: Iterable[tuple[Key, Value]], kind: str = "") -> Value:
        """A new container with its items."""
        obj = Obj("new", kind, site, Type(kind) if kind else None)
        for key, value in items:
            self._put(obj, key, value)
        return {obj: True}

    def element(self, value: Value, key: Key = None) -> Value:
        """What `value[key]` may be; None for any key."""
        found: list[Value] = []
        for obj, certain in value.items():
            inside = self.inside(obj)
            found.append(inside if certain else weaken(inside))
            held = self.heap.get(obj, {})
            if key is None or key not in held:
                wanted = held.values() if key is None else [held.get(None, NOTHING)]
            else:
                wanted = [held[key], held.get(None, NOTHING)]
            found.extend(wanted)
        return join(found)

    def inside(self, obj: Obj) -> Value:
        """Anything in a given object, as far as its type lets it be changed."""
        if obj.role == "outer":
            return {replace(obj, type=None): True}
        if not obj.is_given:
            return NOTHING
        kind = type_name(obj)
        if kind in TABLES:
            return self.part(obj, obj.type, certain=False)
        if kind in ("array", "tensor"):
            return self.part(obj, obj.type)
        if kind in ("immutable", "frozen", "groupby", "callable"):
            return NOTHING
        return self.part(obj, obj.type.element if obj.type else None)

    def part(self, obj: Obj, type: Type | None, certain: bool = True) -> Value:
        """A part of a given object, of some type."""
        if not obj.is_given or type == IMMUTABLE:
            return NOTHING
        return {replace(obj, role="part", type=type): certain}

    def reach(self, value: Value) -> dict[Obj, bool]:
        """The given objects that a value is or holds, at any depth."""
        found: dict[Obj, bool] = {}
        layer = value
        for _ in range(_DEPTH):
            for obj, certain in layer.items():
                if obj.is_given:
                    found[obj] = found.get(obj, False) or certain
            layer = join(v for obj in layer for v in self.heap.get(obj, {}).values())
        return found

    # --- changing ---------------------------------------------------------------------------

    def _put(self, obj: Obj, key: Key, value: Value) -> None:
        kept = {o: c for o, c in value.items() if o != obj and type_name(o) != "immutable"}
        if kept:
            held = self.heap.setdefault(obj, {})
            held[key] = join([held.get(key, NOTHING), kept])

    def hold(self, into: Value, value: Value, line: int, key: Key = None) -> None:
        """Put a value into objects: links and stores follow from it."""
        if not value:
            return
        for obj in into:
            if type_name(obj) in SOLID:
                continue  # it copies what is stored
            self._put(obj, key, value)
            for given, certain in self.reach(value).items():
                if obj.is_given and obj.name != given.name:
                    if certain:
                        self.links.add((obj.name, given.name))
                    else:
                        self.store(given, False, f"perhaps kept in `{obj.name}`", line)
                elif obj.role in ("outer", "library") or (obj.role == "function" and not obj.site):
                    self.store(given, certain, f"kept in `{obj.name.rpartition(':')[2]}`", line)

    def store(self, obj: Obj, certain: bool, reason: str, line: int) -> None:
        """Note that a given object outlives the call."""
        effect = Effect("yes" if certain else "can't tell", reason, line)
        self.stores[obj.name] = stronger(self.stores.get(obj.name), effect)

    def mutate(self, value: Value, reason: str, line: int, certain: bool = True) -> None:
        """Note that objects are changed in place."""
        for obj, sure in value.items():
            if obj.role in ("outer", "library") and sure and certain:
                self.touches.add(top(obj.name))
            if obj.is_given and type_name(obj) not in ("immutable", "frozen", "callable"):
                effect = Effect("yes" if sure and certain else "can't tell", reason, line)
                key = (obj.name, obj.role)
                self.mutates[key] = stronger(self.mutates.get(key), effect)

    def size(self) -> int:
        """How much is known so far; it only grows."""
        held = sum(len(v) for held in self.heap.values() for v in held.values())
        return held + len(self.mutates) + len(self.links) + len(self.stores)

    def give_back(self, value: Value, line: int) -> None:
        """Note that a value is returned or yielded."""
        for obj, certain in value.items():
            if obj.is_given:
                perhaps = "" if certain else "perhaps "
                same = f"{perhaps}returned as it is"
                part = f"a part of it is {perhaps}returned"
                self._returned(obj, certain, same if obj.role == "same" else part, line)
        inside = join(v for obj in value for v in self.heap.get(obj, {}).values())
        for obj, certain in self.reach(inside).items():
            perhaps = "" if certain else "perhaps "
            self._returned(obj, certain, f"{perhaps}returned inside another object", line)

    def _returned(self, obj: Obj, certain: bool, reason: str, line: int) -> None:
        if type_name(obj) not in ("immutable", "frozen"):
            effect = Effect("yes" if certain else "can't tell", reason, line)
            self.returns[obj.name] = stronger(self.returns.get(obj.name), effect)

    # --- results ----------------------------------------------------------------------------

    def result(self, value: Value, depth: int = 0) -> Result:
        """A returned value in terms of the parameters."""
        given = frozenset((o.name, o.role, sure) for o, sure in value.items() if o.is_given)
        others = [o for o in value if o.role in ("new", "library")]
        shared = frozenset((o.name, o.type) for o in value if o.role == "outer")
        if depth >= _DEPTH:
            return Result(given, shared=shared)
        made = frozenset((o.name, o.type) for o in others)
        held: dict[Key, list[Value]] = {}
        for obj in value:
            for key, inside in self.heap.get(obj, {}).items():
                held.setdefault(key, []).append(inside)
        inner = ((k, self.result(join(values), depth + 1)) for k, values in held.items())
        return Result(given, made, shared, frozenset((k, r) for k, r in inner if r != Result()))

    def instance(self, result: Result, arguments: Mapping[str, Value], site: int) -> Value:
        """A callee's result in terms of the values that it was called with."""
        values: list[Value] = []
        for name, role, certain in sorted(result.given):
            value = arguments.get(name, NOTHING)
            value = self.element(value) if role == "part" else value
            values.append(value if certain else weaken(value))
        for name, type in sorted(result.shared, key=str):
            values.append({Obj("outer", name, 0, type): True})
        held = sorted(result.held, key=lambda item: repr(item[0]))
        for name, type in sorted(result.made, key=str) or ([("", None)] if held else []):
            obj = Obj("new", name, site, type)
            for key, inner in held:
                self._put(obj, key, self.instance(inner, arguments, site + 1))
            values.append({obj: True})
        return join(values)
