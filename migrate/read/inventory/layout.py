"""Where the parts of a Kedro project are."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.code.files import read_text, reason
from migrate.code.parsing import TomlError, parse_python, parse_toml
from migrate.model.diagnostics import CannotMigrate, Place
from migrate.model.project import Layout

_SKIPPED = {"node_modules", "site-packages", "__pycache__", "venv", "env"}
_MARKS = (
    "pipeline_registry.py",
    "pipelines",
    "pipeline.py",
    "hooks.py",
    "run.py",
    "settings.py",
)
_TEXTS = {"package_name", "project_name", "source_dir", "kedro_init_version", "project_version"}
_LONGEST_NAME = 255  # what systems allow
_LONGEST_LINE = 320  # what ruff takes
_DEPTH = 4  # folders below the given one in which other projects are looked for


def find_layout(project: Path) -> Layout:
    """The layout of the Kedro project in a folder. Raises CannotMigrate if there is none."""
    root = _named_folder(project)
    facts = metadata(root)
    if facts is None:
        raise CannotMigrate(_why_not(root, project))
    source_dir = _source_dir(root, str(facts.get("source_dir") or "src"))
    package = _package(root, source_dir, facts)
    version = facts.get("kedro_init_version") or facts.get("project_version")
    return Layout(
        root=str(root),
        package=package,
        source_dir=source_dir,
        conf_source=_conf_source(root, source_dir, package),
        kedro_version=str(version) if version else None,
        project_name=str(facts.get("project_name") or package),
        line_length=_line_length(root),
        entries=frozenset(each.name for each in root.iterdir()),
        links=frozenset(each.name for each in root.iterdir() if each.is_symlink()),
    )


def _named_folder(project: Path) -> Path:
    """The folder that is named, resolved. Raises CannotMigrate, with what may be meant."""
    try:
        root = project.expanduser().resolve()
        if root.is_dir():
            next(root.iterdir(), None)  # whether it can be read
            return root
        is_file = root.exists()
    except (OSError, RuntimeError) as error:  # no such home, links in a circle
        raise CannotMigrate(f"{project} can't be read: {reason(error)}") from error
    if is_file:
        above = _project_above(root)
        advice = f"; the project is in {above}" if above else ", name the folder of the project"
        raise CannotMigrate(f"{project} is a file{advice}")
    beside = [each.name for each in _folders(root.parent)]
    near = next(iter(difflib.get_close_matches(root.name, beside, 1, 0.7)), "")
    hint = f"; is {project.parent / near} meant?" if near else ""
    raise CannotMigrate(f"there is no folder {project}{hint}")


def _project_above(place: Path) -> Path | None:
    """The nearest folder above that is a Kedro project."""
    for above in place.parents:
        try:
            if metadata(above) is not None:
                return above
        except CannotMigrate:
            continue
    return None


def metadata(root: Path) -> Mapping[str, Any] | None:
    """What pyproject.toml or .kedro.yml say of Kedro; None if this is no Kedro project."""
    facts = _tools(root).get("kedro")
    if not isinstance(facts, dict):
        return _old(root) or None
    for key in _TEXTS & facts.keys():
        odd = not str(facts[key]).isprintable() or len(str(facts[key])) > _LONGEST_NAME
        if odd or isinstance(facts[key], list | dict | bool):
            place = Place("pyproject.toml")
            raise CannotMigrate(f"[tool.kedro] {key} takes a string of one line", place)
    return {**_old(root), **facts}


def _tools(root: Path) -> Mapping[str, Any]:
    """The table `tool` of pyproject.toml."""
    tools = pyproject(root, "pyproject.toml").get("tool")
    return tools if isinstance(tools, dict) else {}


def pyproject(root: Path, name: str) -> Mapping[str, Any]:
    """The tables of a TOML file; none if it is not there. Raises CannotMigrate."""
    try:
        return parse_toml(read_text(root / name))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, TomlError) as error:
        raise CannotMigrate(f"it can't be read: {reason(error)}", Place(name)) from error


def _line_length(root: Path) -> int | None:
    """The line length that the project's formatter is told: that of ruff, else of black."""
    tools = _tools(root)
    for tool in ("ruff", "black"):
        settings = tools.get(tool)
        length = settings.get("line-length") if isinstance(settings, dict) else None
        if type(length) is int and 0 < length <= _LONGEST_LINE:  # True is no length
            return length
    return None


def _old(root: Path) -> dict[str, str]:
    """What .kedro.yml says, which Kedro had before 0.17."""
    for name in (".kedro.yml", ".kedro.yaml"):
        try:
            return _flat_yaml(read_text(root / name, errors="replace"))
        except OSError:
            continue
    return {}


def _flat_yaml(text: str) -> dict[str, str]:
    """The top-level `key: scalar` lines of a .kedro.yml, which has nothing else of interest."""
    found = re.findall(r"^([A-Za-z_]\w*)\s*:[ \t]*([^\n]*)$", text, re.MULTILINE)
    return {key: _scalar(value) for key, value in found if _scalar(value)}


def _scalar(text: str) -> str:
    text = text.strip()
    if text[:1] in ("'", '"'):
        return text[1:].split(text[0])[0]
    return text.split(" #")[0].strip()


def _why_not(root: Path, project: Path) -> str:
    below = _projects_below(root)
    above = None if below else _project_above(root)
    if above:
        return f"{project} is a part of a Kedro project; the project is in {above}"
    old = next((n for n in (".kedro.yml", ".kedro.yaml") if (root / n).is_file()), None)
    if old and not below:
        return f"{project}/{old} names no project: it has no line `context_path: ...`"
    if not below:
        return f"{project} is not a Kedro project: neither pyproject.toml nor .kedro.yml says so"
    names = ", ".join(below)
    if len(below) == 1:
        return f"{project} is not a Kedro project, but there is one below it, name it: {names}"
    return f"there are several Kedro projects below {project}, name one of them: {names}"


def _projects_below(root: Path) -> list[str]:
    found: list[str] = []
    level = [root]
    for _ in range(_DEPTH):
        level = [child for folder in level for child in _folders(folder)]
        for folder in level:
            try:
                is_project = metadata(folder) is not None
            except (CannotMigrate, OSError):
                is_project = False
            if is_project:
                found.append(folder.relative_to(root).as_posix())
    return sorted(found)


def _folders(folder: Path) -> list[Path]:
    try:
        children = sorted(folder.iterdir())
    except OSError:
        return []
    return [c for c in children if c.name[0] != "." and c.name not in _SKIPPED and c.is_dir()]


def _source_dir(root: Path, stated: str) -> str:
    try:
        relative = (root / stated).resolve().relative_to(root)
    except ValueError as error:
        raise CannotMigrate(f"its source_dir {stated} lies outside of the project") from error
    return relative.as_posix()


def _package(root: Path, source_dir: str, facts: Mapping[str, Any]) -> str:
    """The stated package, or the one folder of the sources that looks like one."""
    stated = facts.get("package_name")
    if stated and not all(part.isidentifier() for part in str(stated).split(".")):
        place = Place("pyproject.toml")
        raise CannotMigrate(f"[tool.kedro] package_name {str(stated)!r} is no package", place)
    if not stated and facts.get("context_path"):
        stated = str(facts["context_path"]).split(".")[0]
    source = root / source_dir
    if not source.is_dir():
        raise CannotMigrate(f"its source folder {source_dir} does not exist")
    if stated and (source / Path(*str(stated).split("."))).is_dir():
        return str(stated)
    likely = [
        f.name
        for f in _folders(source)
        if f.name != "tests" and any((f / mark).exists() for mark in _MARKS)
    ]
    if stated and not likely:
        raise CannotMigrate(f"there is no package {stated} in {source_dir}")
    if len(likely) != 1:
        raise CannotMigrate(
            f"its package can't be told: {', '.join(likely) or 'nothing'} in {source_dir}"
        )
    return likely[0]


def _conf_source(root: Path, source_dir: str, package: str) -> str:
    """CONF_SOURCE of settings.py if that is a literal, else Kedro's default."""
    relative = (Path(source_dir) / Path(*package.split(".")) / "settings.py").as_posix()
    settings = root / relative
    try:
        tree = parse_python(read_text(settings))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return "conf"
    for statement in reversed(tree.body):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        named = any(isinstance(t, ast.Name) and t.id == "CONF_SOURCE" for t in targets)
        if named and isinstance(statement, ast.Assign | ast.AnnAssign):
            value = statement.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return _checked(value.value, root, Place(relative, statement.lineno))
    return "conf"


def _checked(conf: str, root: Path, place: Place) -> str:
    """A folder of configuration, if it does not hold the project itself, nor whole disks."""
    if not conf.isprintable() or len(conf) > _LONGEST_NAME:
        raise CannotMigrate("CONF_SOURCE is no path", place)
    if (root / conf).resolve() in root.parents:
        raise CannotMigrate(f"CONF_SOURCE {conf!r} holds the project itself", place)
    return conf
