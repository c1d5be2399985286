"""What calls do: of library functions, of methods by their names, of what is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from migrate.code.scopes import last_name
from migrate.libraries.effects import (
    ANY_MUTATORS,
    CALLED_BY,
    CALLS_WITH_COPIES,
    CHANGED_PARTS,
    CHANGES,
    CHANGES_ARGUMENT,
    ELEMENTS,
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
from migrate.read.effects.functions import Functions
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
from migrate.read.effects.state import State
from migrate.read.effects.values import (
    ARRAY,
    FRAME,
    NOTHING,
    NUMERIC,
    SOLID,
    TABLES,
    Arguments,
    Obj,
    Value,
    join,
    type_name,
    weaken,
)

_PLAIN = frozenset({"dict", "list", "set", "tuple"})

# What a function of a library does beyond its tables; and a method of an object, which may answer
# None: as the tables have it.
Special = Callable[["Calls", Arguments, ast.Call], Value]
SpecialMethod = Callable[["Calls", Value, Arguments, ast.Call], Value | None]


class Calls:
    """Calls of whatever an expression may stand for: functions whose code is at hand, those of
    libraries, methods, and what nothing is known of.
    """

    def __init__(
        self,
        state: State,
        functions: Functions,
        special: Mapping[str, Special],
        special_methods: Mapping[str, SpecialMethod],
    ) -> None:
        self.state = state
        self.memory = state.memory
        self.functions = functions
        self._special = special
        self._special_methods = special_methods

    def apply(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        """Call an object with some values."""
        if obj.role == "function":
            return self.functions.invoke(obj, arguments, node)
        if obj.role == "library":
            return self.library(obj.name, arguments, node)
        if obj.name == "functools.partial":
            return self._call_partial(obj, arguments, node)
        if obj.is_given and type_name(obj) == "method":
            return self.apply_method(obj, arguments, node)
        if obj.is_given and obj.role == "same":
            return self._apply_given(obj, arguments, node)
        if obj.is_given and (type_name(obj) == "callable" or not arguments.every):
            return self.state.new(node)
        if obj.role == "outer" and last_name(node.func) in QUIET_FOR_ARGUMENTS:
            return self.state.new(node, "", None, weaken(arguments.every))
        return self.unknown(self.state.describe(node.func), arguments, node)

    def unknown(self, name: str, arguments: Arguments, node: ast.Call) -> Value:
        """Hand values to something that nothing is known of."""
        every = arguments.every
        given = self.memory.reach(every)
        builds = _is_class(name)
        if builds:
            # A class takes settings and data in; a model that it is given it may well change.
            given = {o: c for o, c in given.items() if is_worth_keeping(o) and not _is_data(o)}
        reason = f"passed to `{name}`, whose effect is not known"
        self.state.mutate(given, reason, certain=False)
        self.functions.call_back(arguments, every, node)
        made = self.state.container(node, [(None, weaken(every))])
        own = {o: False for o in every if o.is_given and not builds}
        return join([made, own])

    def apply_method(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        """Call a method that was taken of an object before: `add = found.append`."""
        if obj.type and obj.type.path in ANY_MUTATORS:
            reason = f"perhaps changed by `{self.state.describe(node)}`"
            self.state.mutate({obj: False}, reason, certain=False)
            self.state.hold({obj: False}, arguments.every)
        return join([self.memory.part(obj, None, certain=False), arguments.at(1)])

    def _apply_given(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        """Call a parameter: what that does only the caller can tell."""
        every = arguments.every
        self.state.operate({obj: True}, "__call__")
        self.functions.call_unknown(obj, every, obj.name)
        self.functions.call_back(arguments, every, node)
        own = {o: False for o in every if o.is_given}
        return join([self.state.container(node, [(None, weaken(every))]), own])

    def _call_partial(self, obj: Obj, arguments: Arguments, node: ast.Call) -> Value:
        held = self.memory.heap.get(obj, {})
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
        text = f"changed in place by `{self.state.describe(node)}`"
        for position in CHANGES.get(path, ()):
            self.state.mutate(arguments.at(position), text)
        in_place = path.startswith("torch.") and path.endswith("_")
        if in_place or says(node, "inplace", True):
            self.state.mutate(arguments.first(), text)
        self.state.mutate(arguments.keywords.get("out", NOTHING), text)
        self.state.operate(arguments.every, *CALLED_BY.get(path, ()))
        special = self._special.get(path)
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
            self.functions.call_back(arguments, self.memory.element(every), node)
            parts = [*arguments.positional, arguments.star, arguments.double]
            held = [(k, v) for k, v in arguments.keywords.items()]
            return self.state.container(
                node, [(None, join(map(self.memory.element, parts))), *held]
            )
        if path in RETURNS_ELEMENT:
            called = self.functions.call_back(arguments, self.memory.element(every), node)
            direct = arguments.positional if len(arguments.positional) > 1 else ()
            return join([self.memory.element(every), *direct, called])
        if not is_listed(path, SAFE):
            return self.unknown(self.state.describe(node.func), arguments, node)
        self.functions.call_back(arguments, self.memory.element(every), node)
        return self._made(path, arguments, node)

    def _sharing(self, path: str, every: Value, node: ast.Call) -> Value:
        """A result that may be a view of an argument."""
        shared = {o: False for o in every if o.is_given and type_name(o) not in _PLAIN}
        if says(node, "copy", True):
            shared = {}
        made = self.state.new(node, path, made_type(path))
        return join([made, *(self.memory.part(o, made_type(path), False) for o in shared)])

    def _made(self, path: str, arguments: Arguments, node: ast.Call) -> Value:
        """A new object of a library. One of a class may keep what it was given."""
        overwrites = any(says(node, name, False) for name in ("copy", "copy_X", "copy_x"))
        made = self.state.new(node, "" if overwrites else path, made_type(path))
        name = path.rpartition(".")[2]
        if name[:1].isupper() or name.startswith("make_"):
            taken = _taken_in(path, arguments)
            worth = any(map(is_worth_keeping, self.memory.reach(taken)))
            self.state.hold(made, weaken(taken) if worth else NOTHING)
        return made

    # --- methods ----------------------------------------------------------------------------

    def method(self, receiver: Value, name: str, arguments: Arguments, node: ast.Call) -> Value:
        """Call a method of some objects."""
        results = [self._method(o, sure, name, arguments, node) for o, sure in receiver.items()]
        own = [o for o in receiver if self._own_method(o, name) is not None]
        if len(own) < len(receiver) or not receiver:
            self._method_arguments(receiver, name, arguments, node)
        return join(results) if receiver else self.state.new(node)

    def _own_method(self, obj: Obj, name: str) -> Obj | None:
        """The method of the project that a method call on an object leads to."""
        path = obj.type.path if obj.type and obj.type.name == "class" else ""
        return self.functions.method_of_class(path, name) if path else None

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
            return self.functions.invoke(own, bound, node)
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
            return changes("rng", name, self.state.used) if type_name(obj) in ("rng", "") else "no"
        if name in PERHAPS_IN_PLACE and any(k.arg is None for k in node.keywords):
            return "can't tell" if type_name(obj) in ("frame", "series", "") else "no"
        return changes(type_name(obj), name, self.state.used, known=is_of_library(obj))

    def _changed(self, value: Value, name: str, change: Change, node: ast.Call) -> None:
        text = self.state.describe(node)
        sure = change == "yes"
        reason = f"changed in place by `{text}`" if sure else f"perhaps changed by `{text}`"
        self.state.mutate(value, reason, certain=sure)
        if name in MUTATORS["model"]:
            # A pipeline trains the estimators that it was built from.
            models = [o for o in value if type_name(o) not in _PLAIN | SOLID]
            inner = join(v for o in models for v in self.memory.heap.get(o, {}).values())
            trained = {o: False for o in self.memory.reach(inner) if is_worth_keeping(o)}
            trained = {o: False for o in trained if not _is_data(o)}
            self.state.mutate(trained, reason, certain=False)

    def _method_result(
        self, obj: Obj, sure: bool, name: str, arguments: Arguments, node: ast.Call
    ) -> Value:
        kind = type_name(obj)
        special = self._special_methods.get(name)
        if special is not None:
            result = special(self, {obj: sure}, arguments, node)
            if result is not None:
                return result
        if kind in SOLID:
            return self._solid_result(obj, name, node)
        if name in ELEMENTS:
            key = constant_key(node)
            return join([self.memory.element({obj: sure}, key), arguments.at(1)])
        if name in RETURNS_SELF:
            return {obj: sure and kind in ("model", "figure", "")}
        if not obj.is_given:
            held = join(self.memory.heap.get(obj, {}).values())
            return self.state.new(node, obj.name, None, held)
        if name in PARTS:
            return self.memory.part(obj, None)
        if name in VIEWS or name in PERHAPS_VIEWS or says(node, "copy", False):
            return self.memory.part(obj, None, certain=False) if kind not in _PLAIN else NOTHING
        if changes(kind, name, True, known=is_of_library(obj)) == "can't tell":
            return join([self.state.new(node), self.memory.part(obj, None, certain=False)])
        return self.state.new(node, "", FRAME if kind == "frame" else None)

    def _solid_result(self, obj: Obj, name: str, node: ast.Call) -> Value:
        kind = type_name(obj)
        made = ARRAY if kind in ("array", "tensor") else FRAME if kind != "frozen" else obj.type
        if kind in ("array", "tensor") and name in VIEWS:
            return self.memory.part(obj, ARRAY, certain=name not in ("ravel", "reshape", "squeeze"))
        shares = name in VIEWS or name in PERHAPS_VIEWS or name in ("get", "squeeze")
        if kind in TABLES | NUMERIC and (
            shares or says(node, "copy", False) or says(node, "deep", False)
        ):
            return join(
                [self.state.new(node, "", made), self.memory.part(obj, made, certain=False)]
            )
        return self.state.new(node, "", made)

    def _method_arguments(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.Call
    ) -> None:
        """Note what a method does to what it is given."""
        text = f"changed in place by `{self.state.describe(node)}`"
        if name in CHANGES_ARGUMENT or (
            name in MUTATORS["model"] and any(is_listed(o.name, TRAINERS) for o in receiver)
        ):
            self.state.mutate(arguments.first(), text)
        self.state.mutate(arguments.keywords.get("out", NOTHING), text)
        every = arguments.every
        if name not in self._special_methods:
            copies = name in CALLS_WITH_COPIES
            self.functions.call_back(
                arguments, NOTHING if copies else join([every, receiver]), node
            )
        if name in HOLDING:
            taken = join(arguments.positional[1:]) if name in HOLDING_SECOND else every
            elements = self.memory.element(every) if name in HOLDING_ELEMENTS else taken
            named = join(arguments.keywords.values())
            self.state.hold(receiver, join([elements, named]))
        elif not quiet_for_arguments(receiver, name):
            reason = f"passed to `{self.state.describe(node.func)}`, whose effect is not known"
            self.state.mutate(self.memory.reach(every), reason, certain=False)
            self.state.hold(receiver, weaken(every))


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


def _is_data(obj: Obj) -> bool:
    return type_name(obj) in SOLID | _PLAIN
