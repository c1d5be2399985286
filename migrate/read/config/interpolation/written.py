"""Values as they are to be written: with `Deferred` and `DeferredText` where interpolations stand.

A parameter keeps what it is made of (another parameter, a global), so that a change made by a run
reaches all that is made of it. A catalog's entry keeps only what is known when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.asked import AskedKind, Deferred, DeferredText, KeyPath
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
from migrate.read.config.interpolation.resolving import (
    Interpolator,
    Ref,
    UnknownError,
    as_text,
    without_escape,
)
from migrate.secrets import RESOLVER

MAX_DEPTH = 40
# References that are followed for one value.
MAX_FOLLOWED = 2_000
_ASKED: Mapping[str, AskedKind] = {
    "globals": "global",
    "runtime_params": "runtime",
    "oc.env": "environment",
    RESOLVER: "secret",
}


class Written:
    """The values of one environment's files.

    `live` says that references stay references; otherwise they are followed.
    """

    def __init__(self, tree: Interpolator, *, live: bool) -> None:
        self.tree = tree
        self.live = live
        self.depth = 0
        self.followed = [0]

    def at(self, path: KeyPath) -> Any:
        """The value at a path: plain data in which some are `Deferred` or `DeferredText`."""
        raw = self.tree.raw(path)
        if isinstance(raw, Mapping):
            return {key: self.at((*path, key)) for key in raw}
        if isinstance(raw, list):
            return [self.at((*path, index)) for index in range(len(raw))]
        if not isinstance(raw, str):
            return raw
        if "${" not in raw:
            return without_escape(raw)
        try:
            return self._text(parse_text(raw), path)
        except (GrammarError, RecursionError):
            return Deferred("unknown", (raw,))

    def _text(self, text: Text, path: KeyPath) -> Any:
        parts = [p if isinstance(p, str) else self._interpolation(p, path) for p in text.parts]
        if len(parts) == 1 and not isinstance(text.parts[0], str) and not text.quoted:
            return parts[0]
        if not any(isinstance(part, Deferred | DeferredText) for part in parts):
            return "".join(map(as_text, parts))
        return DeferredText(tuple(parts))

    def _interpolation(self, part: Interpolation, path: KeyPath) -> Any:
        try:
            found = self._reference if isinstance(part, Reference) else self._call
            return found(part, path)  # type: ignore[arg-type]
        except UnknownError:
            return Deferred("unknown", (part.text,))

    # --- references ---------------------------------------------------------------------------

    def _reference(self, part: Reference, path: KeyPath) -> Any:
        if self.live:
            return Deferred("parameter", tuple(self._keys(part, path)))
        if self.tree.is_late(part, path):
            return Deferred("unknown", (part.text,))
        return self._follow(self.tree.target(part, path), part)

    def _follow(self, place: Ref, part: Interpolation) -> Any:
        """The value at a place that a reference means."""
        self.followed[0] += 1
        if self.depth > MAX_DEPTH or self.followed[0] > MAX_FOLLOWED:
            return Deferred("unknown", (part.text,))
        there = Written(place.tree, live=False)
        there.depth, there.followed = self.depth + 1, self.followed
        return there.at(place.path)

    def _keys(self, part: Reference, path: KeyPath) -> list[Any]:
        """The keys of what a reference means, from the top; those that interpolations give stay."""
        if not part.dots and not any(dotted for _, dotted in part.keys):
            return [k if isinstance(k, str) else self._interpolation(k, path) for k, _ in part.keys]
        start, keys = self.tree.way(part, path)
        return [*map(str, start.path), *keys]

    # --- resolvers ----------------------------------------------------------------------------

    def _call(self, part: Call, path: KeyPath) -> Any:
        name = self.tree.resolver_name(part, path)
        if name in self.tree.resolvers:
            arguments = tuple(self._argument(argument, path) for argument in part.arguments)
            return Deferred("resolver", (name, *arguments))
        if name == "oc.select" and self.live:
            return self._selected(part, path)
        if name not in _ASKED:
            return self._plain(part, path)
        arguments = tuple(self._element(argument, path) for argument in part.arguments)
        if not arguments or len(arguments) > 2 or not isinstance(arguments[0], str):
            return Deferred("unknown", (part.text,))
        if name == "globals" and arguments[0].startswith("_"):
            return Deferred("unknown", (part.text,))
        if name == "globals" and not self.live:
            return self._global(part, arguments[0], arguments[1:])
        return Deferred(_ASKED[name], (arguments[0].removeprefix("."),), arguments[1:])

    def _global(self, part: Call, name: str, default: tuple[Any, ...]) -> Any:
        place = self.tree.global_place(name)
        if place is not None:
            return self._follow(place, part)
        return default[0] if default else Deferred("unknown", (part.text,))

    def _selected(self, part: Call, path: KeyPath) -> Any:
        name, *default = (self._element(argument, path) for argument in part.arguments)
        if not isinstance(name, str):
            return Deferred("unknown", (part.text,))
        key = name.lstrip(".")
        start = self.tree.start(len(name) - len(key), path)
        return Deferred(
            "parameter", (*map(str, start.path), *split_key(key)), tuple(default or [None])
        )

    def _plain(self, part: Call, path: KeyPath) -> Any:
        """What a resolver gives that is known now."""
        found = self.tree.plain(self.tree.call(part, path), path)
        if found.problems:
            return Deferred("unknown", (part.text,))
        return found.value

    def _argument(self, element: Element, path: KeyPath) -> Any:
        """What a resolver is called with: what refers to a mapping or a list is one of
        OmegaConf's own, what is written in its place is not.
        """
        value = self._element(element, path)
        if not isinstance(element, Text) or len(element.parts) != 1 or element.quoted:
            return value
        (part,) = element.parts
        return Deferred("container", (value,)) if self._is_container(part, path) else value

    def _is_container(self, part: Any, path: KeyPath) -> bool:
        try:
            if isinstance(part, Reference):
                return isinstance(self.tree.target(part, path).value, Mapping | list)
            if isinstance(part, Call) and self.tree.resolver_name(part, path) == "globals":
                return isinstance(self.tree.call(part, path).value, Ref)
        except UnknownError:
            pass
        return False

    def _element(self, element: Element, path: KeyPath) -> Any:
        if isinstance(element, Constant):
            return element.value
        if isinstance(element, Items):
            return [self._element(item, path) for item in element.items]
        if isinstance(element, Pairs):
            return {
                self._element(key, path): self._element(value, path) for key, value in element.pairs
            }
        return self._text(element, path)
