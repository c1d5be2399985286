"""The inputs of a project: the files that its pipelines load and do not make, and what brings them.

Relative paths of the new project start from its own folder, or from what was settled, and the data
of the Kedro project stays where it is. So the inputs have to be brought once, by one command.
"""

from __future__ import annotations

import ast
import posixpath
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from migrate.dataset_names import is_parameter
from migrate.plan.formats import PATH_KEYS
from migrate.plan.parameters import values_of
from migrate.project import Configuration, Node, Project

# A path that is no path below the project: absolute, of a home, a drive or a protocol, or upwards.
_ELSEWHERE = re.compile(r"[/\\~]|[A-Za-z]:|\w+:|\.\.(?:/|$)")
# What is filled in when it is used; the folders before it are known.
_OPEN = re.compile(r"[{$*?\[].*", re.DOTALL)
# What a Kedro project has for itself.
_OWNED = frozenset({"src", "conf", "tests"})


def input_paths(project: Project, datasets: Collection[str]) -> set[str]:
    """Where the datasets lie, below the project: in its default environment, and where another one
    has them elsewhere and something lies there.
    """
    configuration = project.configuration
    lying = {each.place.path for each in project.constructs}
    found: set[str] = set()
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        paths = {p for name in datasets if name in catalog for p in _paths(catalog[name].config)}
        if environment != configuration.default:
            paths = {path for path in paths if _lies(path, lying)}
        found |= paths
    return found


def _lies(path: str, lying: Iterable[str]) -> bool:
    """Whether something of the project is in the path's uppermost folder."""
    top = path.partition("/")[0]
    return any(other.partition("/")[0] == top for other in lying)


def _paths(config: Mapping[str, Any]) -> Iterator[str]:
    """The paths below the project that an entry names, also for what it wraps."""
    for key, value in config.items():
        if isinstance(value, Mapping):
            yield from _paths(value)
        elif key in PATH_KEYS and isinstance(value, str) and (path := below(value)):
            yield path


def lying_path(project: Project, path: str, taken: Collection[str]) -> str:
    """The path that a function opens, if something has to be brought for it; "" if not."""
    path = below(path)
    lying = {each.place.path for each in project.constructs}
    if path.partition("/")[0] in _OWNED.union(taken):
        return path if path in lying else ""
    return path if path and _lies(path, lying) else ""


def fed_texts(node: Node, configuration: Configuration) -> Iterator[dict[str, str]]:
    """The texts that parameters and a partial give to a node's function, by its parameters; one
    after another, where there are several. Keys of dicts follow a dot.
    """
    bound = [(each.name, _literal(each.text)) for each in node.func.bound if each.constant]
    fed = [
        (binding.parameter, value)
        for binding in node.bindings or ()
        if is_parameter(binding.dataset)
        for value in values_of(configuration, binding.dataset)
    ]
    texts = dict.fromkeys(pair for name, value in (*bound, *fed) for pair in _texts(name, value))
    yield from ({name: text} for name, text in texts)


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(f"{name}.{key}", inner)


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


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
    copy = "cp -rL" if any(path.partition("/")[0] in links for path in paths) else "cp -r"
    owned = _OWNED.union(taken)
    tops: dict[str, set[str]] = {}
    for path in paths:
        top = path.partition("/")[0]
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
