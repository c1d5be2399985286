"""The files of a Kedro project that are neither its modules nor its configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from migrate.code.files import leads_outside, read_bytes, read_text, readable
from migrate.model.diagnostics import Place
from migrate.model.project import Configuration, Construct, Layout, Module

# Modules of the package that hold nothing but Kedro's own start.
_ENTRY_FILES = {"__main__.py", "run.py", "kedro_cli.py"}
_SKIPPED_FOLDERS = {
    "__pycache__",
    "__MACOSX",
    "build",
    "dist",
    "env",
    "node_modules",
    "site-packages",
    "venv",
}
# Hidden folders whose files count one by one, and those that tools make for themselves.
_OPENED = {".azure", ".circleci", ".devcontainer", ".github", ".gitlab", ".streamlit"}
_CACHES = {
    ".cache",
    ".coverage",
    ".eggs",
    ".git",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".viz",
}
_SKIPPED_FILES = {".DS_Store", "Thumbs.db", ".viz"}
_SKIPPED_ENDINGS = (".pyc", ".pyo", ".log", ".swp")
_REQUIREMENTS = re.compile(
    r"(?:.*requirements.*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment\.ya?ml)"
)
_PLUGIN = re.compile(r"""(?:^|["'\s])(kedro[-_][A-Za-z0-9_-]+)(?=$|[\s\[<>=~!^"',;@])""")
# Not plugins: the datasets, and keys of the section [tool.kedro].
_NO_PLUGINS = {"kedro-datasets", "kedro-init-version", "kedro-project-version"}
MAX_FILES = 50_000
MAX_FILES_EACH = 60  # more in one top-level folder are one construct
_LONGEST = 256 * 1024  # bytes of a text that may come along


def plugins(root: Path, layout: Layout) -> Iterator[Construct]:
    """Kedro plugins among the requirements."""
    seen: set[str] = set()
    for folder in (root, root / layout.source_dir, root / package_folder(layout)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if not _REQUIREMENTS.fullmatch(path.name) or not path.is_file():
                continue
            for line, text in enumerate(_lines(path), 1):
                for name in _plugins_in(text, path.name):
                    if name not in seen:
                        seen.add(name)
                        yield Construct(
                            "plugin", name, Place(path.relative_to(root).as_posix(), line)
                        )


def _plugins_in(text: str, file: str) -> Iterator[str]:
    text = text.split("#")[0]
    heading = text.lstrip().startswith("[")
    own_name = file == "pyproject.toml" and re.match(r"\s*(name|description|repo_name)\b", text)
    if heading or own_name:
        return
    for found in _PLUGIN.findall(text):
        name = found.lower().replace("_", "-")
        if name not in _NO_PLUGINS:
            yield name


def _lines(path: Path) -> list[str]:
    try:
        return read_text(path, errors="replace").splitlines()[:5_000]
    except OSError:
        return []


def project_files(
    layout: Layout, modules: Mapping[str, Module], configuration: Configuration
) -> Iterator[Construct]:
    """Each file beside the package's modules and the configuration that is read, with its kind;
    folders of data, and those that hold very many files, as one."""
    root = Path(layout.root)
    package = package_folder(layout)
    conf = layout.conf_source.strip("/") + "/"
    # Globals are read for the catalog, but they are a file with an outcome of its own.
    covered = {path for path in configuration.files if "globals" not in PurePosixPath(path).name}
    single: list[Construct] = []
    for path in _walk(root):
        if path.endswith("/"):
            yield Construct("file", path, Place(path.rstrip("/")))
        elif path in covered:
            continue
        elif path.startswith(conf) and path.endswith((".yml", ".yaml", ".json", ".ini", ".toml")):
            yield Construct("config", path, Place(path))
        elif is_test(path, package):
            yield Construct("test", path, Place(path))
        elif path in modules and path.startswith(package):
            if path.removeprefix(package) in _ENTRY_FILES:
                yield Construct("file", path, Place(path))
        elif path.startswith((package, f"{layout.source_dir.strip('/')}/")):
            yield Construct("file", path, Place(path))  # code may read it, however many there are
        else:
            single.append(Construct("file", path, Place(path)))
    yield from _summarised(single)


def _walk(root: Path) -> Iterator[str]:
    """The project's own files; a folder of data, a hidden one, and one that is a link, as one, with
    `/` at its end."""
    count = 0
    for current, folders, files in os.walk(root):
        where = PurePosixPath(Path(current).relative_to(root).as_posix())
        if str(where) == "." and "data" in folders:
            yield "data/"
            folders.remove("data")
        hidden = [name for name in folders if name.startswith(".") and name not in _OPENED]
        hidden = [name for name in hidden if name not in _CACHES and "venv" not in name]
        folders[:] = sorted(name for name in folders if _is_own(Path(current, name)))
        links = [name for name in folders if Path(current, name).is_symlink()]
        yield from (f"{where / name}/" for name in sorted({*hidden, *links}))
        for name in sorted(files):
            count += 1
            if count > MAX_FILES:
                return
            if name not in _SKIPPED_FILES and not name.endswith(_SKIPPED_ENDINGS):
                yield readable((where / name).as_posix())


def _is_own(folder: Path) -> bool:
    name = folder.name
    if name in _SKIPPED_FOLDERS or name.endswith(".egg-info"):
        return False
    if name.startswith("."):
        return name in _OPENED
    return not (folder / "pyvenv.cfg").exists()


def package_folder(layout: Layout) -> str:
    """The folder of the project's package, with `/` at its end."""
    return "/".join([layout.source_dir, *layout.package.split(".")]).removeprefix("./") + "/"


def is_test(path: str, package: str) -> bool:
    """Whether a file belongs to the tests; in the package, only a folder `tests` says so."""
    *folders, name = path.split("/")
    if "tests" in folders or "test" in folders:
        return True
    named = name.endswith(".py") and name.startswith(("test_", "conftest"))
    return named and not path.startswith(package)


def _summarised(constructs: Iterable[Construct]) -> Iterator[Construct]:
    """One construct each, or one for a top-level folder that holds very many."""
    folders: dict[tuple[str, str], list[Construct]] = {}
    for construct in constructs:
        folder = construct.name.split("/")[0] if "/" in construct.name else ""
        folders.setdefault((construct.kind, folder), []).append(construct)
    for (kind, folder), found in folders.items():
        if folder and len(found) > MAX_FILES_EACH:
            yield Construct(kind, f"{folder}/ ({len(found)} files)", Place(folder))
        else:
            yield from found


def read_texts(root: Path, constructs: Iterable[Construct]) -> dict[str, str]:
    """The texts of files that may come along, by path; secrets and what is no text left out."""
    found = {}
    for construct in constructs:
        path = construct.place.path
        if construct.kind not in {"file", "test", "config"} or construct.name != path:
            continue
        if "credentials" in PurePosixPath(path).name or PurePosixPath(path).name.startswith(".env"):
            continue
        text = _text(root / path, root)
        if text is not None:
            found[path] = text
    return found


def _text(path: Path, root: Path) -> str | None:
    """A text with its own line ends; None for what is none, or lies elsewhere."""
    if path.is_symlink() and leads_outside(path, root):
        return None
    try:
        return read_bytes(path, _LONGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def executables(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """The files that the system may run as programs."""
    return frozenset(path for path in paths if _mode(root / path) & 0o100)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0
