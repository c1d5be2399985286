"""Interpolations in configuration: `${globals:a}`, `${a.b}`, `${runtime_params:x, 1}` and so on.

What OmegaConf resolves is resolved to the same value. What can't be known from the text (another
resolver, an environment variable, a runtime parameter without a default) stays as written, with a
`Problem`; the rest of the value is resolved around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from migrate.model.asked import KeyPath
from migrate.read.config.interpolation.grammar import (
    Call,
    Constant,
    Element,
    GrammarError,
    Interpolation,
    Items,
    Pairs,
    Reference,
    Text,
    parse_text,
    split_key,
)
from migrate.secrets import RESOLVER

ProblemKind = Literal[
    "own resolver", "resolver", "refused", "environment", "runtime parameter", "key", "syntax"
]
# What is known when the written project runs.
LATER: frozenset[ProblemKind] = frozenset({"own resolver", "environment", "runtime parameter"})

MISSING = "???"
MAX_TEXT = 100_000
MAX_VALUES = 300_000
MAX_DEPTH = 100
# References followed in one go: a longer chain is no configuration a person wrote.
MAX_CHAIN = 60
# A runtime parameter that the text itself shows, with no more than a plain default.
_SHOWN = re.compile(r"\$\{\s*runtime_params:[^${}\\]*\}")


@dataclass(frozen=True, slots=True)
class Problem:
    """An interpolation that stays as written: where its value stands, its text, and why."""

    path: KeyPath
    text: str
    kind: ProblemKind
    reason: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved value, with what could not be known in it.

    `computed` are the paths below it whose values are known only when they are used, or depend on
    the run in a way that their own text does not show, with the places that they come from.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    computed: Mapping[KeyPath, Ref] = field(default_factory=dict)


class UnknownError(Exception):
    """What an interpolation stands for can't be known."""

    def __init__(self, kind: ProblemKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: ProblemKind = kind
        self.reason = reason


class _NotFoundError(UnknownError):
    """A key that does not exist, so that a default may be used."""

    def __init__(self, key: str) -> None:
        super().__init__("key", f"there is no key '{key}'")


@dataclass(frozen=True, slots=True)
class Ref:
    """A value where it stands: what is below is resolved from there."""

    tree: Interpolator
    path: KeyPath

    @property
    def raw(self) -> Any:
        return self.tree.raw(self.path)

    @property
    def value(self) -> Any:
        """The mapping, list or scalar that stands there or that it refers to."""
        raw = self.raw
        found = self.tree._leaf(self.path).value if isinstance(raw, str) else raw
        return found.value if isinstance(found, Ref) else found


_Unknowns = tuple[tuple[str, ProblemKind, str], ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What a scalar resolved to, and the interpolations that are unknown in it.

    `late` says that a runtime parameter may change it, `hidden` that its own text does not show
    this plainly: the parameter stands in another interpolation, or in what one refers to.
    """

    value: Any
    unknown: _Unknowns = ()
    late: bool = False
    hidden: bool = False


class Interpolator:
    """Resolves the interpolations of one configuration, as it stands after merging.

    `globals_` is what the resolver `globals` reads (None where it may not be used);
    `runtime_params` says whether that resolver may be used. `resolvers` are the project's own.
    """

    def __init__(
        self,
        root: Mapping[Any, Any],
        globals_: Interpolator | None = None,
        *,
        runtime_params: bool = True,
        resolvers: Container[str] = (),
    ) -> None:
        self._root = root
        self._globals = globals_
        self._runtime_params = runtime_params
        self.resolvers = resolvers
        self._leaves: dict[KeyPath, _Leaf] = {}
        self._open: set[KeyPath] = set()
        self._values = 0
        # Whether a runtime parameter was asked for since this was last set to False.
        self._late = False

    def resolve(self, key: Any) -> Resolved:
        """The value of a top-level key, resolved through and through."""
        problems: list[Problem] = []
        self._computed: dict[KeyPath, Ref] = {}
        value = self._content(Ref(self, (key,)), (key,), problems)
        return Resolved(value, tuple(problems), self._computed)

    def plain(self, leaf: _Leaf, path: KeyPath) -> Resolved:
        """What a resolver gave, resolved through and through."""
        problems = [Problem(path, *unknown) for unknown in leaf.unknown]
        return Resolved(self._plain(leaf.value, path, problems), tuple(problems))

    def raw(self, path: KeyPath) -> Any:
        """The value at a path, as written."""
        value: Any = self._root
        for key in path:
            value = value[key]
        return value

    # --- values -------------------------------------------------------------------------------

    def _content(self, ref: Ref, shown: KeyPath, problems: list[Problem]) -> Any:
        """The plain value of a place; problems are reported at `shown`, where it is used."""
        raw = ref.raw
        self._values += 1
        if len(shown) > MAX_DEPTH or self._values > MAX_VALUES:
            problems.append(Problem(shown, "${...}", "syntax", "it expands without end"))
            return None
        if isinstance(raw, Mapping):
            below = ((key, Ref(ref.tree, (*ref.path, key))) for key in raw)
            return {key: self._content(child, (*shown, key), problems) for key, child in below}
        if isinstance(raw, list):
            places = [Ref(ref.tree, (*ref.path, i)) for i in range(len(raw))]
            return [self._content(p, (*shown, i), problems) for i, p in enumerate(places)]
        try:
            leaf = ref.tree._leaf(ref.path)
        except UnknownError as error:
            leaf = _Leaf(raw, ((raw, error.kind, error.reason),))
        problems.extend(Problem(shown, *unknown) for unknown in leaf.unknown)
        elsewhere = ref.tree is not self or ref.path != shown
        hidden = leaf.hidden or (leaf.late and elsewhere)
        if hidden or any(kind in LATER for _, kind, _ in leaf.unknown):
            self._computed[shown[1:]] = ref
        return self._plain(leaf.value, shown, problems)

    def _plain(self, value: Any, shown: KeyPath, problems: list[Problem]) -> Any:
        """A value with the places in it resolved."""
        if isinstance(value, Ref):
            return self._content(value, shown, problems)
        if isinstance(value, dict):
            return {k: self._plain(v, (*shown, k), problems) for k, v in value.items()}
        if isinstance(value, list):
            return [self._plain(v, (*shown, i), problems) for i, v in enumerate(value)]
        return value

    def _leaf(self, path: KeyPath) -> _Leaf:
        """The value of a scalar. Raises UnknownError if it refers to itself."""
        raw = self.raw(path)
        if not isinstance(raw, str):
            return _Leaf(raw)
        if "${" not in raw:
            return _Leaf(without_escape(raw))
        if path in self._leaves:
            self._late |= self._leaves[path].late
            return self._leaves[path]
        if path in self._open or len(self._open) > MAX_CHAIN:
            raise UnknownError("key", "it refers to itself")
        self._open.add(path)
        try:
            leaf = self._text(parse_text(raw), path)
        except GrammarError as error:
            leaf = _Leaf(raw, ((raw, "syntax", str(error)),))
        finally:
            self._open.discard(path)
        self._leaves[path] = leaf
        return leaf

    def _text(self, text: Text, path: KeyPath) -> _Leaf:
        """Text with its interpolations filled in, the unknown ones left as written."""
        leaves = [
            _Leaf(part) if isinstance(part, str) else self._attempt(part, path)
            for part in text.parts
        ]
        if len(leaves) == 1 and not isinstance(text.parts[0], str) and not text.quoted:
            return leaves[0]
        joined = "".join(as_text(leaf.value) for leaf in leaves)
        if len(joined) > MAX_TEXT:
            raise UnknownError("syntax", "it expands without end")
        return _Leaf(
            joined,
            tuple(unknown for leaf in leaves for unknown in leaf.unknown),
            any(leaf.late for leaf in leaves),
            any(leaf.hidden for leaf in leaves),
        )

    def _attempt(self, part: Interpolation, path: KeyPath) -> _Leaf:
        outer, self._late = self._late, False
        try:
            leaf = self._interpolation(part, path)
        except UnknownError as error:
            leaf = _Leaf(part.text, ((part.text, error.kind, error.reason),))
        late = self._late
        self._late |= outer
        return replace(leaf, late=late, hidden=late and not _SHOWN.fullmatch(part.text))

    def _interpolation(self, part: Interpolation, path: KeyPath) -> _Leaf:
        leaf = self._reference(part, path) if isinstance(part, Reference) else self.call(part, path)
        target = leaf.value
        if isinstance(target, Ref) and target.tree is self and _is_above(target.path, path):
            raise UnknownError("key", "it refers to a mapping that it stands in")
        if isinstance(target, str) and target == MISSING:
            raise UnknownError("key", "it refers to a missing value (???)")
        return leaf

    # --- references ---------------------------------------------------------------------------

    def _reference(self, part: Reference, path: KeyPath) -> _Leaf:
        start, keys = self.way(part, path)
        return self._select(start, keys)

    def target(self, part: Reference, path: KeyPath) -> Ref:
        """The place that a reference means. Raises UnknownError."""
        start, keys = self.way(part, path)
        if not keys:
            return start
        container = self._known(self._select(start, keys[:-1]))
        if not isinstance(container, Ref):
            raise _NotFoundError(".".join(keys))
        return Ref(container.tree, (*container.path, _step(container.raw, keys[-1])))

    def is_late(self, part: Reference, path: KeyPath) -> bool:
        """Whether it depends on a runtime parameter which value a reference means."""
        outer, self._late = self._late, False
        try:
            self.way(part, path)
            return self._late
        finally:
            self._late = outer

    def global_place(self, name: str) -> Ref | None:
        """Where a global stands; None if there is none of this name. Raises UnknownError."""
        if self._globals is None or name.startswith(("_", "..")):
            return None
        start = Ref(self._globals, ())
        *above, last = split_key(name.removeprefix("."))
        try:
            container = self._globals._known(self._globals._select(start, above))
            if not isinstance(container, Ref):
                return None
            return Ref(container.tree, (*container.path, _step(container.raw, last)))
        except _NotFoundError:
            return None

    def way(self, part: Reference, path: KeyPath) -> tuple[Ref, list[str]]:
        """Where a reference starts, and the keys from there. Raises UnknownError."""
        dots, keys = part.dots, list[str]()
        for key, bracketed in part.keys:
            if isinstance(key, str):
                keys.append(key)
                continue
            value = self._known(self._interpolation(key, path))
            if type(value) is int:
                value = str(value)
            if not isinstance(value, str):
                raise UnknownError("key", f"{key.text} is no name of a key")
            if not keys and not bracketed:
                dots += len(value) - len(value.lstrip("."))
                value = value.lstrip(".")
            if value:
                keys.extend(split_key(f"[{value}]" if bracketed else value))
        return self.start(dots, path), keys

    def start(self, dots: int, path: KeyPath) -> Ref:
        """Where a reference starts: one dot is the mapping that the value stands in."""
        if dots > len(path):
            raise _NotFoundError("." * dots)
        return Ref(self, path[: len(path) - dots] if dots else ())

    def _select(self, start: Ref, keys: list[str]) -> _Leaf:
        found = _Leaf(start)
        for key in keys:
            container = self._known(found)
            if not isinstance(container, Ref):
                raise _NotFoundError(".".join(keys))
            child = Ref(container.tree, (*container.path, _step(container.raw, key)))
            if isinstance(child.raw, Mapping | list):
                found = _Leaf(child)
            elif child.raw == MISSING:
                raise _NotFoundError(".".join(keys))
            else:
                found = child.tree._leaf(child.path)
        return found

    def _lookup(self, start: Ref, key: str) -> _Leaf:
        """What `OmegaConf.select` gives for a key. Raises _NotFoundError."""
        return self._select(start, split_key(key) if key else [])

    def _known(self, leaf: _Leaf) -> Any:
        """The value of a leaf. Raises UnknownError where anything in it is unknown."""
        if leaf.unknown:
            _, kind, reason = leaf.unknown[0]
            raise UnknownError(kind, reason)
        return leaf.value

    # --- resolvers ----------------------------------------------------------------------------

    def resolver_name(self, part: Call, path: KeyPath) -> str:
        """The name of what a call asks for. Raises UnknownError."""
        names = [
            name if isinstance(name, str) else self._known(self._interpolation(name, path))
            for name in part.name
        ]
        return ".".join(map(str, names))

    def call(self, part: Call, path: KeyPath) -> _Leaf:
        """What a resolver gives. Raises UnknownError where that is not known now."""
        name = self.resolver_name(part, path)
        resolver = _RESOLVERS.get(name)
        if resolver is None and name in self.resolvers:
            raise UnknownError("own resolver", f"the project's own resolver '{name}' is not called")
        if resolver is None and name not in _OF_ENVIRONMENT:
            raise UnknownError("resolver", f"the resolver '{name}' is not known")
        arguments = [self._element(argument, path) for argument in part.arguments]
        if resolver is None:
            raise UnknownError("environment", "an environment variable is not read")
        if not 1 <= len(arguments) <= 2 or not isinstance(arguments[0], str):
            raise UnknownError("syntax", f"the resolver '{name}' takes a name and a default")
        return resolver(self, path, arguments[0], arguments[1:])

    def _element(self, element: Element, path: KeyPath) -> Any:
        if isinstance(element, Constant):
            return element.value
        if isinstance(element, Items):
            return [self._element(item, path) for item in element.items]
        if isinstance(element, Pairs):
            return {
                self._element(key, path): self._element(value, path) for key, value in element.pairs
            }
        return self._known(self._text(element, path))

    def _global(self, path: KeyPath, name: str, default: list[Any]) -> _Leaf:
        if self._globals is None:
            raise UnknownError("refused", "globals can't be used here")
        if name.startswith("_"):
            raise UnknownError("key", "globals do not give keys that start with '_'")
        try:
            if name.startswith(".."):
                raise _NotFoundError(name)
            return self._lookup(Ref(self._globals, ()), name.removeprefix("."))
        except _NotFoundError:
            if not default:
                raise UnknownError("key", f"globals have no key '{name}'") from None
            return _Leaf(default[0])

    def _runtime_param(self, path: KeyPath, name: str, default: list[Any]) -> _Leaf:
        if not self._runtime_params:
            raise UnknownError("refused", "runtime parameters can't be used in globals")
        self._late = True
        if not default:
            raise UnknownError("runtime parameter", f"'{name}' has no default")
        return _Leaf(default[0])

    def _selected(self, path: KeyPath, name: str, default: list[Any]) -> _Leaf:
        key = name.lstrip(".")
        try:
            return self._lookup(self.start(len(name) - len(key), path), key)
        except _NotFoundError:
            return _Leaf(default[0] if default else None)


# What is read when it is used; the second one is ours.
_OF_ENVIRONMENT = ("oc.env", RESOLVER)
_RESOLVERS: dict[str, Callable[[Interpolator, KeyPath, str, list[Any]], _Leaf]] = {
    "globals": Interpolator._global,
    "runtime_params": Interpolator._runtime_param,
    "oc.select": Interpolator._selected,
}


def _is_above(container: KeyPath, path: KeyPath) -> bool:
    return path[: len(container)] == container


def without_escape(text: str) -> str:
    r"""`\???` stands for a literal `???`."""
    if len(text) > 3 and text.endswith(MISSING) and not text[:-3].strip("\\"):
        return text[1:]
    return text


def as_text(value: Any) -> str:
    return str(value.raw if isinstance(value, Ref) else value)


def _step(container: Any, key: str) -> Any:
    """The key or index of a container that a key's text means. Raises _NotFoundError."""
    number = _as_int(key)
    if isinstance(container, list):
        if number is None:
            raise UnknownError("key", f"'{key}' is no index of a list")
        index = number + len(container) if number < 0 else number
        if 0 <= index < len(container):
            return index
        raise _NotFoundError(key)
    if key in container:
        return key
    for candidate in container:
        if type(candidate) is int and candidate == number:
            return candidate
    raise _NotFoundError(key)


def _as_int(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
