"""What expressions stand for, and calls of functions whose code is at hand."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import replace

from migrate.code.trees import children, walk
from migrate.libraries.effects import (
    ANY_MUTATORS,
    ELEMENTS,
    FRAME_ACCESSORS,
    INDEXERS,
    LABELS,
    SCALAR_ATTRIBUTES,
)
from migrate.read.effects.invoke import Invocations
from migrate.read.effects.methods import key_of
from migrate.read.effects.values import (
    ARRAY,
    FRAME,
    NOTHING,
    Obj,
    Type,
    Value,
    join,
    type_name,
    weaken,
)

_LABELS = Type("labels")
_TABLES = frozenset({"frame", "series", "polars"})
_NUMERIC = frozenset({"array", "tensor"})
# Operands of these types make new objects that hold nothing.
_COMPUTED = frozenset({"frame", "series", "array", "tensor", "frozen", "immutable", "groupby"})
# An index of these types picks several rows or columns, which makes a copy.
_MANY = frozenset({"list", "frame", "series", "array", "set", "labels"})


class Expressions(Invocations):
    """Evaluates expressions in the environment `env`."""

    def evaluate(self, node: ast.expr) -> Value:
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node)
        for child in children(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return NOTHING

    # --- names ------------------------------------------------------------------------------

    def _name(self, node: ast.Name) -> Value:
        return self.read_name(node.id)

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.set_name(node.target.id, value)
        return value

    # --- attributes -------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node)

    def attribute(self, base: Value, node: ast.Attribute) -> Value:
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
            return join([kept, self.new(obj.name, self.site(node), made, kept)])
        part = self._given_attribute(obj, name, node)
        return join([kept, part if sure else weaken(part)])

    def _given_attribute(self, obj: Obj, name: str, node: ast.Attribute) -> Value:
        kind = type_name(obj)
        self.operate({obj: True}, name)
        if name in SCALAR_ATTRIBUTES or kind in ("immutable", "callable"):
            return NOTHING
        if kind == "frozen":
            return {obj: False}
        if name in ANY_MUTATORS or name in ELEMENTS:
            return self.part(obj, Type("method", path=name))
        if name in FRAME_ACCESSORS and kind in (*_TABLES, ""):
            return self.new("pandas.", self.site(node), FRAME)
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
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        indexes = [self.evaluate(part) for part in parts]
        selects = any(map(_picks_many, indexes)) or _selects(node.slice)
        return join(self._item(o, sure, node, selects) for o, sure in base.items())

    def _item(self, obj: Obj, sure: bool, node: ast.Subscript, selects: bool) -> Value:
        kind = type_name(obj)
        self.operate({obj: True}, "__getitem__")
        indexed = isinstance(node.value, ast.Attribute) and node.value.attr in INDEXERS
        if kind == "labels":
            return {obj: sure} if isinstance(node.slice, ast.Slice) else NOTHING
        if selects and kind != "dict" and (obj.is_given or kind in _TABLES):
            return self.new("", self.site(node), ARRAY if kind in _NUMERIC else FRAME)
        if isinstance(node.slice, ast.Slice) and kind not in (*_TABLES, *_NUMERIC):
            parts = self.element({obj: sure})
            view = {} if kind in ("list", "tuple") else self.part(obj, None, certain=False)
            return join([self.container(self.site(node), [(None, parts)], "list"), view])
        if kind in _TABLES and not obj.is_given:
            return self.new("", self.site(node), FRAME)
        value = self.element({obj: sure}, key_of(node.slice))
        varies = kind in _NUMERIC and isinstance(node.slice, ast.Name)
        return weaken(value) if indexed or varies else value

    # --- operators --------------------------------------------------------------------------

    def _either(self, node: ast.IfExp) -> Value:
        self.evaluate(node.test)
        return join([self.evaluate(node.body), self.evaluate(node.orelse)])

    def _boolean(self, node: ast.BoolOp) -> Value:
        used, self.used = self.used, False  # `x.append(1) or x` is no new object
        values = [self.evaluate(value) for value in node.values[:-1]]
        self.used = used
        return join([*values, self.evaluate(node.values[-1])])

    def _binary(self, node: ast.BinOp) -> Value:
        """`a + b` of lists and `a | b` of dicts hold the elements of both, `a * 2` those of `a`."""
        sides = [self.evaluate(node.left), self.evaluate(node.right)]
        objects = [o for side in sides for o in side]
        repeats = {"list", "tuple"} & {type_name(o) for o in objects}
        if isinstance(node.op, ast.Mult) and repeats:
            return self.container(self.site(node), [(None, join(map(self.element, sides)))], "list")
        if not isinstance(node.op, ast.Add | ast.BitOr) or not all(sides):
            return self.new("", self.site(node), _computed(objects)) if objects else NOTHING
        if any(type_name(o) in _COMPUTED for o in objects):
            return self.new("", self.site(node), _computed(objects))
        kinds = {type_name(o) for o in objects} & {"list", "dict", "set", "tuple"}
        held = join(map(self.element, sides))
        items = [(None, held if kinds else weaken(held))]
        return self.container(self.site(node), items, min(kinds, default=""))

    def _unary(self, node: ast.UnaryOp) -> Value:
        objects = self.evaluate(node.operand)
        return self.new("", self.site(node), _computed(objects)) if objects else NOTHING

    def _compare(self, node: ast.Compare) -> Value:
        """A comparison of tables and arrays is a mask."""
        sides = [self.evaluate(side) for side in (node.left, *node.comparators)]
        self.operate(join(sides), "__eq__", "__contains__")
        kind = _computed([o for side in sides for o in side])
        return self.new("", self.site(node), kind) if kind else NOTHING

    def _formatted(self, node: ast.FormattedValue) -> Value:
        self.operate(self.evaluate(node.value), "__str__", "__repr__")
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
        return self.container(self.site(node), items, kind)

    def _dict(self, node: ast.Dict) -> Value:
        items: list[tuple[str | int | None, Value]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            evaluated = self.evaluate(value)
            if key is None:
                items.append((None, self.element(evaluated)))
            else:
                self.evaluate(key)
                items.append((key_of(key), evaluated))
        return self.container(self.site(node), items, "dict")

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
        targets = [n.id for g in generators for n in walk(g.target) if isinstance(n, ast.Name)]
        if self.env is not None:
            for name in targets:
                self.env[name] = outside.get(name, NOTHING)
        kind = "dict" if isinstance(node, ast.DictComp) else "list"
        return self.container(self.site(node), [(None, values[-1])], kind)

    @abstractmethod
    def bind(self, target: ast.expr, value: Value) -> None:
        """Give a value to a target of any form."""

    def iterate(self, value: Value) -> Value:
        self.operate(value, "__iter__", "__next__")
        keys = {o: c for o, c in value.items() if type_name(o) in ("dict", "frame", "polars")}
        rest = {o: c for o, c in value.items() if o not in keys}
        return self.element(rest)

    def use_up(self, value: Value, text: str) -> None:
        """Note that iterators are exhausted."""
        used = {o: c for o, c in value.items() if o.is_given and type_name(o) == "iterator"}
        self.mutate(used, f"used up by iterating over `{text}`", self.line)


def _picks_many(index: Value) -> bool:
    return bool(index) and all(type_name(o) in _MANY for o in index)


def _computed(objects: Iterable[Obj]) -> Type | None:
    """The type of what is computed from some objects."""
    kinds = {type_name(o) for o in objects}
    return FRAME if kinds & _TABLES else ARRAY if kinds & _NUMERIC else None


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
    ast.Compare: Expressions._compare,
    ast.Await: Expressions._await,
    ast.FormattedValue: Expressions._formatted,
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
