"""Names, and calls of functions whose code is at hand."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping

from migrate.code.definitions import Definition, Definitions, Library, Source, Target, Variable
from migrate.code.scopes import Names, absolute, dotted_name
from migrate.code.signatures import Argument, Signature, has_fields, signature
from migrate.libraries.effects import SAFE
from migrate.libraries.words import is_listed
from migrate.model.project import Effect
from migrate.read.effects.calls import Calls
from migrate.read.effects.memory import Facts
from migrate.read.effects.methods import made_type
from migrate.read.effects.special import Arguments
from migrate.read.effects.values import (
    NOTHING,
    Obj,
    Type,
    Value,
    annotated_type,
    join,
    type_name,
    weaken,
)

Environment = dict[str, Value]
LocalFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_TEXT_LENGTH = 60
_OF_ANY_CLASS = frozenset({"", "class"})  # types
_LOCAL_DEPTH = 4


class Invocations(Calls):
    """Names in the environment `env`, and calls of what they stand for."""

    def __init__(
        self, definitions: Definitions, source: Source, facts: Callable[[Definition], Facts]
    ) -> None:
        super().__init__()
        self.definitions = definitions
        self.source = source
        self.facts = facts
        self.env: Environment | None = {}
        self.closure: frozenset[str] = frozenset()
        self.globals: set[str] = set()
        self.used = True
        self.line = 0
        self.statement: ast.AST = source.tree
        self.exits: list[list[Environment]] = []
        self.returned: list[list[Value]] = []
        self.local: dict[int, LocalFunction] = {}
        self.defined_in: dict[int, Environment] = {}
        self.invoked: set[int] = set()
        self.active: list[int] = []

    @abstractmethod
    def inline(self, node: ast.AST, values: Mapping[str, Value]) -> Value:
        """Run the body of a local function in the present environment; what it returns."""

    def describe(self, node: ast.AST) -> str:
        text = " ".join(self.source.text(node).split())
        return text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 3] + "..."

    def operate(self, value: Value, *methods: str) -> None:
        """Note that an operation calls methods: those of a class of the project may change it."""
        for method in (m for m in methods if m in self.definitions.changing):
            given = {o: False for o in value if o.is_given and type_name(o) in _OF_ANY_CLASS}
            self.mutate(given, f"perhaps changed by a class's `{method}`", self.line)

    def size(self) -> int:
        """How much is known so far; it only grows."""
        held = sum(len(v) for held in self.heap.values() for v in held.values())
        return held + len(self.mutates) + len(self.links) + len(self.stores)

    def annotation(self, node: ast.expr | None) -> Type | None:
        """The type that an annotation of this module tells."""
        return annotated_type(node, lambda name: type_path(self.definitions, self.source, name))

    def give(self, value: Value) -> None:
        """Return or yield a value."""
        if self.returned:
            self.returned[-1].append(value)
        if len(self.returned) <= 1:
            self.give_back(value, self.line)

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
            self.touches.add(f"{self.source.name}:{name}")
            self.hold({Obj("outer", f"{self.source.name}:{name}"): True}, value, self.line)
        elif self.env is not None:
            self.env[name] = value

    def _target(self, target: Target) -> Value:
        if isinstance(target, Definition):
            return {Obj("function", target.key): True}
        if isinstance(target, Library):
            return {Obj("library", target.path): True}
        # What is None at first is given its object by a function.
        if isinstance(target.value, ast.Constant) and target.value.value is not None:
            return NOTHING
        made = target.value.func if isinstance(target.value, ast.Call) else None
        path = type_path(self.definitions, target.source, dotted_name(made)) if made else ""
        kind = Type("class", path=path) if ":" in path else made_type(path) if path else None
        return {Obj("outer", f"{target.source.name}:{target.name}", 0, kind): True}

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

    # --- functions --------------------------------------------------------------------------

    def local_function(self, node: LocalFunction, name: str) -> Value:
        """A function that is defined inside this one. It holds what it reads from here."""
        self.local[self.site(node)] = node
        self.defined_in[self.site(node)] = dict(self.env or {})
        obj = Obj("function", name, self.site(node))
        free = Names().add(node).module.used
        captured = join(self.env[n] for n in sorted(free) if self.env and n in self.env)
        self.hold({obj: True}, captured, self.line)
        return {obj: True}

    def _lambda(self, node: ast.Lambda) -> Value:
        return self.local_function(node, "<lambda>")

    def method_of_class(self, path: str, name: str) -> Obj | None:
        found = self.definitions.find(f"{path}.{name}")
        return Obj("function", found.key) if found else None

    def invoke(self, obj: Obj, arguments: Arguments, node: ast.AST) -> Value:
        if obj.site in self.local:
            return self._invoke_local(obj.site, arguments, node)
        definition = self.definitions.find(obj.name)
        if definition is None:
            return self.new("", self.site(node))
        self.calls.add(definition.key)
        takes = signature(definition, self.definitions)
        if isinstance(definition.node, ast.ClassDef):
            return self._construct(definition, definition.node, takes, arguments, node)
        values = _bound(takes.arguments, arguments, self, node)
        self._apply(self.facts(definition), definition, values)
        facts = self.facts(definition)
        return self.instance(facts.result, values, self.site(node)) or self.new("", self.site(node))

    def _invoke_local(self, site: int, arguments: Arguments, node: ast.AST) -> Value:
        if site in self.active or len(self.active) >= _LOCAL_DEPTH:
            return NOTHING
        self.invoked.add(site)
        function = self.local[site]
        definition = Definition(self.source, "", function)
        takes = signature(definition, self.definitions)
        self.active.append(site)
        values = _bound(takes.arguments, arguments, self, node)
        for argument in takes.arguments:
            if not values[argument.name] and argument.default is not None:
                values[argument.name] = self.evaluate(argument.default)
        typed = {a.name: self.annotation(a.annotation) for a in takes.arguments}
        still = {n: NOTHING for n, t in typed.items() if t and t.name == "immutable"}
        result = self.inline(function, {**values, **still})
        self.active.pop()
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
        made = self.new(definition.key, self.site(call), Type("class", path=definition.key))
        init = self.definitions.method(definition, "__init__")
        values = _bound(takes.arguments, arguments, self, call)
        if init is None:
            for name, value in values.items() if has_fields(node) else ():
                self.hold(made, value, self.line, name)
            if not has_fields(node):
                self.hold(made, weaken(arguments.every), self.line)
            return made
        first = signature(init, self.definitions).arguments[:1]
        bound = {**values, **{a.name: made for a in first}}
        self.calls.add(init.key)
        self._apply(self.facts(init), init, bound)
        return made

    def _apply(self, facts: Facts, definition: Definition, values: Mapping[str, Value]) -> None:
        """Let a call do what its function does."""
        self.touches |= facts.touches
        name = definition.qualname.rpartition(".<locals>.")[2]
        shown = "a lambda" if name.startswith("<lambda>") else f"`{name}`"
        for (parameter, level), effect in facts.mutates.items():
            value = values.get(parameter, NOTHING)
            if level == "part":
                value = self.element(value)
            reason = _passed(shown, effect)
            given = {o.name for o in value if o.is_given}
            sure = effect.certainty == "yes" and (level == "same" or len(given) <= 1)
            self.mutate(value, reason, self.line, certain=sure)
        for parameter, effect in facts.stores.items():
            for obj, sure in self.reach(values.get(parameter, NOTHING)).items():
                self._stored(obj, sure, effect, shown)
        for function, what in sorted(facts.applies):
            self._applied(values.get(function, NOTHING), values.get(what, NOTHING), definition)
        for into, what in sorted(facts.links):
            self.hold(values.get(into, NOTHING), values.get(what, NOTHING), self.line)

    def _applied(self, functions: Value, value: Value, definition: Definition) -> None:
        """Let a callee call functions that it was handed with a value that it was handed."""
        for obj in functions:
            if obj.role == "function":
                self.invoke(obj, Arguments(star=value, double=value), definition.node)
            elif obj.role == "library" and is_listed(obj.name, SAFE):
                pass
            else:
                self.call_unknown(obj, value, obj.name)

    def _stored(self, obj: Obj, sure: bool, effect: Effect, shown: str) -> None:
        reason = _passed(shown, effect)
        self.store(obj, sure and effect.certainty == "yes", reason, self.line)


def _passed(shown: str, effect: Effect) -> str:
    """The reason for what a callee does; of a long way only the ends."""
    way, where, what = effect.reason.rpartition(", where it is ")
    if not where:
        return f"passed to {shown}, where it is {what}"
    last = way.rpartition(" and on to ")[2].removeprefix("passed to ")
    return f"passed to {shown} and on to {last}{where}{what}"


def _bound(
    takes: tuple[Argument, ...], arguments: Arguments, memory: Calls, node: ast.AST
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


def type_path(definitions: Definitions, source: Source, name: str) -> str:
    """What a name of an annotation means: a library's path, or the key of a class."""
    target = definitions.lookup(source, name)
    if isinstance(target, Definition):
        return target.key
    if isinstance(target, Library):
        return target.path
    return "" if isinstance(target, Variable) else name
