"""The inputs of a project: the files that its pipelines load and do not make, and what brings them.

Relative paths of the new project start from its own folder, or from what was settled, and the data
of the Kedro project stays where it is. So the inputs have to be brought once, by one command.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Project
from migrate.plan.catalog.formats import PATH_KEYS
from migrate.runtime.modules import RESERVED

# A path that is no path below the project: absolute, of a home, a drive or a protocol, or upwards.
_ELSEWHERE = re.compile(r"[/\\~]|[A-Za-z]:|\w+:|\.\.(?:/|$)")
# What is filled in when it is used; the folders before it are known.
_OPEN = re.compile(r"[{$*?\[].*", re.DOTALL)
# What a Kedro project has for itself.
_OWNED = frozenset({"src", "conf", "tests"})
# The project's own folder, or what a pattern finds in it.
_FOLDER = re.compile(r"(?:\./)*(?:\.?$|[*?\[])")


def input_paths(project: Project, datasets: Collection[str]) -> set[str]:
    """Where the datasets lie, below the project: in its default environment, and where another one
    has them elsewhere and something lies there.
    """
    configuration = project.configuration
    found: set[str] = set()
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        paths = {p for name in datasets if name in catalog for p in _paths(catalog[name].config)}
        if environment != configuration.default:
            paths = {path for path in paths if _top(path) in project.layout.entries}
        found |= paths
    return found


def _paths(config: Mapping[str, Any]) -> Iterator[str]:
    """The paths below the project that an entry names, also for what it wraps."""
    for key, value in config.items():
        if isinstance(value, Mapping):
            yield from _paths(value)
        elif key in PATH_KEYS and isinstance(value, str) and (path := below(value)):
            yield path


def lying_paths(project: Project, path: str, taken: Collection[str]) -> set[str]:
    """What has to be brought for a path that code opens: files alone of what the Kedro project has
    for itself, or where the new one has something of that name.
    """
    known = below(path)
    if _top(known) not in _OWNED.union(taken):
        return {known} if _top(known) in project.layout.entries else set()
    pattern = re.sub(r"\{[^{}]*\}", "*", posixpath.normpath(path))
    files = {each.place.path for each in project.constructs} | set(project.configuration.files)
    deep = pattern.count("/")
    return {e for e in files if e.count("/") == deep and fnmatchcase(e, pattern)} - RESERVED


def about_opened(
    project: Project,
    opened: Iterable[tuple[str, Place]],
    taken: Collection[str],
    files: Collection[str],
) -> list[Diagnostic]:
    """What relative paths that code opens mean in the new project; `files` come along."""
    return [
        diagnostic("K481" if _is_absent(project, path, taken, files) else "K480", place, name=path)
        for path, place in opened
    ]


def _is_absent(project: Project, path: str, taken: Collection[str], files: Collection[str]) -> bool:
    """Whether code looks for what only the Kedro project has."""
    known = below(path)
    if not known:
        return bool(_FOLDER.match(path))
    if _top(known) not in _OWNED.union(taken) or lying_paths(project, path, taken):
        return False
    return not any(each == known or each.startswith(f"{known}/") for each in files)


def _top(path: str) -> str:
    return path.partition("/")[0]


def below(path: str) -> str:
    """A path below the project as far as it is known; "" if it is none."""
    path = path.removeprefix("file://")
    if _ELSEWHERE.match(path):
        return ""
    known = _OPEN.sub("", path)
    known = posixpath.normpath(known if known == path else posixpath.dirname(known))
    return "" if known in (".", "..") or known.startswith("../") else known


def bring_command(
    source: str,
    data_root: str,
    paths: Iterable[str],
    taken: Collection[str] = (),
    links: Collection[str] = (),
) -> str:
    """The command that copies the paths from the project in `source` into `data_root`, typed in the
    new project's folder; "" if there is nothing to copy.

    Whole folders are copied, by their uppermost name, unless it is one of those `taken` by the new
    project, or by what the Kedro project has for itself. Of `links` among them, what they lead to
    is copied: what is written there later would lie in somebody else's folder.
    """
    if not source:
        return ""
    paths = sorted(set(paths))
    copy = "cp -rL" if any(_top(path) in links for path in paths) else "cp -r"
    owned = _OWNED.union(taken)
    tops: dict[str, set[str]] = {}
    for path in paths:
        top = _top(path)
        tops.setdefault(path if top in owned else top, set()).add(path)
    by_folder: dict[str, list[str]] = {}
    for path in sorted(tops):
        by_folder.setdefault(posixpath.dirname(path), []).append(f"{source}/{path}")
    steps = []
    for folder, files in by_folder.items():
        target = shlex.quote(posixpath.normpath(posixpath.join(data_root, folder)))
        steps += [f"mkdir -p {target}"] if target != "." else []
        steps.append(f"{copy} {' '.join(map(shlex.quote, files))} {target}")
    return " && ".join(steps)
