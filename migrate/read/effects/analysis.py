"""What functions do to the objects that they are given: change them, return them, keep them.

Functions are analysed one by one, each with what is known so far of those it calls; a function
whose facts grow sends its callers back for another look, until nothing grows any more.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from migrate.code.changing import stored_into
from migrate.code.definitions import Definition, Definitions
from migrate.code.scopes import Names, dotted_name, is_generator, last_name
from migrate.code.signatures import SignatureParameter, signature
from migrate.model.project import Effect
from migrate.read.effects.calls import Calls
from migrate.read.effects.expressions import Expressions
from migrate.read.effects.functions import Functions
from migrate.read.effects.memory import Facts, Result, merged, stronger, top
from migrate.read.effects.special import FUNCTIONS, METHODS
from migrate.read.effects.state import State
from migrate.read.effects.statements import Statements
from migrate.read.effects.values import (
    IMMUTABLE,
    NOTHING,
    Obj,
    Type,
    Value,
    join,
    types_by_use,
)

_CACHES = frozenset({"lru_cache", "cache", "cached", "memoize", "cached_property"})
_PASSES = 12  # looks at one function; recursion settles long before

_NO = Effect("no")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a function does to each of its parameters, and the project functions it calls."""

    mutates: Mapping[str, Effect] = field(default_factory=dict)
    returns_alias: Mapping[str, Effect] = field(default_factory=dict)
    stores: Mapping[str, Effect] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()
    touches: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Still:
    """What does not depend on what is known of other functions."""

    closure: frozenset[str]
    by_use: Mapping[str, Type]
    stored_into: frozenset[str]
    generator: bool


def _still(definition: Definition) -> _Still:
    node = definition.node
    return _Still(
        frozenset(_around(definition)),
        types_by_use(node),
        frozenset(stored_into(node)),
        is_generator(node),
    )


class Effects:
    """Summaries of functions, worked out when they are asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._facts: dict[str, Facts] = {}
        self._callers: dict[str, dict[str, None]] = {}
        self._waiting: list[Definition] = []
        self._still: dict[str, _Still] = {}

    def summary(self, definition: Definition) -> Summary:
        """What a function does to each of its parameters."""
        names = [a.name for a in signature(definition, self._definitions).arguments]
        if isinstance(definition.node, ast.ClassDef):
            return self._class_summary(definition, names)
        facts = self._solved(definition)
        line = definition.node.lineno
        stores = dict(facts.stores)
        for into, what in sorted(facts.links):
            kept = Effect("yes", f"kept in `{into}`", definition.node.lineno)
            stores[what] = stronger(stores.get(what), kept)
        return Summary(
            {name: _mutation(facts, name, line) for name in names},
            {name: facts.returns.get(name, _NO) for name in names},
            {name: stores.get(name, _NO) for name in names},
            facts.calls,
            facts.touches,
            _shares(facts),
        )

    def _class_summary(self, definition: Definition, names: list[str]) -> Summary:
        """A class that is called: what it keeps in the new object is returned with it."""
        init = self._definitions.method(definition, "__init__")
        line = definition.node.lineno
        if init is None:
            held = Effect("yes", "kept in the new object", line)
            return Summary(dict.fromkeys(names, _NO), dict.fromkeys(names, held),
                           dict.fromkeys(names, _NO))  # fmt: skip
        facts = self._solved(init)
        first = [a.name for a in signature(init, self._definitions).arguments[:1]]
        kept = {what for into, what in facts.links if into in first}
        held = Effect("yes", "kept in the new object", init.node.lineno)
        return Summary(
            {name: _mutation(facts, name, line) for name in names},
            {name: held if name in kept else _NO for name in names},
            {name: facts.stores.get(name, _NO) for name in names},
            facts.calls,
            facts.touches,
        )

    # --- the fixed point --------------------------------------------------------------------

    def _solved(self, definition: Definition) -> Facts:
        if definition.key not in self._facts:
            self._facts[definition.key] = Facts()
            self._waiting = [definition]
            self._solve()
        return self._facts[definition.key]

    def _solve(self) -> None:
        passes: dict[str, int] = {}
        while self._waiting:
            definition = self._waiting.pop()
            key = definition.key
            passes[key] = passes.get(key, 0) + 1
            if passes[key] > _PASSES:
                continue
            old = self._facts[key]
            new = _grown(old, self._look(definition))
            if new != old:
                self._facts[key] = new
                again = [self._definitions.find(caller) for caller in self._callers.get(key, ())]
                self._waiting[:0] = [d for d in again if d is not None]

    def _look(self, definition: Definition) -> Facts:
        """One analysis of a function with what is known of the others."""

        def known(callee: Definition) -> Facts:
            self._callers.setdefault(callee.key, {})[definition.key] = None
            if callee.key not in self._facts:
                self._facts[callee.key] = Facts()
                self._waiting.append(callee)
            return self._facts[callee.key]

        if definition.key not in self._still:
            self._still[definition.key] = _still(definition)
        return _analysed(definition, self._definitions, known, self._still[definition.key])


def _mutation(facts: Facts, name: str, line: int) -> Effect:
    same, part = (facts.mutates.get((name, level), _NO) for level in ("same", "part"))
    applied = sorted(function for function, what in facts.applies if what == name)
    called = [
        Effect("can't tell", f"passed to `{function}`, whose effect is not known", line)
        for function in applied
    ]
    return reduce(stronger, [part, *called], same)


def _shares(facts: Facts) -> frozenset[str]:
    """What outlives a call and is in its result: objects of modules, changed parameters."""
    parts = list(facts.result.parts())
    objects = {top(name) for part in parts for name, _ in part.shared}
    levels = {"same": ("same", "part"), "part": ("part",)}
    returned = ((name, role) for part in parts for name, role, _ in part.given)
    return frozenset(objects).union(
        name
        for name, role in returned
        for level in levels[role]
        if facts.mutates.get((name, level), _NO).certainty == "yes"
    )


def _grown(old: Facts, new: Facts) -> Facts:
    """Facts only grow, so that looking again comes to an end."""
    mutates = dict(old.mutates)
    for key, effect in new.mutates.items():
        mutates[key] = stronger(mutates.get(key), effect)
    result = Result(
        old.result.given | new.result.given,
        old.result.made | new.result.made,
        old.result.shared | new.result.shared,
        new.result.held if len(new.result.held) >= len(old.result.held) else old.result.held,
    )
    return Facts(
        mutates,
        merged(old.returns, new.returns),
        merged(old.stores, new.stores),
        old.links | new.links,
        old.applies | new.applies,
        result,
        old.calls | new.calls,
        old.touches | new.touches,
    )


# --- one function ---------------------------------------------------------------------------


def _analysed(
    definition: Definition,
    definitions: Definitions,
    known: Callable[[Definition], Facts],
    still: _Still,
) -> Facts:
    """What a function does, with what is `known` of those that it calls.

    Calls lead to bodies, and these to calls: the parts get hold of each other here.
    """
    state = State(definitions, definition.source, still.closure)
    functions = Functions(
        state,
        known,
        evaluate=lambda node: expressions.evaluate(node),
        run=lambda node, values: statements.run_body(node, values),
    )
    expressions = Expressions(state, functions, Calls(state, functions, FUNCTIONS, METHODS))
    statements = Statements(state, functions, expressions)
    node, memory = definition.node, state.memory
    takes = signature(definition, definitions).arguments
    values = {a.name: _given(a, state.annotation(a.annotation), still) for a in takes}
    value = statements.run_body(node, values)
    functions.run_uncalled()
    _decorated(definition, state, functions, values)
    for argument in takes:
        if argument.kind in ("var-positional", "var-keyword"):
            memory.mutates.pop((argument.name, "same"), None)  # the call's own tuple or dict
    returned = getattr(node, "returns", None)
    if returned is not None and state.annotation(returned) == IMMUTABLE:
        value, memory.returns = NOTHING, {}
    result = memory.result(value)
    if any(last_name(function) in _CACHES for function in _decorators(node)):
        types = {type for _, type in result.made}
        kept = (definition.key, types.pop() if len(types) == 1 else None)
        result = Result(result.given, shared=result.shared | {kept})
    if still.generator:
        result = Result(made=frozenset({("", None)}), held=frozenset({(None, result)}))
    return Facts(
        memory.mutates, memory.returns, memory.stores, frozenset(memory.links),
        frozenset(memory.applies), result, frozenset(memory.calls), frozenset(memory.touches),
    )  # fmt: skip


# What the use of a name proves wrong where an annotation says it.
_NOT_A_TABLE = frozenset({"immutable", "dict", "list", "set", "tuple"})
_NOT_CHANGED = frozenset({"immutable", "frozen", "callable"})


def _given(argument: SignatureParameter, hint: Type | None, still: _Still) -> Value:
    """The object of a parameter, NOTHING if it can't be changed."""
    by_use = still.by_use
    kind = hint
    if kind and kind.name in _NOT_A_TABLE and argument.name in by_use:
        kind = by_use[argument.name]
    if kind and kind.name in _NOT_CHANGED and argument.name in still.stored_into:
        kind = None
    if kind is None and argument.annotation is None:
        default = argument.default
        plain = isinstance(default, ast.Constant) and default.value is not None
        kind = IMMUTABLE if plain else by_use.get(argument.name)
    elif kind is None:
        kind = by_use.get(argument.name)
    if argument.kind == "var-positional":
        kind = Type("tuple", kind if argument.annotation else None)
    elif argument.kind == "var-keyword":
        kind = Type("dict", kind if argument.annotation else None)
    variadic = argument.kind.startswith("var-")
    if kind == IMMUTABLE or (variadic and kind is not None and kind.element == IMMUTABLE):
        return NOTHING
    return {Obj("same", argument.name, 0, kind): True}


def _around(definition: Definition) -> set[str]:
    """The names that the functions around a definition bind."""
    if not definition.enclosing:
        return set()
    names = Names().add(definition.enclosing[0])
    scopes = [names.scopes[n] for n in definition.enclosing if not isinstance(n, ast.ClassDef)]
    return {name for scope in scopes for name in scope.bound}


def _decorators(node: ast.AST) -> list[ast.expr]:
    """The decorators of a definition, without their arguments."""
    every = getattr(node, "decorator_list", ())
    return [each.func if isinstance(each, ast.Call) else each for each in every]


def _decorated(
    definition: Definition, state: State, functions: Functions, values: Mapping[str, Value]
) -> None:
    """Note what a function's decorators do to what it is given."""
    every = join(values.values())
    for function in _decorators(definition.node):
        state.line = function.lineno
        if last_name(function) in _CACHES:
            for obj in every:
                state.memory.store(obj, True, f"kept by `@{last_name(function)}`", state.line)
            continue
        target = state.definitions.lookup(definition.source, dotted_name(function))
        wrapper = _wrapper(state.definitions, target) if isinstance(target, Definition) else None
        if wrapper is not None:
            facts = functions.facts(wrapper)
            state.memory.touches |= facts.touches
            sure = next((e for e in facts.mutates.values() if e.certainty == "yes"), None)
            if sure is not None:
                reason = f"passed through `@{last_name(function)}`, where it is {sure.reason}"
                state.mutate(every, reason, certain=False)


def _wrapper(definitions: Definitions, decorator: Definition) -> Definition | None:
    """The innermost function that a decorator of the project defines: what calls go through."""
    path, node = decorator.qualname, decorator.node
    while not isinstance(node, ast.Lambda):
        inner = [n for n in node.body if isinstance(n, ast.FunctionDef)]
        if not inner:
            break
        node = inner[-1]
        path = f"{path}.<locals>.{node.name}"
    key = f"{decorator.source.name}:{path}"
    return definitions.find(key) if path != decorator.qualname else None
