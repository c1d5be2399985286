"""What expressions stand for, and what evaluating them does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from migrate.code.scopes import last_name
from migrate.code.trees import children, walk
from migrate.libraries.effects import ANY_MUTATORS, GENERATOR_ARGUMENTS, INDEXERS
from migrate.read.effects.calls import Calls
from migrate.read.effects.functions import Functions
from migrate.read.effects.memory import Key
from migrate.read.effects.methods import key_of
from migrate.read.effects.state import State
from migrate.read.effects.values import (
    ARRAY,
    FRAME,
    NOTHING,
    NUMERIC,
    TABLES,
    Arguments,
    Obj,
    Type,
    Value,
    join,
    type_name,
    weaken,
)

# Operands of these types make new objects that hold nothing.
_COMPUTED = frozenset({"frame", "series", "array", "tensor", "frozen", "immutable", "groupby"})
# An index of these types picks several rows or columns, which makes a copy.
_MANY = frozenset({"list", "frame", "series", "array", "set", "labels"})


class Expressions:
    """Evaluates expressions in the environment of the state."""

    def __init__(self, state: State, functions: Functions, calls: Calls) -> None:
        self.state = state
        self.memory = state.memory
        self.functions = functions
        self.calls = calls

    def evaluate(self, node: ast.expr) -> Value:
        """The objects that an expression may stand for."""
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node)
        self.evaluate_parts(node)
        return NOTHING

    def evaluate_parts(self, node: ast.AST) -> None:
        """Evaluate the expressions that a node has directly."""
        for child in children(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Give a value to a target of any form."""
        if isinstance(target, ast.Name):
            self.state.set_name(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, self.state.container(target, [(None, value)], "list"))
        elif isinstance(target, ast.Attribute):
            self._store(target.value, target.attr, value)
        elif isinstance(target, ast.Subscript):
            self.evaluate(target.slice)
            self._store(target.value, key_of(target.slice), value)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        starred = next((n for n, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
        for position, target in enumerate(targets):
            # Behind a star, positions count from the end.
            exact = starred is None or position < starred
            self.bind(target, self.memory.element(value, position if exact else None))

    def _store(self, base: ast.expr, key: Key, value: Value) -> None:
        objects = self.evaluate(base)
        self.state.mutate(objects, self.state.changed_here())
        if objects:
            self.state.hold(objects, value, key)
        elif value:
            # A thing without an object of its own: make one inside what it is reached through.
            inner = self.state.container(base, [(key, value)])
            self.state.hold(self._root(base), inner)

    def _root(self, node: ast.expr) -> Value:
        """What holds a thing that has no object of its own here."""
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
            objects = self.evaluate(node)
            if objects:
                return objects
        return NOTHING

    # --- names ------------------------------------------------------------------------------

    def _name(self, node: ast.Name) -> Value:
        return self.state.read_name(node.id)

    def _lambda(self, node: ast.Lambda) -> Value:
        return self.functions.define(node, "<lambda>")

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.state.set_name(node.target.id, value)
        return value

    # --- attributes -------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.state.attribute(self.evaluate(node.value), node)

    # --- calls ------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Value:
        """Evaluate a call and note what it does."""
        used, self.state.used = self.state.used, True
        receiver: Value = NOTHING
        if isinstance(node.func, ast.Attribute):
            base = self.evaluate(node.func.value)
            # `pd.concat` is a function with a dotted name, `x.append` a method.
            named = {o: c for o, c in base.items() if o.role in ("library", "function")}
            receiver = {o: c for o, c in base.items() if o not in named}
            callees = self.state.attribute(named, node.func)
        else:
            callees = self.evaluate(node.func)
        arguments = self._arguments(node)
        self.state.used = used
        if _is_of_its_class(node.func):
            return self.calls.method(arguments.at(0), last_name(node.func), arguments.rest(), node)
        results = [self.calls.apply(obj, arguments, node) for obj in callees]
        if isinstance(node.func, ast.Attribute) and (receiver or not callees):
            results.append(self.calls.method(receiver, node.func.attr, arguments, node))
        elif not callees:
            results.append(self.calls.unknown(self.state.describe(node.func), arguments, node))
        return join(results)

    def _arguments(self, node: ast.Call) -> Arguments:
        positional: list[Value] = []
        star: list[Value] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                star.append(self.memory.element(self.evaluate(argument.value)))
            else:
                (star if star else positional).append(self.evaluate(argument))
        keywords = {k.arg: self.evaluate(k.value) for k in node.keywords if k.arg}
        double = [self.memory.element(self.evaluate(k.value)) for k in node.keywords if not k.arg]
        arguments = Arguments(tuple(positional), keywords, join(star), join(double))
        # Drawing from a generator changes it; what comes out of settings is a number.
        drawn = join(keywords.get(name, NOTHING) for name in GENERATOR_ARGUMENTS)
        drawn = {o: False for o in drawn if o.role == "same"}
        self.state.mutate(drawn, f"perhaps drawn from by `{self.state.describe(node)}`")
        for obj in arguments.every:  # `map(found.append, items)`
            if obj.is_given and type_name(obj) == "method":
                self.calls.apply_method(obj, Arguments(), node)
        return arguments

    # --- subscripts -------------------------------------------------------------------------

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.evaluate(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        indexes = [self.evaluate(part) for part in parts]
        selects = any(map(_picks_many, indexes)) or _selects(node.slice)
        return join(self._item(o, sure, node, selects) for o, sure in base.items())

    def _item(self, obj: Obj, sure: bool, node: ast.Subscript, selects: bool) -> Value:
        kind = type_name(obj)
        self.state.operate({obj: True}, "__getitem__")
        indexed = isinstance(node.value, ast.Attribute) and node.value.attr in INDEXERS
        if kind == "labels":
            return {obj: sure} if isinstance(node.slice, ast.Slice) else NOTHING
        if selects and kind != "dict" and (obj.is_given or kind in TABLES):
            return self.state.new(node, "", ARRAY if kind in NUMERIC else FRAME)
        if isinstance(node.slice, ast.Slice) and kind not in (*TABLES, *NUMERIC):
            parts = self.memory.element({obj: sure})
            view = {} if kind in ("list", "tuple") else self.memory.part(obj, None, certain=False)
            return join([self.state.container(node, [(None, parts)], "list"), view])
        if kind in TABLES and not obj.is_given:
            return self.state.new(node, "", FRAME)
        value = self.memory.element({obj: sure}, key_of(node.slice))
        varies = kind in NUMERIC and isinstance(node.slice, ast.Name)
        return weaken(value) if indexed or varies else value

    # --- operators --------------------------------------------------------------------------

    def _either(self, node: ast.IfExp) -> Value:
        self.evaluate(node.test)
        return join([self.evaluate(node.body), self.evaluate(node.orelse)])

    def _boolean(self, node: ast.BoolOp) -> Value:
        used, self.state.used = self.state.used, False  # `x.append(1) or x` is no new object
        values = [self.evaluate(value) for value in node.values[:-1]]
        self.state.used = used
        return join([*values, self.evaluate(node.values[-1])])

    def _binary(self, node: ast.BinOp) -> Value:
        """`a + b` of lists and `a | b` of dicts hold the elements of both, `a * 2` those of `a`."""
        sides = [self.evaluate(node.left), self.evaluate(node.right)]
        objects = [o for side in sides for o in side]
        repeats = {"list", "tuple"} & {type_name(o) for o in objects}
        if isinstance(node.op, ast.Mult) and repeats:
            held = join(map(self.memory.element, sides))
            return self.state.container(
                node, [(None, join(map(self.memory.element, sides)))], "list"
            )
        if not isinstance(node.op, ast.Add | ast.BitOr) or not all(sides):
            return self.state.new(node, "", _computed(objects)) if objects else NOTHING
        if any(type_name(o) in _COMPUTED for o in objects):
            return self.state.new(node, "", _computed(objects))
        kinds = {type_name(o) for o in objects} & {"list", "dict", "set", "tuple"}
        held = join(map(self.memory.element, sides))
        items = [(None, held if kinds else weaken(held))]
        return self.state.container(node, items, min(kinds, default=""))

    def _unary(self, node: ast.UnaryOp) -> Value:
        objects = self.evaluate(node.operand)
        return self.state.new(node, "", _computed(objects)) if objects else NOTHING

    def _compare(self, node: ast.Compare) -> Value:
        """A comparison of tables and arrays is a mask."""
        sides = [self.evaluate(side) for side in (node.left, *node.comparators)]
        self.state.operate(join(sides), "__eq__", "__contains__")
        kind = _computed([o for side in sides for o in side])
        return self.state.new(node, "", kind) if kind else NOTHING

    def _formatted(self, node: ast.FormattedValue) -> Value:
        self.state.operate(self.evaluate(node.value), "__str__", "__repr__")
        return NOTHING

    def _await(self, node: ast.Await) -> Value:
        return self.evaluate(node.value)

    def _starred(self, node: ast.Starred) -> Value:
        return self.memory.element(self.evaluate(node.value))

    def _yield(self, node: ast.Yield) -> Value:
        if node.value is not None:
            self.state.give(self.evaluate(node.value))
        return NOTHING

    def _yield_from(self, node: ast.YieldFrom) -> Value:
        self.state.give(self.state.iterate(self.evaluate(node.value)))
        return NOTHING

    # --- containers -------------------------------------------------------------------------

    def _display(self, node: ast.Tuple | ast.List | ast.Set) -> Value:
        kind = type(node).__name__.lower()
        starred = any(isinstance(e, ast.Starred) for e in node.elts)
        items = [(None if starred else n, self.evaluate(e)) for n, e in enumerate(node.elts)]
        return self.state.container(node, items, kind)

    def _dict(self, node: ast.Dict) -> Value:
        items: list[tuple[str | int | None, Value]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            evaluated = self.evaluate(value)
            if key is None:
                items.append((None, self.memory.element(evaluated)))
            else:
                self.evaluate(key)
                items.append((key_of(key), evaluated))
        return self.state.container(node, items, "dict")

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        return self._comprehended(node, node.generators, [node.elt])

    def _dict_comprehension(self, node: ast.DictComp) -> Value:
        return self._comprehended(node, node.generators, [node.key, node.value])

    def _comprehended(
        self, node: ast.expr, generators: list[ast.comprehension], made: list[ast.expr]
    ) -> Value:
        outside = dict(self.state.env or {})
        for generator in generators:
            iterated = self.evaluate(generator.iter)
            self.state.use_up(iterated, generator.iter)
            self.bind(generator.target, self.state.iterate(iterated))
            for test in generator.ifs:
                self.evaluate(test)
        values = []
        for expression in made:
            self.state.used = False
            values.append(self.evaluate(expression))
            self.state.used = True
        targets = [n.id for g in generators for n in walk(g.target) if isinstance(n, ast.Name)]
        if self.state.env is not None:
            for name in targets:
                self.state.env[name] = outside.get(name, NOTHING)
        kind = "dict" if isinstance(node, ast.DictComp) else "list"
        return self.state.container(node, [(None, values[-1])], kind)


def _is_of_its_class(node: ast.expr) -> bool:
    """Whether a method that changes its object is taken of that one's class: `type(x).append`."""
    if not isinstance(node, ast.Attribute) or node.attr not in ANY_MUTATORS:
        return False
    owner = node.value
    return last_name(owner.func if isinstance(owner, ast.Call) else owner) in ("type", "__class__")


def _picks_many(index: Value) -> bool:
    return bool(index) and all(type_name(o) in _MANY for o in index)


def _computed(objects: Iterable[Obj]) -> Type | None:
    """The type of what is computed from some objects."""
    kinds = {type_name(o) for o in objects}
    return FRAME if kinds & TABLES else ARRAY if kinds & NUMERIC else None


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
    ast.Call: Expressions._call,
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
