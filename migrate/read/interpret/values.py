"""What an expression of the project can evaluate to.

Numbers, strings, None and containers are Python's own objects. Everything else is one of the
classes below, so that no object of the user's project or of a library ever comes to life.
"""

from __future__ import annotations

import ast
import reprlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from migrate.model.diagnostics import Place
from migrate.read.interpret.costs import characters, parts, total

# Any object of Python's may be one: nothing is taken for granted of a value that was not looked at.
Value: TypeAlias = object
_LONGEST_NUMBER = 10_000  # bits: what Python writes down without being asked twice
_LARGEST = 20_000  # parts of a value that is written down, or characters of a message
# What a generator of the project gives, or a context that it makes.
GENERATED: type[Iterator[Any]] = type(iter([]))


class Halt(Exception):
    """The budget of steps is used up: everything ends."""


class TooMuch(Exception):
    """An operation would cost too much: it is not done, what it would give is not known."""

    reason = "it would take too long to compute"


class Raised(Exception):
    """An exception of the evaluated program. `error` is its value, `place` where it arose."""

    def __init__(self, error: Value, place: Place | None) -> None:
        super().__init__(brief(error))
        self.error = error
        self.place = place


@dataclass(slots=True, eq=False)
class Unknown:
    """A value that can't be known from the source, with the reason and the place for it.

    `origin` is the dotted name of the library call it came from, `reported` that a
    diagnostic has been given.
    """

    reason: str
    place: Place | None = None
    origin: str = ""
    reported: bool = False

    def because(self, what: str) -> Unknown:
        """What is unknown in turn; the first cause is what a person wants to read."""
        reason = self.reason if ": " in self.reason else f"{what}: {self.reason}"
        return Unknown(reason, self.place, reported=self.reported)


class Opaque:
    """Stands for an object that never comes to life: Python's own operators can't be asked."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Library(Opaque):
    """Something that a library defines: a module (no qualname), a function, a class."""

    module: str
    qualname: str = ""

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.qualname}" if self.qualname else self.module


@dataclass(slots=True, eq=False)
class ModuleValue(Opaque):
    """A module of the project, with the names that it binds. `loading` lasts while it runs."""

    name: str
    path: str
    package: bool
    text: str = ""
    names: dict[str, Value] = field(default_factory=dict)
    stars: list[Library] = field(default_factory=list)
    loading: bool = False
    lines: list[bytes] | None = None

    def segment(self, node: ast.AST) -> str:
        """The text of a piece of the module's syntax."""
        if self.lines is None:
            text = self.text.replace("\r\n", "\n").replace("\r", "\n")
            self.lines = text.encode("utf-8", "replace").split(b"\n")
        first, last = getattr(node, "lineno", 0) - 1, getattr(node, "end_lineno", 0) - 1
        if first < 0 or last >= len(self.lines):
            return ""
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
        if first == last:
            return self.lines[first][start:end].decode("utf-8", "replace")
        inner = self.lines[first + 1 : last]
        parts = [self.lines[first][start:], *inner, self.lines[last][:end]]
        return b"\n".join(parts).decode("utf-8", "replace")


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a block. Function scopes see their parents, class scopes are not seen."""

    names: dict[str, Value]
    module: ModuleValue
    parent: Scope | None = None
    kind: str = "module"
    function: FunctionValue | None = None
    arguments: list[Value] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    yielded: list[Value] | None = None
    prefix: str = ""

    def store(self, name: str, value: Value) -> None:
        """Binds a name where an assignment in this scope binds it."""
        if name in self.globals:
            self.module.names[name] = value
            return
        if name in self.nonlocals:
            here = self.parent
            while here is not None and here.kind != "module":
                if name in here.names and here.kind != "class":
                    here.names[name] = value
                    return
                here = here.parent
        self.names[name] = value

    def generator(self) -> list[Value] | None:
        """What the generator function around this block has yielded; None outside of one."""
        here: Scope | None = self
        while here is not None and here.yielded is None:
            here = here.parent
        return None if here is None else here.yielded


FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"


@dataclass(slots=True, eq=False)
class FunctionValue(Opaque):
    """A function or lambda of the project, with the scope it closes over.

    `opaque` says that a decorator we can't see through is on it; `wrapped` is what
    `functools.wraps` made it look like; `name` is None once it is not known. `made` is the call
    that gave it, if it stands in the function that was called.
    """

    node: FunctionNode
    module: ModuleValue
    scope: Scope
    name: str
    qualname: str
    defaults: list[Value]
    kw_defaults: dict[str, Value]
    attributes: dict[str, Value] = field(default_factory=dict)
    owner: ClassValue | None = None
    wrapped: Value = None
    opaque: bool = False
    module_name: str = ""
    made: Making | None = None


@dataclass(slots=True, eq=False)
class Making:
    """The call that made an object: what was called, with which arguments, where.

    `left` are the attributes that an instance had then.
    """

    function: Value
    arguments: list[Value]
    keywords: dict[str, Value]
    place: Place | None = None
    left: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Site:
    """A call as it stands in the source."""

    node: ast.AST
    scope: Scope


# The first argument is the Evaluation, which is made of values.
NativeFunction: TypeAlias = Callable[[Any, Site, list[Value], dict[str, Value]], Value]


@dataclass(slots=True, eq=False)
class Native(Opaque):
    """A function of a library or a builtin that we carry out ourselves."""

    name: str
    function: NativeFunction

    @property
    def module(self) -> str:
        return self.name.rpartition(".")[0] or "builtins"

    @property
    def short_name(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(slots=True, eq=False)
class Method(Opaque):
    """A function bound to its first argument: `instance.method`."""

    function: Value
    instance: Value


@dataclass(slots=True, eq=False)
class PartialValue(Opaque):
    """A `functools.partial`. The texts are the expressions of its arguments as written."""

    function: Value
    arguments: list[Value]
    keywords: dict[str, Value]
    texts: dict[str, str]
    attributes: dict[str, Value] = field(default_factory=dict)
    wrapped: Value = None
    scope_module: str = ""


@dataclass(slots=True, eq=False)
class ClassValue(Opaque):
    """A class of the project. `fields` are those of a dataclass, in order, with defaults."""

    name: str
    qualname: str
    module: ModuleValue
    node: ast.ClassDef
    bases: tuple[Value, ...]
    names: dict[str, Value] = field(default_factory=dict)
    mro: tuple[Value, ...] = ()
    fields: dict[str, Value] | None = None
    members: list[InstanceValue] | None = None
    opaque: bool = False

    def find(self, name: str, after: ClassValue | None = None) -> Value:
        """What a name means in the class and its bases (behind one of them); None if nothing."""
        mro = self.mro
        if after is not None and after in mro:
            mro = mro[mro.index(after) + 1 :]
        for base in mro:
            if isinstance(base, ClassValue) and name in base.names:
                return base.names[name]
        return None

    def defines(self, name: str) -> bool:
        """Whether the class or one of its bases in the project has a name."""
        return any(name in base.names for base in self.mro if isinstance(base, ClassValue))

    def library_bases(self) -> list[Library]:
        """The bases that libraries define."""
        return [base for base in self.mro if isinstance(base, Library)]

    def dataclass_fields(self) -> dict[str, Value]:
        """The fields of a dataclass, those of its bases first, with their defaults."""
        fields: dict[str, Value] = {}
        for base in reversed(self.mro[1:]):
            if isinstance(base, ClassValue) and base.fields:
                fields.update(base.fields)
        for statement in self.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                name = statement.target.id
                if "ClassVar" not in ast.dump(statement.annotation):
                    fields[name] = self.names.get(name, REQUIRED)
        return fields


@dataclass(slots=True, eq=False)
class InstanceValue(Opaque):
    """An object of a class of the project. `payload` is the Kedro node or the plain value that
    it is, if its class descends from such a type.
    """

    cls: ClassValue
    attributes: dict[str, Value] = field(default_factory=dict)
    payload: Value = None
    made: Making | None = None

    def __str__(self) -> str:
        return f"<{self.cls.name} object>"


@dataclass(slots=True, eq=False)
class SuperValue:
    """What `super()` gives."""

    cls: ClassValue
    instance: Value


@dataclass(slots=True, eq=False)
class Wrapper:
    """A `property`, `staticmethod` or `classmethod` in the body of a class."""

    kind: str
    function: Value


@dataclass(slots=True, eq=False)
class FileValue(Opaque):
    """An open file of the project, with its text."""

    path: str
    text: str


@dataclass(slots=True, eq=False)
class ConfigValue(Opaque):
    """A configuration loader, a session, a context or a catalog of the project (its `kind`)."""

    kind: str
    environment: str | None = None
    patterns: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suppress:
    """What `contextlib.suppress(...)` gives."""

    kinds: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """How a block was left. "unknown": it may have been left in one of `ways`, or not, for the
    reason that is its value."""

    kind: Literal["return", "break", "continue", "unknown"]
    value: Value = None
    ways: frozenset[str] = frozenset()

    @property
    def reason(self) -> Unknown | None:
        """Why it is not known how the block was left, if that is so."""
        return cast(Unknown, self.value) if self.kind == "unknown" else None


def set_attribute(value: Value, name: str, item: Value) -> None:
    """`value.name = item`, where that can be followed."""
    if isinstance(value, InstanceValue | PartialValue):
        value.attributes[name] = item
        if isinstance(value, PartialValue) and name == "__name__":
            value.attributes["__name__"] = item
    elif isinstance(value, FunctionValue):
        if name == "__name__" and isinstance(item, str):
            value.name = item
        elif name == "__qualname__" and isinstance(item, str):
            value.qualname = item
        elif name == "__module__" and isinstance(item, str):
            value.module_name = item
        else:
            value.attributes[name] = item
    elif isinstance(value, ModuleValue | ClassValue):
        value.names[name] = item


def special(value: Value, *names: str) -> FunctionValue | None:
    """The first of some methods that the project defines for an object, which Python calls."""
    if isinstance(value, InstanceValue):
        for name in names:
            found = value.cls.find(name)
            if isinstance(found, FunctionValue):
                return found
    return None


def unwrap(value: Value) -> Value:
    """The plain value or Kedro node that an instance of a subclass of such a type is."""
    if isinstance(value, InstanceValue) and value.payload is not None:
        return value.payload
    return value


def simple_class(name: str) -> ClassValue:
    """A class of the library, for objects of which only the attributes matter."""
    node = ast.ClassDef(name, [], [], [], [])
    made = ClassValue(name, name, ModuleValue("types", "", False), node, ())
    made.mro = (made,)
    return made


MISSING: Any = object()  # an attribute that is not there
REQUIRED: Any = object()  # a dataclass field without a default


@dataclass(slots=True, eq=False)
class FieldValue:
    """What `dataclasses.field(...)` gives."""

    default: Value = REQUIRED
    factory: Value = None
    init: bool = True


def plain(value: Value) -> bool:
    """Whether a value is made of nothing but constants and builtin containers, and not immense."""
    return total(value) <= _LARGEST and _plain(value, 8)


def _plain(value: Value, depth: int) -> bool:
    if isinstance(value, int):
        return value.bit_length() < _LONGEST_NUMBER
    if value is None or isinstance(value, str | float | complex | bytes):
        return True
    if depth == 0:
        return False
    if isinstance(value, list | tuple | set | frozenset):
        return all(_plain(v, depth - 1) for v in value)
    if isinstance(value, dict):
        return all(_plain(k, depth - 1) and _plain(v, depth - 1) for k, v in value.items())
    return False


def in_one_order(value: Value) -> Value:
    """A set as a list in an order that is the same in each run, any other value as it is.

    Numbers keep Python's order; texts, whose order Python draws anew for each run, are sorted.
    """
    if not isinstance(value, set | frozenset):
        return value
    if all(isinstance(item, int | float) for item in value):
        return list(value)
    return sorted(value, key=_text_of)


def _text_of(item: Value) -> str:
    """A text to sort a value by that holds no address."""
    return repr(item) if plain(item) else str(getattr(item, "name", type(item).__name__))


def first_unknown(value: Value) -> Unknown | None:
    """The first Unknown in a value or its containers."""
    return one_unknown(parts(value))


def one_unknown(values: Iterable[Value]) -> Unknown | None:
    """The first of some values that is Unknown."""
    return next((value for value in values if isinstance(value, Unknown)), None)


def brief(value: Value) -> str:
    """A value for a message: not more of it than a person reads."""
    if isinstance(value, BaseException):
        small = total(value, characters) < _LARGEST
        return str(value) if small else "..."
    return str(value) if isinstance(value, str) else reprlib.repr(value)
