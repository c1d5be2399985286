"""Folders of the project that are listed, and modules that are found in them, by value."""

from __future__ import annotations

import fnmatch
import inspect
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath, PurePosixPath
from typing import Any

from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives.builtins import is_a, items_of
from migrate.read.interpret.operators import truth
from migrate.read.interpret.values import (
    ClassValue,
    InstanceValue,
    Library,
    ModuleValue,
    Native,
    Raised,
    Site,
    Unknown,
    Value,
    simple_class,
)

Args = list[Value]
Kwargs = dict[str, Value]

_DEEPEST = 30  # folders inside each other: links may lead around in circles
_ModuleInfo = namedtuple("_ModuleInfo", ("module_finder", "name", "ispkg"))


def absolute(m: Evaluation, path: Value) -> PurePosixPath:
    """A path in the project, without `.` and `..`."""
    parts: list[str] = []
    for part in (PurePosixPath(m.layout.root) / str(path)).parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part != "..":
            parts.append(part)
    return PurePosixPath(*parts)


def names(m: Evaluation, site: Site, path: Value) -> list[str] | Unknown:
    """What lies in a folder, folders with a `/` at the end."""
    if isinstance(path, Unknown):
        return path
    found = m.resources.listing(str(absolute(m, path)))
    if found is None:
        return m.unknown(f"the folder {path} is listed", site)
    m.spend(len(found))
    return list(found)


# --- lists ----------------------------------------------------------------------------------


def _list(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`os.listdir(path)`."""
    found = names(m, site, args[0] if args else kwargs.get("path", "."))
    return [found] if isinstance(found, Unknown) else [name.rstrip("/") for name in found]


def _iterate(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`path.iterdir()`."""
    path: Any = args[0]
    found = names(m, site, path)
    if isinstance(found, Unknown):
        return iter([found])
    return iter([path / name.rstrip("/") for name in found])


def _scan(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`os.scandir(path)`."""
    above = args[0] if args else kwargs.get("path", ".")
    found = names(m, site, above)
    return [found] if isinstance(found, Unknown) else [_entry(above, name) for name in found]


def _entry(above: Value, name: str) -> InstanceValue:
    """An `os.DirEntry`."""
    entry = InstanceValue(simple_class("DirEntry"))
    shown, is_folder = name.rstrip("/"), name.endswith("/")
    entry.attributes.update(
        name=shown,
        path=str(PurePosixPath(str(above)) / shown),
        is_dir=Native("DirEntry.is_dir", lambda m, s, args, kwargs: is_folder),
        is_file=Native("DirEntry.is_file", lambda m, s, args, kwargs: not is_folder),
        is_symlink=Native("DirEntry.is_symlink", lambda m, s, args, kwargs: False),
    )
    return entry


# --- trees ----------------------------------------------------------------------------------

_Level = tuple[PurePosixPath, list[str], list[str]]


def _levels(
    m: Evaluation, site: Site, top: PurePosixPath, depth: int = 0
) -> Iterator[_Level | Unknown]:
    """A folder and those below it, each with the names of its folders and of its files."""
    found = names(m, site, top)
    if isinstance(found, Unknown) or depth > _DEEPEST:
        yield m.unknown(f"the folders below {top} are listed", site)
        return
    folders = [name.rstrip("/") for name in found if name.endswith("/")]
    yield top, folders, [name for name in found if not name.endswith("/")]
    for name in list(folders):  # what the program takes out of the list is not entered
        if isinstance(name, str):
            yield from _levels(m, site, top / name, depth + 1)


def _walk(kind: Callable[[PurePosixPath], Value]) -> Callable[..., Value]:
    """`os.walk(path)`, and `path.walk()`, from above."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        top, above = args[0] if args else kwargs.get("top"), kwargs.get("topdown", True)
        if isinstance(top, Unknown):
            return top
        levels = _levels(m, site, PurePosixPath(str(top)))
        if args[1:] or above is not True:
            levels = reversed(list(levels))  # folders after what is in them
        return (x if isinstance(x, Unknown) else (kind(x[0]), *x[1:]) for x in levels)

    return run


def _matching(
    m: Evaluation, site: Site, top: PurePosixPath, parts: tuple[str, ...], hidden: bool
) -> Iterator[PurePosixPath | Unknown]:
    """The paths below a folder that a pattern names, the folder's own order."""
    if not parts:
        yield top
        return
    first, rest = parts[0], parts[1:]
    if first == "**":
        for level in _levels(m, site, top):
            if isinstance(level, Unknown):
                yield level
                return
            folder, folders, files = level
            if not hidden:
                folders[:] = [name for name in folders if not name.startswith(".")]
            if rest:
                yield from _matching(m, site, folder, rest, hidden)
                continue
            yield folder
            yield from (folder / name for name in files if hidden or not name.startswith("."))
        return
    found = names(m, site, top)
    if isinstance(found, Unknown):
        yield found
        return
    for name in found:
        shown = name.rstrip("/")
        seen = hidden or not shown.startswith(".") or first.startswith(".")
        if seen and fnmatch.fnmatchcase(shown, first) and (name.endswith("/") or not rest):
            yield from _matching(m, site, top / shown, rest, hidden)


def _pattern(above: str) -> Callable[..., Value]:
    """`path.glob(pattern)` and `path.rglob(pattern)`."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        path: Any = args[0]
        pattern = args[1] if len(args) > 1 else kwargs.get("pattern")
        if isinstance(path, Unknown) or not isinstance(pattern, str | PurePath):
            return iter([m.unknown("the files of a pattern are listed", site)])
        parts = PurePosixPath(f"{above}{pattern}").parts
        if _absent(m, path):
            return iter([])
        found = _matching(m, site, path, parts, hidden=True)
        return iter(list(dict.fromkeys(found)))  # once each, however many ways lead there

    return run


def _absent(m: Evaluation, path: PurePath) -> bool:
    """Whether a folder is surely not there: patterns find nothing in it."""
    whole = absolute(m, path)
    inside = whole.is_relative_to(m.layout.root)
    above = m.resources.listing(str(whole.parent)) if inside and whole.name else None
    return above is not None and f"{whole.name}/" not in above and str(whole) != m.layout.root


def _glob(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> list[Value]:
    """`glob.glob(pattern)`: hidden files only if they are named, `**` only if that is asked for."""
    pattern = args[0] if args else kwargs.get("pathname")
    if not isinstance(pattern, str | PurePath):
        return [m.unknown("the files of a pattern are listed", site)]
    parts = list(PurePosixPath(str(pattern)).parts)
    if kwargs.get("recursive") is not True:
        parts = ["*" if part == "**" else part for part in parts]
    fixed = next((i for i, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    above = kwargs.get("root_dir")
    if isinstance(above, Unknown):
        return [above]
    start = PurePosixPath(*([] if above is None else [str(above)]), *parts[:fixed])
    if _absent(m, start):
        return []
    found = dict.fromkeys(_matching(m, site, start, tuple(parts[fixed:]), hidden=False))
    return [x if isinstance(x, Unknown) else _seen_from(x, above) for x in found]


def _seen_from(path: PurePosixPath, above: Value) -> str:
    return str(path if above is None else path.relative_to(str(above)))


# --- modules --------------------------------------------------------------------------------


def _modules(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`pkgutil.iter_modules(path, prefix)`."""
    return iter(_found(m, site, *_paths(m, site, args, kwargs), deep=False))


def _modules_below(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`pkgutil.walk_packages(path, prefix)`: packages are imported on the way."""
    return iter(_found(m, site, *_paths(m, site, args, kwargs), deep=True))


def _paths(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> tuple[Args, Value]:
    paths = args[0] if args else kwargs.get("path")
    prefix = args[1] if len(args) > 1 else kwargs.get("prefix", "")
    if paths is None:
        paths = m.unknown("all modules that are installed are listed", site)
    return items_of(m, paths, site), prefix


def _found(m: Evaluation, site: Site, paths: Args, prefix: Value, deep: bool) -> list[Value]:
    found: list[Value] = []
    for path in paths:
        listed = path if isinstance(path, Unknown) else names(m, site, path)
        if isinstance(listed, Unknown) or isinstance(prefix, Unknown):
            found.append(listed if isinstance(listed, Unknown) else prefix)
            continue
        for name, is_package in sorted(_of_listing(m, path, listed).items()):
            found.append(_ModuleInfo(path, f"{prefix}{name}", is_package))
            if is_package and deep:
                found += _inside(m, site, f"{prefix}{name}")
    return found


def _of_listing(m: Evaluation, path: Value, listed: Iterable[str]) -> dict[str, bool]:
    """The modules of a folder: what has the name of one, or is a folder with an `__init__`."""
    found: dict[str, bool] = {}
    for name in listed:
        shown = name.rstrip("/")
        if not name.endswith("/"):
            stem = inspect.getmodulename(name)
            if stem and stem != "__init__" and "." not in stem:
                found.setdefault(stem, False)
        elif "." not in shown:
            inner = m.resources.listing(str(absolute(m, PurePosixPath(str(path)) / shown)))
            if "__init__.py" in (inner or ()):
                found[shown] = True
    return found


def _inside(m: Evaluation, site: Site, name: str) -> list[Value]:
    try:
        module = m.import_module(name, site)
    except Raised as raised:
        if isinstance(raised.error, ImportError):
            return []
        raise
    if not isinstance(module, ModuleValue):
        return []
    return _found(m, site, items_of(m, module.names["__path__"], site), f"{name}.", deep=True)


def _members(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`inspect.getmembers(module, predicate)`."""
    value, *given = args
    wanted = given[0] if given else kwargs.get("predicate")
    if not isinstance(value, ModuleValue | ClassValue):
        return value if isinstance(value, Unknown) else m.unknown("the members of an object", site)
    found: list[Value] = []
    for name in sorted(name for name in value.names if isinstance(name, str)):
        member = value.names[name]
        fits = True if wanted is None else truth(m, m.call(wanted, [member], {}, site), site)
        if isinstance(fits, Unknown):
            found.append((name, fits))
        elif fits:
            found.append((name, member))
    odd = [name for name in value.names if isinstance(name, Unknown)]
    return [*found, *odd, *(m.unknown("a star import", site) for _ in getattr(value, "stars", ()))]


def _is(kind: str) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        value = args[0]
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Library):
            told = _told(m, value)
            return m.unknown(f"what {value.dotted} is", site) if told is None else told == kind
        if kind == "module":
            return isinstance(value, ModuleValue)
        if kind == "class":
            return isinstance(value, ClassValue | type)
        return bool(is_a(value, Library("types", "FunctionType")))

    return run


def _told(m: Evaluation, value: Library) -> str | None:
    """What a library's object is, as far as that is known or as names are given."""
    if not value.qualname:
        return "module"
    if value.qualname.rpartition(".")[2][:1].isupper():
        return "class"
    return "function" if m.native(value) is not None else None


def _folder_of(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`importlib.resources.files(package)`: the folder of a package, or that of a module."""
    anchor = args[0] if args else kwargs.get("anchor", kwargs.get("package"))
    if anchor is None and not args:
        anchor = site.scope.module
    if isinstance(anchor, str):
        anchor = m.import_module(anchor, site)
    if not isinstance(anchor, ModuleValue):
        return anchor if isinstance(anchor, Unknown) else m.unknown("a library's files", site)
    path = PurePosixPath(m.layout.root) / anchor.path
    return path if anchor.package and path.suffix != ".py" else path.parent


def _contents(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`importlib.resources.contents(package)`."""
    return _list(m, site, [_folder_of(m, site, args, kwargs)], {})


def _spec(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`importlib.util.find_spec(name)`: None where the project surely has no such module."""
    name = args[0]
    if not isinstance(name, str) or name.startswith("."):
        return name if isinstance(name, Unknown) else m.unknown("a module's name", site)
    if m.exists(name):
        return InstanceValue(simple_class("ModuleSpec"), {"name": name})
    if m.exists(name.partition(".")[0]):
        return None
    return m.unknown(f"whether {name} is installed", site)


PATH_METHODS: dict[str, Callable[..., Value]] = {
    "glob": _pattern(""),
    "iterdir": _iterate,
    "rglob": _pattern("**/"),
    "walk": _walk(lambda path: path),
}

FUNCTIONS: dict[str, Callable[..., Value]] = {
    "glob.glob": _glob,
    "glob.iglob": lambda m, site, args, kwargs: iter(_glob(m, site, args, kwargs)),
    **{
        f"{package}.files": _folder_of for package in ("importlib.resources", "importlib_resources")
    },
    "importlib.resources.as_file": lambda m, site, args, kwargs: args[0],
    "importlib.resources.contents": _contents,
    "importlib.util.find_spec": _spec,
    "inspect.getmembers": _members,
    "inspect.isclass": _is("class"),
    "inspect.isfunction": _is("function"),
    "inspect.ismodule": _is("module"),
    "os.listdir": _list,
    "os.scandir": _scan,
    "os.walk": _walk(str),
    "pkgutil.iter_modules": _modules,
    "pkgutil.walk_packages": _modules_below,
}
