"""What expressions stand for, and calls of functions whose code is at hand."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from migrate.project import Effect
from migrate.read.definitions import Definition, Definitions, Library, Source, Target, Variable
from migrate.read.effect_calls import Calls
from migrate.read.effect_memory import Facts
from migrate.read.effect_methods import key_of, made_type
from migrate.read.effect_special import Arguments
from migrate.read.effect_tables import (
    FRAME_ACCESSORS,
    INDEXERS,
    LABELS,
    SCALAR_ATTRIBUTES,
)
from migrate.read.effect_values import (
    ARRAY,
    FRAME,
    NOTHING,
    Obj,
    Type,
    Value,
    annotated_type,
    join,
    type_name,
    weaken,
)
from migrate.read.scopes import Names, absolute, dotted_name
from migrate.read.signatures import Argument, Signature, has_fields, signature

Environment = dict[str, Value]
LocalFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_LABELS = Type("labels")
_TEXT_LENGTH = 60
_TABLES = frozenset({"frame", "series", "polars"})
_NUMERIC = frozenset({"array", "tensor"})
# Operands of these types make new objects that hold nothing.
_COMPUTED = frozenset({"frame", "series", "array", "tensor", "frozen", "immutable", "groupby"})
_LOCAL_DEPTH = 4


class Expressions(Calls):
    """Evaluates expressions in the environment `env`."""

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

    def size(self) -> int:
        """How much is known so far; it only grows."""
        held = sum(len(v) for held in self.heap.values() for v in held.values())
        return held + len(self.mutates) + len(self.links) + len(self.stores)

    def annotation(self, node: ast.expr | None) -> Type | None:
        """The type that an annotation of this module tells."""
        return annotated_type(node, lambda name: type_path(self.definitions, self.source, name))

    def evaluate(self, node: ast.expr) -> Value:
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return NOTHING

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
            self.hold({Obj("outer", f"{self.source.module.name}:{name}"): True}, value, self.line)
        elif self.env is not None:
            self.env[name] = value

    def _target(self, target: Target) -> Value:
        if isinstance(target, Definition):
            return {Obj("function", target.key): True}
        if isinstance(target, Library):
            return {Obj("library", target.path): True}
        if isinstance(target.value, ast.Constant):
            return NOTHING
        made = target.value.func if isinstance(target.value, ast.Call) else None
        path = type_path(self.definitions, target.source, dotted_name(made)) if made else ""
        kind = Type("class", path=path) if ":" in path else made_type(path) if path else None
        return {Obj("outer", f"{target.source.module.name}:{target.name}", 0, kind): True}

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

    def _name(self, node: ast.Name) -> Value:
        return self.read_name(node.id)

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.set_name(node.target.id, value)
        return value

    # --- attributes -------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> Value:
        base = self.evaluate(node.value)
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
        held = self.heap.get(obj, {})
        kept = join([held.get(name, NOTHING), held.get(None, NOTHING)])
        if not obj.is_given:
            made = FRAME if type_name(obj) in _TABLES else None
            return join([kept, self.new(obj.name, id(node), made, _=kept)])
        part = self._given_attribute(obj, name, node)
        return join([kept, part if sure else weaken(part)])

    def _given_attribute(self, obj: Obj, name: str, node: ast.Attribute) -> Value:
        kind = type_name(obj)
        if name in SCALAR_ATTRIBUTES or kind in ("immutable", "callable"):
            return NOTHING
        if kind == "frozen":
            return {obj: False}
        if name in FRAME_ACCESSORS and kind in (*_TABLES, ""):
            return self.new("pandas.", id(node), FRAME)
        if name in LABELS and kind in (*_TABLES, ""):
            return self.part(obj, _LABELS)
        if kind in _TABLES:
            return self.part(obj, FRAME, certain=False)
        if kind in _NUMERIC:
            return self.part(obj, ARRAY) if name in ("T", "flat", "real", "imag", "data") else {}
        return self.part(obj, None, certain=name not in ("values", "T"))

    # --- subscripts -------------------------------------------------------------------------

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.evaluate(node.value)
        self.evaluate(node.slice)
        return join(self._item(o, sure, node) for o, sure in base.items())

    def _item(self, obj: Obj, sure: bool, node: ast.Subscript) -> Value:
        kind = type_name(obj)
        indexed = isinstance(node.value, ast.Attribute) and node.value.attr in INDEXERS
        if _selects(node.slice) and (obj.is_given or kind in _TABLES):
            return self.new("", id(node), ARRAY if kind in _NUMERIC else FRAME)
        if isinstance(node.slice, ast.Slice) and kind not in (*_TABLES, *_NUMERIC):
            parts = self.element({obj: sure})
            view = {} if kind in ("list", "tuple") else self.part(obj, None, certain=False)
            return join([self.container(id(node), [(None, parts)], "list"), view])
        if kind in _TABLES and not obj.is_given:
            return self.new("", id(node), FRAME)
        value = self.element({obj: sure}, key_of(node.slice))
        varies = kind in _NUMERIC and isinstance(node.slice, ast.Name)
        return weaken(value) if indexed or varies else value

    # --- operators --------------------------------------------------------------------------

    def _either(self, node: ast.IfExp) -> Value:
        self.evaluate(node.test)
        return join([self.evaluate(node.body), self.evaluate(node.orelse)])

    def _boolean(self, node: ast.BoolOp) -> Value:
        return join([self.evaluate(value) for value in node.values])

    def _binary(self, node: ast.BinOp) -> Value:
        """`a + b` of lists and `a | b` of dicts hold the elements of both."""
        sides = [self.evaluate(node.left), self.evaluate(node.right)]
        objects = [o for side in sides for o in side]
        if not isinstance(node.op, ast.Add | ast.BitOr) or not all(sides):
            return self.new("", id(node)) if objects else NOTHING
        if any(type_name(o) in _COMPUTED for o in objects):
            return self.new("", id(node))
        lists = any(type_name(o) in ("list", "dict", "set", "tuple") for o in objects)
        held = join(map(self.element, sides))
        return self.container(id(node), [(None, held if lists else weaken(held))])

    def _unary(self, node: ast.UnaryOp) -> Value:
        self.evaluate(node.operand)
        return NOTHING

    def _await(self, node: ast.Await) -> Value:
        return self.evaluate(node.value)

    def _starred(self, node: ast.Starred) -> Value:
        return self.element(self.evaluate(node.value))

    def _yield(self, node: ast.Yield) -> Value:
        if node.value is not None:
            self.give(self.evaluate(node.value))
        return NOTHING

    def _yield_from(self, node: ast.YieldFrom) -> Value:
        self.give(self.iterate(self.evaluate(node.value)))
        return NOTHING

    # --- containers -------------------------------------------------------------------------

    def _display(self, node: ast.Tuple | ast.List | ast.Set) -> Value:
        kind = type(node).__name__.lower()
        starred = any(isinstance(e, ast.Starred) for e in node.elts)
        items = [(None if starred else n, self.evaluate(e)) for n, e in enumerate(node.elts)]
        return self.container(id(node), items, kind)

    def _dict(self, node: ast.Dict) -> Value:
        items: list[tuple[str | int | None, Value]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            evaluated = self.evaluate(value)
            if key is None:
                items.append((None, self.element(evaluated)))
            else:
                self.evaluate(key)
                items.append((key_of(key), evaluated))
        return self.container(id(node), items, "dict")

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        return self._comprehended(node, node.generators, [node.elt])

    def _dict_comprehension(self, node: ast.DictComp) -> Value:
        return self._comprehended(node, node.generators, [node.key, node.value])

    def _comprehended(
        self, node: ast.expr, generators: list[ast.comprehension], made: list[ast.expr]
    ) -> Value:
        outside = dict(self.env or {})
        for generator in generators:
            iterated = self.evaluate(generator.iter)
            self.use_up(iterated, self.describe(generator.iter))
            self.bind(generator.target, self.iterate(iterated))
            for test in generator.ifs:
                self.evaluate(test)
        values = []
        for expression in made:
            self.used = False
            values.append(self.evaluate(expression))
            self.used = True
        targets = {n.id for g in generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        if self.env is not None:
            for name in targets:
                self.env[name] = outside.get(name, NOTHING)
        kind = "dict" if isinstance(node, ast.DictComp) else "list"
        return self.container(id(node), [(None, values[-1])], kind)

    @abstractmethod
    def bind(self, target: ast.expr, value: Value) -> None:
        """Give a value to a target of any form."""

    def iterate(self, value: Value) -> Value:
        keys = {o: c for o, c in value.items() if type_name(o) in ("dict", "frame", "polars")}
        rest = {o: c for o, c in value.items() if o not in keys}
        return self.element(rest)

    def use_up(self, value: Value, text: str) -> None:
        """Note that iterators are exhausted."""
        used = {o: c for o, c in value.items() if o.is_given and type_name(o) == "iterator"}
        self.mutate(used, f"used up by iterating over `{text}`", self.line)

    # --- functions --------------------------------------------------------------------------

    def local_function(self, node: LocalFunction, name: str) -> Value:
        """A function that is defined inside this one. It holds what it reads from here."""
        self.local[id(node)] = node
        self.defined_in[id(node)] = dict(self.env or {})
        obj = Obj("function", name, id(node))
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
            return self.new("", id(node))
        self.calls.add(definition.key)
        takes = signature(definition, self.definitions)
        if isinstance(definition.node, ast.ClassDef):
            return self._construct(definition, definition.node, takes, arguments, node)
        values = _bound(takes.arguments, arguments, self, node)
        self._apply(self.facts(definition), definition, values)
        facts = self.facts(definition)
        return self.instance(facts.result, values, id(node)) or self.new("", id(node))

    def _invoke_local(self, site: int, arguments: Arguments, node: ast.AST) -> Value:
        if site in self.active or len(self.active) >= _LOCAL_DEPTH:
            return NOTHING
        self.invoked.add(site)
        function = self.local[site]
        definition = Definition(self.source, "", function)
        takes = signature(definition, self.definitions)
        self.active.append(site)
        values = _bound(takes.arguments, arguments, self, node)
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
        made = self.new(definition.key, id(call), Type("class", path=definition.key))
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
        name = definition.qualname.rpartition(".<locals>.")[2]
        shown = "a lambda" if name.startswith("<lambda>") else f"`{name}`"
        for (parameter, level), effect in facts.mutates.items():
            value = values.get(parameter, NOTHING)
            if level == "part":
                value = self.element(value)
            reason = f"passed to {shown}, where it is {effect.reason}"
            given = {o.name for o in value if o.is_given}
            sure = effect.certainty == "yes" and (level == "same" or len(given) <= 1)
            self.mutate(value, reason, self.line, certain=sure)
        for parameter, effect in facts.stores.items():
            for obj, sure in self.reach(values.get(parameter, NOTHING)).items():
                self._stored(obj, sure, effect, shown)
        for into, what in sorted(facts.links):
            self.hold(values.get(into, NOTHING), values.get(what, NOTHING), self.line)

    def _stored(self, obj: Obj, sure: bool, effect: Effect, shown: str) -> None:
        reason = f"passed to {shown}, where it is {effect.reason}"
        self.store(obj, sure and effect.certainty == "yes", reason, self.line)


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
            values[argument.name] = memory.container(id(argument), [(None, held)])
        elif argument.kind == "var-keyword":
            items = [*named.items(), (None, arguments.double)]
            values[argument.name] = memory.container(id(argument), items)
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


def _selects(index: ast.expr) -> bool:
    """Whether an index picks rows or columns by a list or a condition: the result is a copy."""
    if isinstance(index, ast.Tuple):
        return any(map(_selects, index.elts))
    if isinstance(index, ast.BinOp):
        return isinstance(index.op, ast.BitAnd | ast.BitOr)
    if isinstance(index, ast.UnaryOp):
        return isinstance(index.op, ast.Invert | ast.Not)
    if isinstance(index, ast.Call):
        return isinstance(index.func, ast.Attribute) and index.func.attr in _MASKS
    return isinstance(index, ast.List | ast.ListComp | ast.Compare | ast.BoolOp)


_MASKS = frozenset({"isin", "isna", "notna", "isnull", "notnull", "between", "duplicated"})

_EXPRESSIONS: dict[type, Callable[..., Value]] = {
    ast.Name: Expressions._name,
    ast.NamedExpr: Expressions._walrus,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.Call: Expressions.call,
    ast.IfExp: Expressions._either,
    ast.BoolOp: Expressions._boolean,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.Await: Expressions._await,
    ast.Starred: Expressions._starred,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield_from,
    ast.Tuple: Expressions._display,
    ast.List: Expressions._display,
    ast.Set: Expressions._display,
    ast.Dict: Expressions._dict,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.DictComp: Expressions._dict_comprehension,
    ast.Lambda: Expressions._lambda,
}
