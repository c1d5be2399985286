"""The secrets of a configuration, which are taken out of it where it is read.

What stands in their place is an interpolation, `${migrate.secret:NAME}`, as though their author had
asked for an environment variable. So none is in what the rest of the program knows, says or writes;
the values lie here, for the one file that Git ignores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from migrate.model.asked import Deferred, DeferredText, KeyPath, Secret
from migrate.model.diagnostics import Place
from migrate.read.config.interpolation.resolving import Problem
from migrate.secrets import ANY_SECRET, MARK, RESOLVER, is_secret, is_telling, masked, spans

_WITH_DEFAULT = re.compile(
    r"\$\{\s*(?P<resolver>[\w.]+)\s*:\s*(?P<name>[^,{}]+?)\s*,\s*(?P<default>[^{}]*?)\s*\}"
)
_REFERENCE = re.compile(r"\$\{\s*(?:globals:\s*)?([A-Za-z_][\w.]*)\s*(?:[|,][^{}]*)?\}")
_INNERMOST = re.compile(r"\$\{[^{}]*\}")
_PIECE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
# What says nothing in the name of a variable.
_NOISE = frozenset(
    {"credentials", "load_args", "save_args", "fs_args", "storage_options", "dataset"}
)

PlaceOf = Callable[[KeyPath], Place]


class Vault:
    """Secrets by the name of their environment variable; one that stands twice has one name."""

    def __init__(self, package: str) -> None:
        self.secrets: dict[str, Secret] = {}
        self._prefix = package.rpartition(".")[2]
        self._names: dict[tuple[Any, ...], str] = {}
        self.lost: dict[Place, None] = {}  # where keys hold secrets
        self.asked: set[str] = set()  # globals and others that stand under a secret's key
        self._known: list[str] = []

    def learn(self, content: Any, place: PlaceOf, skipped: int = 0) -> None:
        """Remember the secrets in some data, wherever else they stand."""
        self.hidden(content, place, skipped)

    def hidden(self, content: Any, place: PlaceOf, skipped: int = 0) -> Any:
        """Data without its secrets. The first `skipped` keys of each path are names of things."""
        return _Hiding(self, place, skipped).value(content, (), ())

    @property
    def known(self) -> tuple[str, ...]:
        """The secrets that are looked for in other texts."""
        return tuple(self._known)

    def masked(self, text: str) -> str:
        """A text for people."""
        return masked(text, self._known)

    def revealed(self, value: Any) -> Any:
        """Data with its secrets again."""
        if isinstance(value, Mapping):
            return {key: self.revealed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.revealed(each) for each in value]
        if not isinstance(value, str):
            return value
        whole = MARK.fullmatch(value)
        if whole:
            return self.secrets[whole[1]].value
        return MARK.sub(lambda found: str(self.secrets[found[1]].value), value)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where secrets stand in a text."""
        return spans(text, self._known)

    def mark(self, value: Any, path: KeyPath, place: Place, variable: str = "") -> str:
        """What stands in place of a secret."""
        is_known = isinstance(value, str) and is_telling(value)
        # Of what anybody may have, the same text is not the same secret.
        key = (value,) if is_known else (type(value), value, path)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._free(variable, path, place)
            self.secrets[name] = Secret(value, place)
            if is_known:
                self._known.append(value)
        kind = "" if isinstance(value, str) else f",{type(value).__name__}"
        return f"${{{RESOLVER}:{name}{kind}}}"

    def _free(self, variable: str, path: KeyPath, place: Place) -> str:
        """The name of a variable: the one that is asked for, or one that its keys make."""
        words = [str(key) for key in path if str(key) not in _NOISE]
        short = [*words[:1], *words[-1:]] if len(words) > 2 else words
        environment = PurePosixPath(place.path).parent.name
        names = [variable] if variable else []
        tried = (short, [environment, *short], words, map(str, path))
        names += ["_".join([self._prefix, *each]) for each in tried]
        for name in map(_as_variable, names):
            if name not in self.secrets:
                return name
        name = _as_variable(names[-1])
        numbered = (f"{name}_{n}" for n in range(2, len(self.secrets) + 3))
        return next(each for each in numbered if each not in self.secrets)


def _as_variable(text: str) -> str:
    word = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").upper()
    return word if word and not word[0].isdigit() else f"_{word}"


class _Hiding:
    """One walk through some data."""

    def __init__(self, vault: Vault, place: PlaceOf, skipped: int) -> None:
        self.vault = vault
        self.place = place
        self.skipped = skipped

    def value(self, value: Any, path: KeyPath, beside: tuple[Any, ...]) -> Any:
        """A value without its secrets."""
        if isinstance(value, Mapping):
            keys = tuple(value)
            return {self._key(k, path): self.value(v, (*path, k), keys) for k, v in value.items()}
        if isinstance(value, list):
            return [self.value(each, (*path, index), ()) for index, each in enumerate(value)]
        if isinstance(value, Deferred):
            default = tuple(self.value(each, path, beside) for each in value.default)
            return Deferred(value.kind, value.arguments, default)
        if isinstance(value, DeferredText):
            return DeferredText(tuple(self.value(each, path, beside) for each in value.parts))
        whole = is_secret(path[self.skipped :], value, beside) or self._is_asked(path, value)
        if not isinstance(value, str):
            return self._mark(value, path) if whole else value
        if "${" in value:
            if is_secret(path[self.skipped :], ANY_SECRET, beside):
                self.vault.asked.update(_REFERENCE.findall(value))
            value = _WITH_DEFAULT.sub(lambda found: self._default(found, path, beside), value)
            value = _INNERMOST.sub(lambda found: self._inside(found[0], path), value)
            return self._pieces(value, path) if whole else self._text(value, path)
        return self._mark(value, path) if whole else self._text(value, path)

    def _key(self, key: Any, path: KeyPath) -> Any:
        """A key, which nothing can be asked for in: a secret in it is lost."""
        if not isinstance(key, str) or not self.vault.spans(key):
            return key
        self.vault.lost[self.place((*path, key))] = None
        return self.vault.masked(key)

    def _is_asked(self, path: KeyPath, value: Any) -> bool:
        """Whether another value, which is a secret, is made of this one."""
        asked = self.vault.asked
        return bool(asked) and ".".join(map(str, path)) in asked and is_secret(("secret",), value)

    def _mark(self, value: Any, path: KeyPath, variable: str = "") -> str:
        return self.vault.mark(value, path, self.place(path), variable)

    def _text(self, text: str, path: KeyPath) -> str:
        """A text without the secrets in it."""
        found = self.vault.spans(text)
        if any(text[:start].endswith("\\") for start, _ in found):  # it would escape what follows
            return self._mark(text, path)
        for start, end in reversed(found):
            text = f"{text[:start]}{self._mark(text[start:end], path)}{text[end:]}"
        return text

    def _pieces(self, text: str, path: KeyPath) -> str:
        """A secret that is made of others: what is written out in it goes."""
        made, position = "", 0
        for piece in _PIECE.finditer(text):
            plain = text[position : piece.start()]
            made += (self._mark(plain, path) if plain.strip() else plain) + piece[0]
            position = piece.end()
        rest = text[position:]
        return made + (self._mark(rest, path) if rest.strip() else rest)

    def _inside(self, interpolation: str, path: KeyPath) -> str:
        """An interpolation without the secrets in what it is called with."""
        if MARK.fullmatch(interpolation):
            return interpolation
        return f"${{{self._text(interpolation[2:-1], path)}}}"

    def _default(self, found: re.Match[str], path: KeyPath, beside: tuple[Any, ...]) -> str:
        """An interpolation with a default that is a secret, without that."""
        name, default = found["name"], found["default"]
        plain = default[1:-1] if default[:1] in ("'", '"') else default
        named = is_secret((name.rpartition(".")[2],), plain)
        named = named or is_secret(path[self.skipped :], plain, beside)
        if found["resolver"] == RESOLVER or not plain or plain.lower() == "null":
            return found[0]
        if not (named or self.vault.spans(plain)):
            return found[0]
        if found["resolver"] == "oc.env" and _as_variable(name) == name:
            mark = self._mark(plain, path, name)
            # Another default of the same variable has another name.
            return mark if f":{name}" in mark else f"${{oc.env:{name},{mark}}}"
        return f"${{{found['resolver']}:{name},{self._mark(plain, path)}}}"


# --- what is written ----------------------------------------------------------------------------


def marks_in(value: Any, path: KeyPath = ()) -> Iterator[Problem]:
    """What of a value is known when it is used: for loaders that know no interpolations."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from marks_in(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from marks_in(each, (*path, index))
    elif isinstance(value, str):
        for found in MARK.finditer(value):
            yield Problem(path, found[0], "environment", "a secret is not written")
