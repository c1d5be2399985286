"""Calls of functions whose code is at hand: of the project, and local ones."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from migrate.code.definitions import Definition
from migrate.code.scopes import Names
from migrate.code.signatures import Signature, SignatureParameter, has_fields, signature
from migrate.libraries.effects import SAFE
from migrate.libraries.words import is_listed
from migrate.model.project import Effect
from migrate.read.effects.memory import Facts, Memory
from migrate.read.effects.state import Environment, State
from migrate.read.effects.values import NOTHING, Arguments, Obj, Type, Value, join, weaken

LocalFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_LOCAL_DEPTH = 4


class Functions:
    """The functions whose code is at hand, and what calling them does.

    `facts` tells what is known of a function of the project. The body of a local one is run where
    it is called: `evaluate` tells what an expression stands for, `run` what a body returns when
    names have some values.
    """

    def __init__(
        self,
        state: State,
        facts: Callable[[Definition], Facts],
        evaluate: Callable[[ast.expr], Value],
        run: Callable[[LocalFunction, Mapping[str, Value]], Value],
    ) -> None:
        self.facts = facts
        self._state = state
        self._memory = state.memory
        self._definitions = state.definitions
        self._evaluate = evaluate
        self._run = run
        self._local: dict[int, LocalFunction] = {}
        self._defined_in: dict[int, Environment] = {}
        self._invoked: set[int] = set()
        self._active: list[int] = []

    def define(self, node: LocalFunction, name: str) -> Value:
        """A function that is defined inside this one. It holds what it reads from here."""
        site = self._memory.site(node)
        self._local[site] = node
        self._defined_in[site] = dict(self._state.env or {})
        made: Value = {Obj("function", name, site): True}
        self._state.hold(made, self._state.bound(Names().add(node).module.used))
        return made

    def run_uncalled(self) -> None:
        """Run the local functions that nothing here has called: somebody else may."""
        self._state.returned.append([])  # what they return is not returned from here
        for site in list(self._local):
            if site not in self._invoked:
                self._state.env = dict(self._defined_in[site])
                self.invoke(Obj("function", "", site), Arguments(), self._local[site])
        self._state.returned.pop()

    def method_of_class(self, path: str, name: str) -> Obj | None:
        """A method of a class of the project, as a function object."""
        found = self._definitions.find(f"{path}.{name}")
        return Obj("function", found.key) if found else None

    def invoke(self, obj: Obj, arguments: Arguments, node: ast.AST) -> Value:
        """Call a function of the project or a local one."""
        if obj.site in self._local:
            return self._invoke_local(obj.site, arguments, node)
        definition = self._definitions.find(obj.name)
        if definition is None:
            return self._state.new(node)
        self._memory.calls.add(definition.key)
        takes = signature(definition, self._definitions)
        if isinstance(definition.node, ast.ClassDef):
            return self._construct(definition, definition.node, takes, arguments, node)
        values = _bound(takes.arguments, arguments, self._memory, node)
        self._apply(self.facts(definition), definition, values)
        facts = self.facts(definition)
        return self._memory.instance(
            facts.result, values, self._memory.site(node)
        ) or self._state.new(node)

    def _invoke_local(self, site: int, arguments: Arguments, node: ast.AST) -> Value:
        if site in self._active or len(self._active) >= _LOCAL_DEPTH:
            return NOTHING
        self._invoked.add(site)
        function = self._local[site]
        definition = Definition(self._state.source, "", function)
        takes = signature(definition, self._definitions)
        self._active.append(site)
        values = _bound(takes.arguments, arguments, self._memory, node)
        for argument in takes.arguments:
            if not values[argument.name] and argument.default is not None:
                values[argument.name] = self._evaluate(argument.default)
        typed = {a.name: self._state.annotation(a.annotation) for a in takes.arguments}
        still = {n: NOTHING for n, t in typed.items() if t and t.name == "immutable"}
        result = self._run(function, {**values, **still})
        self._active.pop()
        return result

    def _construct(
        self,
        definition: Definition,
        node: ast.ClassDef,
        takes: Signature,
        arguments: Arguments,
        call: ast.AST,
    ) -> Value:
        """Call a class of the project."""
        made = self._state.new(call, definition.key, Type("class", path=definition.key))
        init = self._definitions.method(definition, "__init__")
        values = _bound(takes.arguments, arguments, self._memory, call)
        if init is None:
            for name, value in values.items() if has_fields(node) else ():
                self._state.hold(made, value, name)
            if not has_fields(node):
                self._state.hold(made, weaken(arguments.every))
            return made
        first = signature(init, self._definitions).arguments[:1]
        bound = {**values, **{a.name: made for a in first}}
        self._memory.calls.add(init.key)
        self._apply(self.facts(init), init, bound)
        return made

    def _apply(self, facts: Facts, definition: Definition, values: Mapping[str, Value]) -> None:
        """Let a call do what its function does."""
        self._memory.touches |= facts.touches
        name = definition.qualname.rpartition(".<locals>.")[2]
        shown = "a lambda" if name.startswith("<lambda>") else f"`{name}`"
        for (parameter, level), effect in facts.mutates.items():
            value = values.get(parameter, NOTHING)
            if level == "part":
                value = self._memory.element(value)
            reason = _passed(shown, effect)
            given = {o.name for o in value if o.is_given}
            sure = effect.certainty == "yes" and (level == "same" or len(given) <= 1)
            self._state.mutate(value, reason, certain=sure)
        for parameter, effect in facts.stores.items():
            for obj, sure in self._memory.reach(values.get(parameter, NOTHING)).items():
                self._stored(obj, sure, effect, shown)
        for function, what in sorted(facts.applies):
            self._applied(values.get(function, NOTHING), values.get(what, NOTHING), definition)
        for into, what in sorted(facts.links):
            self._state.hold(values.get(into, NOTHING), values.get(what, NOTHING))

    def _applied(self, functions: Value, value: Value, definition: Definition) -> None:
        """Let a callee call functions that it was handed with a value that it was handed."""
        for obj in functions:
            if obj.role == "function":
                self.invoke(obj, Arguments(star=value, double=value), definition.node)
            elif obj.role == "library" and is_listed(obj.name, SAFE):
                pass
            else:
                self.call_unknown(obj, value, obj.name)

    def call_unknown(self, obj: Obj, value: Value, name: str) -> None:
        """Have an unknown function called with a value."""
        given = self._memory.reach(value)
        if obj.is_given:
            self._memory.applies.update((obj.name, each.name) for each in given)
            return
        reason = f"passed to `{name}`, whose effect is not known"
        self._state.mutate(given, reason, certain=False)

    def call_back(self, arguments: Arguments, values: Value, node: ast.AST) -> Value:
        """Call the functions among the arguments with some values."""
        functions = [o for o in arguments.every if o.role == "function"]
        given = {o: c for o, c in values.items() if o.role != "function"}
        return join([self.invoke(f, Arguments(star=given, double=given), node) for f in functions])

    def _stored(self, obj: Obj, sure: bool, effect: Effect, shown: str) -> None:
        reason = _passed(shown, effect)
        self._memory.store(obj, sure and effect.certainty == "yes", reason, self._state.line)


def _passed(shown: str, effect: Effect) -> str:
    """The reason for what a callee does; of a long way only the ends."""
    way, where, what = effect.reason.rpartition(", where it is ")
    if not where:
        return f"passed to {shown}, where it is {what}"
    last = way.rpartition(" and on to ")[2].removeprefix("passed to ")
    return f"passed to {shown} and on to {last}{where}{what}"


def _bound(
    takes: tuple[SignatureParameter, ...], arguments: Arguments, memory: Memory, node: ast.AST
) -> dict[str, Value]:
    """The value of each parameter of a call."""
    values: dict[str, Value] = {}
    waiting = list(arguments.positional)
    named = dict(arguments.keywords)
    for argument in takes:
        if argument.kind == "var-positional":
            held = join([*waiting, arguments.star])
            waiting = []
            values[argument.name] = memory.container(
                memory.site(node, argument.name), [(None, held)]
            )
        elif argument.kind == "var-keyword":
            items = [*named.items(), (None, arguments.double)]
            values[argument.name] = memory.container(memory.site(node, argument.name), items)
        elif waiting and argument.kind != "keyword-only":
            values[argument.name] = waiting.pop(0)
        elif argument.name in named:
            values[argument.name] = named.pop(argument.name)
        else:
            positional = NOTHING if argument.kind == "keyword-only" else arguments.star
            values[argument.name] = join([positional, arguments.double])
    return values
