"""Which versions the Kedro project asks for: the new project asks for the same."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.code.parsing import TomlError, parse_python, parse_toml
from migrate.libraries.distributions import normal

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<extras>\[[^\]]*\])?\s*"
    r"\(?(?P<versions>(?:(?:===?|~=|!=|<=?|>=?)\s*[\w.*+!-]+\s*,?\s*)*)\)?\s*(?:;(?P<marker>.*))?"
)
_UPPER = re.compile(r"<|==|~=")
_FILES = (
    r"pyproject\.toml",
    r"setup\.cfg",
    r"setup\.py",
    r"requirements\.(?:txt|in)",
    r"(?:.*/)?requirements\.(?:txt|in)",
    r"environment\.ya?ml",
    r"(?:.*/)?setup\.(?:py|cfg)",
    r"(?:.*/)?(?:.*requirements.*\.(?:txt|in)|environment\.ya?ml)",
)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a project asks for of a distribution: `extras` with brackets, `versions` as written."""

    extras: str = ""
    versions: str = ""
    marker: str = ""

    def of(self, name: str) -> str:
        """The requirement, for a name."""
        return f"{name}{self.extras}{self.versions}" + (f"; {self.marker}" if self.marker else "")


def constraints(texts: Mapping[str, str]) -> dict[str, Constraint]:
    """The constraints in a project's files of requirements, by the names of distributions.

    The project's own statement comes first, then what is installed for it. Locked versions are
    none: they tell what was once installed, not what is needed.
    """
    found: dict[str, Constraint] = {}
    for pattern in _FILES:
        for path in sorted(path for path in texts if re.fullmatch(pattern, path)):
            for line in _lines(path.rpartition("/")[2], texts[path]):
                name, constraint = _parsed(line)
                if name and (constraint.versions or constraint.extras):
                    found.setdefault(name, constraint)
    return found


def constrained(
    names: Iterable[str], known: Mapping[str, Constraint], kedro: str | None
) -> list[str]:
    """Requirements for some distributions, with the project's constraints; `kedro` is the version
    of Kedro that the project was made with."""
    return [_constrained(name, known.get(name, Constraint()), kedro) for name in sorted(names)]


def _constrained(name: str, known: Constraint, kedro: str | None) -> str:
    if name not in ("kedro", "kedro-datasets"):
        return known.of(name)
    versions = known.versions  # without extras: each entry of the catalog names what it needs
    if name == "kedro-datasets":
        # Before 2, its classes had other names.
        return name if _major(versions) < 2 else f"{name}{_bounded(versions, versions)}"
    start = re.match(r"\d+(\.\d+)*", kedro or "")
    versions = versions or (f">={start[0]}" if start else "")
    if re.match(r"\D*0\.(\d|1[0-7])(?!\d)", versions):
        return f"{name}>=0.18,<0.19"  # earlier ones run on no Python that Hamilton runs on
    return f"{name}{_bounded(versions, kedro or versions)}"


def _bounded(versions: str, version: str) -> str:
    """Versions with an upper bound, the next one that may break what was there."""
    found = re.search(r"(\d+)(?:\.(\d+))?", version)
    if _UPPER.search(versions) or not found:
        return versions
    major, minor = int(found[1]), int(found[2] or 0)
    return f"{versions},<{major + 1}" if major else f"{versions},<0.{minor + 1}"


def _major(versions: str) -> int:
    found = re.search(r"\d+", versions)
    return int(found[0]) if found else 0


def _parsed(line: str) -> tuple[str, Constraint]:
    """The distribution that a line names, "" if it names none."""
    text = line.partition(" #")[0].partition(" --")[0].strip()
    found = _REQUIREMENT.fullmatch(text)
    if found is None:
        return "", Constraint()
    extras = re.sub(r"\s", "", found["extras"] or "")
    versions = re.sub(r"\s", "", found["versions"] or "").strip(",")
    return normal(found["name"]), Constraint(extras, versions, (found["marker"] or "").strip())


# --- files ----------------------------------------------------------------------------------


def _lines(name: str, text: str) -> Iterator[str]:
    """The requirements of a file, in the form of requirements.txt."""
    if name == "pyproject.toml":
        yield from _of_pyproject(text)
    elif name == "setup.cfg":
        yield from _of_setup_cfg(text)
    elif name == "setup.py":
        yield from _of_setup_py(text)
    elif name.startswith("environment."):
        yield from _of_environment(text)
    else:
        yield from text.splitlines()


def _of_pyproject(text: str) -> Iterator[str]:
    try:
        tables = parse_toml(text)
    except TomlError:
        return
    project = _table(tables, "project")
    yield from _texts(project.get("dependencies"))
    for extra in _table(project, "optional-dependencies").values():
        yield from _texts(extra)
    poetry = _table(_table(tables, "tool"), "poetry")
    for name, value in _table(poetry, "dependencies").items():
        version = value.get("version") if isinstance(value, dict) else value
        if isinstance(version, str):
            yield f"{name}{_from_poetry(version)}"


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _texts(values: Any) -> list[str]:
    return [x for x in values if isinstance(x, str)] if isinstance(values, list | tuple) else []


def _from_poetry(version: str) -> str:
    """Poetry's own operators in those of everyone: `^1.2` is `>=1.2,<2`."""
    made = []
    for part in version.replace(" ", "").split(","):
        numbers = part.lstrip("^~=")
        parts = [int(x) for x in re.findall(r"\d+", numbers)]
        if part.startswith("^") and parts:
            at = next((i for i, x in enumerate(parts) if x), len(parts) - 1)
            made.append(f">={numbers},<{_next(parts, at)}")
        elif part.startswith("~") and not part.startswith("~=") and parts:
            made.append(f">={numbers},<{_next(parts, min(1, len(parts) - 1))}")
        elif part[:1].isdigit():
            made.append(f"=={part}")
        elif part != "*":
            made.append(part)
    return ",".join(made)


def _next(parts: list[int], at: int) -> str:
    return ".".join(map(str, [*parts[:at], parts[at] + 1]))


def _of_setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    yield from parser.get("options", "install_requires", fallback="").splitlines()


def _of_setup_py(text: str) -> Iterator[str]:
    """Literal `install_requires`, or the list of that name."""
    try:
        tree = parse_python(text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        named = isinstance(node, ast.keyword) and node.arg == "install_requires"
        if isinstance(node, ast.Assign):
            targets = [t.id for t in node.targets if isinstance(t, ast.Name)]
            named = bool({"install_requires", "requires", "requirements"} & set(targets))
        if named and isinstance(node, ast.keyword | ast.Assign):
            try:
                yield from _texts(ast.literal_eval(node.value))
            except (ValueError, TypeError):
                continue


def _of_environment(text: str) -> Iterator[str]:
    """The part of pip in an environment.yml: the lines below `- pip:`."""
    depth = None
    for line in text.splitlines():
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if re.fullmatch(r"-\s*pip\s*:", stripped):
            depth = indent
        elif depth is not None and stripped:
            if indent <= depth or not stripped.startswith("-"):
                depth = None
            else:
                yield stripped[1:].strip().strip("'\"")
