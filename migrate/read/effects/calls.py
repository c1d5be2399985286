"""What calls do: of library functions, of methods by their names, of functions of the project."""

from __future__ import annotations

import ast
from abc import abstractmethod

from migrate.code.scopes import last_name
from migrate.libraries.effects import (
    ANY_MUTATORS,
    CALLED_BY,
    CALLS_WITH_COPIES,
    CHANGED_PARTS,
    CHANGES,
    CHANGES_ARGUMENT,
    ELEMENTS,
    GENERATOR_ARGUMENTS,
    HOLDING,
    HOLDING_ELEMENTS,
    HOLDING_SECOND,
    HOLDS_ELEMENTS,
    MUTATORS,
    PARTS,
    PERHAPS_IN_PLACE,
    PERHAPS_VIEWS,
    QUIET_FOR_ARGUMENTS,
    RETURNS_ELEMENT,
    RETURNS_SELF,
    SAFE,
    SAME,
    SHARING,
    TRAINERS,
    VIEWS,
)
from migrate.libraries.words import is_listed
from migrate.read.effects.memory import Memory
from migrate.read.effects.methods import (
    Change,
    changes,
    constant_key,
    is_of_library,
    is_worth_keeping,
    made_type,
    quiet_for_arguments,
    says,
)
from migrate.read.effects.special import FUNCTIONS, METHODS, Arguments
from migrate.read.effects.values import (
    ARRAY,
    FRAME,
    NOTHING,
    Obj,
    Value,
    join,
    type_name,
    weaken,
)

# Types whose copies and results share nothing with them.
_SOLID = frozenset({"frame", "series", "array", "tensor", "frozen", "groupby", "polars"})
_PLAIN = frozenset({"dict", "list", "set", "tuple"})


class Calls(Memory):
    """Memory that calls work on. What evaluating an expression means is left to a subclass."""

    used: bool
    line: int
    env: dict[str, Value] | None

    @abstractmethod
    def evaluate(self, node: ast.expr) -> Value:
        """The objects that an expression may stand for."""

    @abstractmethod
    def attribute(self, base: Value, node: ast.Attribute) -> Value:
        """What an attribute of some objects may be."""

    @abstractmethod
    def iterate(self, value: Value) -> Value:
        """What a loop over some objects goes through."""

    @abstractmethod
    def invoke(self, obj: Obj, arguments: Arguments, node: ast.AST) -> Value:
        """Call a function of the project or a local one."""

    @abstractmethod
    def method_of_class(self, path: str, name: str) -> Obj | None:
        """A method of a class of the project, as a function object."""

    @abstractmethod
    def operate(self, value: Value, *methods: str) -> None:
        """Note that an operation calls methods of some objects."""

    @abstractmethod
    def describe(self, node: ast.AST) -> str:
        """The source text of a node, on one line."""

    # --- any call ---------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Value:
        """Evaluate a call and note what it does."""
        used, self.used = self.used, True
        receiver: Value = NOTHING
        if isinstance(node.func, ast.Attribute):
            base = self.evaluate(node.func.value)
            # `pd.concat` is a function with a dotted name, `x.append` a method.
            named = {o: c for o, c in base.items() if o.role in ("library", "function")}
            receiver = {o: c for o, c in base.items() if o not in named}
            callees = self.attribute(named, node.func)
        else:
            callees = self.evaluate(node.func)
        arguments = self._arguments(node)
        self.used = used
        if _is_of_its_class(node.func):
            return self.method(arguments.at(0), last_name(node.func), arguments.rest(), node)
        results = [self.apply(obj, arguments, node) for obj in callees]
        if isinstance(node.func, ast.Attribute) and (receiver or not callees):
            results.append(self.method(receiver, node.func.attr, arguments, node))
        elif not callees:
            results.append(self._unknown(self.describe(node.func), arguments, node))
        return join(results)

    def _arguments(self, node: ast.Call) -> Arguments:
        positional: list[Value] = []
        star: list[Value] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                star.append(self.element(self.evaluate(argument.value)))
            else:
                (star if star else positional).append(self.evaluate(argument))
        keywords = {k.arg: self.evaluate(k.value) for k in node.keywords if k.arg}
        double = [self.element(self.evaluate(k.value)) for k in node.keywords if not k.arg]
        arguments = Arguments(tuple(positional), keywords, join(star), join(double))
        # Drawing from a generator changes it; what comes out of settings is a number.
        drawn = join(keywords.get(name, NOTHING) for name in GENERATOR_ARGUMENTS)
        drawn = {o: False for o in drawn if o.role == "same"}
        self.mutate(drawn, f"perhaps drawn from by `{self.describe(node)}`", self.line)
        for obj in arguments.every:  # `map(found.append, items)`
            if obj.is_given and type_name(obj) == "method":
                self._apply_method(obj, Arguments(), node)
        return arguments

    def apply(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        if obj.role == "function":
            return self.invoke(obj, arguments, node)
        if obj.role == "library":
            return self.library(obj.name, arguments, node)
        if obj.name == "functools.partial":
            return self._call_partial(obj, arguments, node)
        if obj.is_given and type_name(obj) == "method":
            return self._apply_method(obj, arguments, node)
        if obj.is_given and obj.role == "same":
            return self._apply_given(obj, arguments, node)
        if obj.is_given and (type_name(obj) == "callable" or not arguments.every):
            return self.new("", self.site(node))
        if obj.role == "outer" and last_name(node.func) in QUIET_FOR_ARGUMENTS:
            return self.new("", self.site(node), None, weaken(arguments.every))
        return self._unknown(self.describe(node.func), arguments, node)

    def _unknown(self, name: str, arguments: Arguments, node: ast.Call) -> Value:
        """Hand values to something that nothing is known of."""
        every = arguments.every
        given = self.reach(every)
        builds = _is_class(name)
        if builds:
            # A class takes settings and data in; a model that it is given it may well change.
            given = {o: c for o, c in given.items() if is_worth_keeping(o) and not _is_data(o)}
        reason = f"passed to `{name}`, whose effect is not known"
        self.mutate(given, reason, self.line, certain=False)
        self.call_back(arguments, every, node)
        made = self.container(self.site(node), [(None, weaken(every))])
        own = {o: False for o in every if o.is_given and not builds}
        return join([made, own])

    def _apply_method(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        """Call a method that was taken of an object before: `add = found.append`."""
        if obj.type and obj.type.path in ANY_MUTATORS:
            reason = f"perhaps changed by `{self.describe(node)}`"
            self.mutate({obj: False}, reason, self.line, certain=False)
            self.hold({obj: False}, arguments.every, self.line)
        return join([self.part(obj, None, certain=False), arguments.at(1)])

    def call_unknown(self, obj: Obj, value: Value, name: str) -> None:
        """Have an unknown function called with a value."""
        if obj.is_given:
            self.applies.update((obj.name, given.name) for given in self.reach(value))
            return
        reason = f"passed to `{name}`, whose effect is not known"
        self.mutate(self.reach(value), reason, self.line, certain=False)

    def _apply_given(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        """Call a parameter: what that does only the caller can tell."""
        every = arguments.every
        self.operate({obj: True}, "__call__")
        self.call_unknown(obj, every, obj.name)
        self.call_back(arguments, every, node)
        own = {o: False for o in every if o.is_given}
        return join([self.container(self.site(node), [(None, weaken(every))]), own])

    def call_back(self, arguments: Arguments, values: Value, node: ast.AST) -> Value:
        """Call the functions among the arguments with some values."""
        functions = [o for o in arguments.every if o.role == "function"]
        given = {o: c for o, c in values.items() if o.role != "function"}
        return join([self.invoke(f, Arguments(star=given, double=given), node) for f in functions])

    def _call_partial(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        held = self.heap.get(obj, {})
        count = sum(1 for key in held if isinstance(key, int))
        bound = [held.get(n, NOTHING) for n in range(1, count + 1)]
        keywords = {k: v for k, v in held.items() if isinstance(k, str)}
        full = Arguments(
            (*bound, *arguments.positional),
            {**keywords, **arguments.keywords},
            arguments.star,
            arguments.double,
        )
        callees = held.get(None, NOTHING)
        return join([self.apply(callee, full, node) for callee in callees if callee != obj])

    # --- library functions ------------------------------------------------------------------

    def library(self, path: str, arguments: Arguments, node: ast.Call) -> Value:
        """Call something of a library, by its dotted path."""
        owner, _, name = path.removeprefix("builtins.").rpartition(".")
        if name in MUTATORS.get(owner, ()):  # `list.append(x, 1)`
            return self.method(arguments.at(0), name, arguments.rest(), node)
        text = f"changed in place by `{self.describe(node)}`"
        for position in CHANGES.get(path, ()):
            self.mutate(arguments.at(position), text, self.line)
        in_place = path.startswith("torch.") and path.endswith("_")
        if in_place or says(node, "inplace", True):
            self.mutate(arguments.first(), text, self.line)
        self.mutate(arguments.keywords.get("out", NOTHING), text, self.line)
        self.operate(arguments.every, *CALLED_BY.get(path, ()))
        special = FUNCTIONS.get(path)
        if special is not None:
            return special(self, arguments, node)
        return self._library_result(path, arguments, node)

    def _library_result(self, path: str, arguments: Arguments, node: ast.Call) -> Value:
        every = arguments.every
        if path in SAME:
            return arguments.first()
        if is_listed(path, SHARING):
            data = arguments.first() if node.args else arguments.keywords.get("data", NOTHING)
            return self._sharing(path, data, node)
        if is_listed(path, HOLDS_ELEMENTS):
            self.call_back(arguments, self.element(every), node)
            parts = [*arguments.positional, arguments.star, arguments.double]
            held = [(k, v) for k, v in arguments.keywords.items()]
            return self.container(self.site(node), [(None, join(map(self.element, parts))), *held])
        if path in RETURNS_ELEMENT:
            called = self.call_back(arguments, self.element(every), node)
            direct = arguments.positional if len(arguments.positional) > 1 else ()
            return join([self.element(every), *direct, called])
        if not is_listed(path, SAFE):
            return self._unknown(self.describe(node.func), arguments, node)
        self.call_back(arguments, self.element(every), node)
        return self._made(path, arguments, node)

    def _sharing(self, path: str, every: Value, node: ast.Call) -> Value:
        """A result that may be a view of an argument."""
        shared = {o: False for o in every if o.is_given and type_name(o) not in _PLAIN}
        if says(node, "copy", True):
            shared = {}
        made = self.new(path, self.site(node), made_type(path))
        return join([made, *(self.part(o, made_type(path), False) for o in shared)])

    def _made(self, path: str, arguments: Arguments, node: ast.Call) -> Value:
        """A new object of a library. One of a class may keep what it was given."""
        overwrites = any(says(node, name, False) for name in ("copy", "copy_X", "copy_x"))
        made = self.new("" if overwrites else path, self.site(node), made_type(path))
        name = path.rpartition(".")[2]
        if name[:1].isupper() or name.startswith("make_"):
            taken = _taken_in(path, arguments)
            worth = any(map(is_worth_keeping, self.reach(taken)))
            self.hold(made, weaken(taken) if worth else NOTHING, self.line)
        return made

    # --- methods ----------------------------------------------------------------------------

    def method(self, receiver: Value, name: str, arguments: Arguments, node: ast.Call) -> Value:
        """Call a method of some objects."""
        results = [self._method(o, sure, name, arguments, node) for o, sure in receiver.items()]
        own = [o for o in receiver if self._own_method(o, name) is not None]
        if len(own) < len(receiver) or not receiver:
            self._method_arguments(receiver, name, arguments, node)
        return join(results) if receiver else self.new("", self.site(node))

    def _own_method(self, obj: Obj, name: str) -> Obj | None:
        """The method of the project that a method call on an object leads to."""
        path = obj.type.path if obj.type and obj.type.name == "class" else ""
        return self.method_of_class(path, name) if path else None

    def _method(
        self, obj: Obj, sure: bool, name: str, arguments: Arguments, node: ast.Call
    ) -> Value:
        own = self._own_method(obj, name)
        if own is not None:
            bound = Arguments(
                ({obj: sure}, *arguments.positional),
                arguments.keywords,
                arguments.star,
                arguments.double,
            )
            return self.invoke(own, bound, node)
        change = self._change(obj, name, node)
        if change != "no":
            self._changed({obj: sure}, name, change, node)
        return self._method_result(obj, sure, name, arguments, node)

    def _change(self, obj: Obj, name: str, node: ast.Call) -> Change:
        in_place = next((k.value for k in node.keywords if k.arg == "inplace"), None)
        if in_place is not None and type_name(obj) not in ("frozen", "immutable"):
            if not isinstance(in_place, ast.Constant):
                return "can't tell"
            if in_place.value:
                return "yes"
        if name == "sample" and (len(node.args) > 1 or any(k.arg == "k" for k in node.keywords)):
            return changes("rng", name, self.used) if type_name(obj) in ("rng", "") else "no"
        if name in PERHAPS_IN_PLACE and any(k.arg is None for k in node.keywords):
            return "can't tell" if type_name(obj) in ("frame", "series", "") else "no"
        return changes(type_name(obj), name, self.used, known=is_of_library(obj))

    def _changed(self, value: Value, name: str, change: Change, node: ast.Call) -> None:
        text = self.describe(node)
        sure = change == "yes"
        reason = f"changed in place by `{text}`" if sure else f"perhaps changed by `{text}`"
        self.mutate(value, reason, self.line, certain=sure)
        if name in MUTATORS["model"]:
            # A pipeline trains the estimators that it was built from.
            models = [o for o in value if type_name(o) not in _PLAIN | _SOLID]
            inner = join(v for o in models for v in self.heap.get(o, {}).values())
            trained = {o: False for o in self.reach(inner) if is_worth_keeping(o)}
            trained = {o: False for o in trained if not _is_data(o)}
            self.mutate(trained, reason, self.line, certain=False)

    def _method_result(
        self, obj: Obj, sure: bool, name: str, arguments: Arguments, node: ast.Call
    ) -> Value:
        kind = type_name(obj)
        site = self.site(node)
        special = METHODS.get(name)
        if special is not None:
            result = special(self, {obj: sure}, arguments, node)
            if result is not None:
                return result
        if kind in _SOLID:
            return self._solid_result(obj, name, node)
        if name in ELEMENTS:
            key = constant_key(node)
            return join([self.element({obj: sure}, key), arguments.at(1)])
        if name in RETURNS_SELF:
            return {obj: sure and kind in ("model", "figure", "")}
        if not obj.is_given:
            held = join(self.heap.get(obj, {}).values())
            return self.new(obj.name, site, None, held)
        if name in PARTS:
            return self.part(obj, None)
        if name in VIEWS or name in PERHAPS_VIEWS or says(node, "copy", False):
            return self.part(obj, None, certain=False) if kind not in _PLAIN else NOTHING
        if changes(kind, name, True, known=is_of_library(obj)) == "can't tell":
            return join([self.new("", site), self.part(obj, None, certain=False)])
        return self.new("", site, FRAME if kind == "frame" else None)

    def _solid_result(self, obj: Obj, name: str, node: ast.Call) -> Value:
        kind = type_name(obj)
        made = ARRAY if kind in ("array", "tensor") else FRAME if kind != "frozen" else obj.type
        if kind in ("array", "tensor") and name in VIEWS:
            return self.part(obj, ARRAY, certain=name not in ("ravel", "reshape", "squeeze"))
        shares = name in VIEWS or name in PERHAPS_VIEWS or name in ("get", "squeeze")
        if kind in ("frame", "series", "polars", "array", "tensor") and (
            shares or says(node, "copy", False) or says(node, "deep", False)
        ):
            return join([self.new("", self.site(node), made), self.part(obj, made, certain=False)])
        return self.new("", self.site(node), made)

    def _method_arguments(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.Call
    ) -> None:
        """Note what a method does to what it is given."""
        text = f"changed in place by `{self.describe(node)}`"
        if name in CHANGES_ARGUMENT or (
            name in MUTATORS["model"] and any(is_listed(o.name, TRAINERS) for o in receiver)
        ):
            self.mutate(arguments.first(), text, self.line)
        self.mutate(arguments.keywords.get("out", NOTHING), text, self.line)
        every = arguments.every
        if name not in METHODS:
            copies = name in CALLS_WITH_COPIES
            self.call_back(arguments, NOTHING if copies else join([every, receiver]), node)
        if name in HOLDING:
            taken = join(arguments.positional[1:]) if name in HOLDING_SECOND else every
            elements = self.element(every) if name in HOLDING_ELEMENTS else taken
            named = join(arguments.keywords.values())
            self.hold(receiver, join([elements, named]), self.line)
        elif not quiet_for_arguments(receiver, name):
            reason = f"passed to `{self.describe(node.func)}`, whose effect is not known"
            self.mutate(self.reach(every), reason, self.line, certain=False)
            self.hold(receiver, weaken(every), self.line)


def _taken_in(path: str, arguments: Arguments) -> Value:
    """What an object of a library's class may change of what it is made with."""
    if not path.startswith("sklearn.") or ".make_" in path:  # `make_pipeline(scaler, model)`
        return arguments.every
    named = [value for name, value in arguments.keywords.items() if name in CHANGED_PARTS]
    return join([*arguments.positional[:1], *named])


def _is_class(name: str) -> bool:
    """Whether something unknown looks like a class by its name: `a.Model`, `model_class`."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() or last.endswith(("_class", "_cls")) or last in ("cls", "klass")


def _is_of_its_class(node: ast.expr) -> bool:
    """Whether a method that changes its object is taken of that one's class: `type(x).append`."""
    if not isinstance(node, ast.Attribute) or node.attr not in ANY_MUTATORS:
        return False
    owner = node.value
    return last_name(owner.func if isinstance(owner, ast.Call) else owner) in ("type", "__class__")


def _is_data(obj: Obj) -> bool:
    return type_name(obj) in _SOLID | _PLAIN
