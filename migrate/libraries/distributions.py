"""What has to be installed for an import: distributions that are called otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from migrate.libraries.known import LIBRARIES, listed

# Modules whose distribution has another name, or may be one of several: the usual one first.
_NAMES: dict[str, tuple[str, ...]] = {
    root: tuple(names.split())
    for library in LIBRARIES
    for root, names in library.distributions.items()
}
# Modules that many distributions share: no name of their own can be installed.
_SHARED = listed(lambda library: library.families)
_FILES = re.compile(
    r"(?:.*/)?(?:.*requirements.*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)"
    r"|environment\.ya?ml|Pipfile)"
)
_NAME = re.compile(r"(?<![\w./-])[A-Za-z][\w.-]*\w")


def stated(texts: Mapping[str, str]) -> frozenset[str]:
    """The distributions that a project's files of requirements name (among other words)."""
    found = (text for path, text in texts.items() if _FILES.fullmatch(path))
    lines = (line.partition("#")[0] for text in found for line in text.splitlines())
    return frozenset(normal(name) for line in lines for name in _NAME.findall(line))


def distributions(roots: Iterable[str], known: Set[str]) -> set[str]:
    """What has to be installed for some imports (their first parts); `known` are the names that
    the project itself has for it: they come first."""
    return {name for root in roots for name in _distributions(root, known)}


def _distributions(root: str, known: Set[str]) -> Iterable[str]:
    if root in _SHARED and (found := {name for name in known if name.startswith(f"{root}-")}):
        return found
    names = _NAMES.get(root, (normal(root),))
    return [next((name for name in names if name in known), names[0])]


def normal(name: str) -> str:
    """The name of a distribution, as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
