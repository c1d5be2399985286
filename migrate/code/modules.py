"""The project's Python files as modules, each split into its top-level statements.

The texts of a module's statements, joined in order, hold all of its code and all of its comments;
only blank lines between statements are dropped. Text is decoded as Python does, and its line ends
are `\\n`.
"""

from __future__ import annotations

import ast
import io
import os
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from migrate.code.files import leads_outside, read_bytes, readable, reason
from migrate.code.import_effects import has_effect
from migrate.code.parsing import check_python
from migrate.code.scopes import Names, is_type_checking
from migrate.code.trees import parse
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Imported, Layout, Module, Statement, StatementKind

# Larger files are data, not code that somebody wrote.
_LARGEST_FILE = 2_000_000

_SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_SKIPPED_OUTSIDE_SOURCE = frozenset({"build", "dist", "mlruns", "wandb"})
# A comment that names the encoding, in one of the first two lines (PEP 263).
_ENCODING = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)[-_.a-zA-Z0-9]+")
# What marks a folder as an environment: venv and virtualenv, conda.
_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")


Unlisted = Callable[[OSError], None]


def load_modules(layout: Layout) -> tuple[dict[str, Module], list[Diagnostic]]:
    """Every Python file of the project by its path, those of the source folder first."""
    modules: dict[str, Module] = {}
    diagnostics: list[Diagnostic] = []
    root = Path(layout.root)

    def unread(path: str, why: str) -> None:
        diagnostics.append(diagnostic("K303", Place(readable(path)), reason=why))

    def unlisted(error: OSError) -> None:
        unread(os.path.relpath(error.filename, root), reason(error))

    for path, name in _python_files(root, layout.source_dir, unlisted):
        file = root / path
        if file.is_symlink() and leads_outside(file, root):
            unread(path, "it is a link to nothing or to a place outside of the project")
            continue
        if readable(path) != path:
            unread(path, "its name is no UTF-8")
            continue
        try:
            data = read_bytes(file, _LARGEST_FILE)
        except OSError as error:
            size = file.stat().st_size if file.is_file() else 0
            if size > _LARGEST_FILE:
                diagnostics.append(diagnostic("K302", Place(path), size=f"{size / 1e6:.1f} MB"))
            else:
                unread(path, reason(error))
            continue
        module, problem = read_module(data, path, name)
        modules[path] = module
        if problem is not None:
            diagnostics.append(problem)
    return with_star_imports(modules), diagnostics


# --- finding the files ----------------------------------------------------------------------


def _python_files(root: Path, source_dir: str, unlisted: Unlisted) -> Iterator[tuple[str, str]]:
    """The path and the dotted name of each Python file, once, in a stable order."""
    source = source_dir.strip("/")
    source = "" if source in ("", ".") else source
    top = root / source
    for file in _walk(top, unlisted, skipped=_SKIPPED_FOLDERS):
        inside = file.relative_to(top)
        yield (source / inside).as_posix() if source else inside.as_posix(), dotted(inside)
    if not source:
        return
    skipped = _SKIPPED_FOLDERS | _SKIPPED_OUTSIDE_SOURCE
    for file in _walk(root, unlisted, skipped, without=top):
        yield file.relative_to(root).as_posix(), ""


def _walk(
    top: Path, unlisted: Unlisted, skipped: frozenset[str], without: Path | None = None
) -> Iterator[Path]:
    for folder, folders, files in os.walk(top, onerror=unlisted):
        here = Path(folder)
        if here == without or (here != top and _is_environment(folders, files)):
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if _is_read(f, skipped))
        # A hidden file is no module; editors leave links to nothing there.
        yield from (here / f for f in sorted(files) if f.endswith(".py") and f[0] != ".")


def _is_read(folder: str, skipped: frozenset[str]) -> bool:
    return folder not in skipped and not folder.startswith(".") and not folder.endswith(".egg-info")


def _is_environment(folders: list[str], files: list[str]) -> bool:
    return any(mark in folders or mark in files for mark in _ENVIRONMENT_MARKS)


def dotted(path: Path) -> str:
    """The import name of a file, given its path below the source folder; "" if it has none."""
    parts = [*path.parts[:-1], path.stem]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def import_names(module: Module) -> list[str]:
    """The names that a file may be imported by: from the source folder, from the project's root
    (`src.pkg.nodes`). The first one is its own.
    """
    names = [module.name, dotted(Path(module.path))]
    return [name for name in dict.fromkeys(names) if name]


# --- one file -------------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """Source text as Python decodes it (PEP 263, BOM), with line ends `\\n`.

    Raises SyntaxError for an encoding that is unknown or does not fit.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SyntaxError(f"it is not {encoding}: {error.reason}") from error
    except (LookupError, ValueError) as error:  # hex and the like: bytes become bytes
        raise SyntaxError(f"{encoding} is no encoding of a text") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    named = any(_ENCODING.match(line) for line in text.split("\n")[:2])
    if not encoding.startswith("utf-8") and not named:  # the comment itself reads otherwise
        raise SyntaxError(f"{encoding} is no encoding of a source")
    return text if encoding.startswith("utf-8") else _named_utf8(text)


def _named_utf8(text: str) -> str:
    """The text with the comment that names its encoding put right: it is written as UTF-8."""
    lines = text.split("\n")
    return "\n".join([*(_ENCODING.sub(r"\1utf-8", line) for line in lines[:2]), *lines[2:]])


def read_module(data: bytes, path: str, name: str) -> tuple[Module, Diagnostic | None]:
    """One file as a module, and what is wrong with it, if anything."""
    package = Path(path).name == "__init__.py"
    text = ""
    try:
        text = decode(data)
        known_as = name or dotted(Path(path))
        above = known_as if package else known_as.rpartition(".")[0]
        statements = split(text, above, path)
        check_python(parse(text, path))
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 0
        why = _reason(error)
        problem = diagnostic("K301", Place(path, line), reason=why)
        return Module(name, path, text, package, broken=why), problem
    return Module(name, path, text, package, statements), None


def _reason(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return error.msg or "invalid syntax"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


# --- statements -----------------------------------------------------------------------------


def split(text: str, package: str = "", path: str = "") -> tuple[Statement, ...]:
    """The top-level statements of a module's text. `package` is where relative imports start,
    `path` the module's file.

    Raises SyntaxError.
    """
    body = parse(text, path).body
    lines = text.split("\n")
    if not body:
        return _only_comments(lines)
    texts = _texts(body, lines)
    aliases: dict[str, str] = {}
    statements = []
    for position, (node, (own_text, line, end_line)) in enumerate(zip(body, texts, strict=True)):
        names = Names(package).add(node)
        aliases.update((i.alias, _target(i)) for i in names.imports if i.alias)
        statements.append(
            Statement(
                kind=_kind(node, first=position == 0),
                text=own_text,
                line=line,
                end_line=end_line,
                binds=tuple(names.module.bound),
                uses=frozenset(names.module.used),
                imports=tuple(names.imports),
                inner_imports=tuple(names.inner_imports),
                effect=has_effect(node, aliases),
            )
        )
    return tuple(statements)


def _target(imported: Imported) -> str:
    """The dotted path that an imported name stands for."""
    if imported.name is not None:
        return f"{imported.module}.{imported.name}"
    return imported.module if imported.renamed else imported.alias


def _only_comments(lines: list[str]) -> tuple[Statement, ...]:
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        return ()
    return (Statement("other", text + "\n", 1, len(lines)),)


def _texts(body: list[ast.stmt], lines: list[str]) -> list[tuple[str, int, int]]:
    """The text, first line and last line of each statement, its comments divided up."""
    ends = [_end(node, after, lines) for node, after in zip(body, [*body[1:], None], strict=True)]
    texts = []
    done = 0  # lines that are given out already
    for position, (node, end) in enumerate(zip(body, ends, strict=True)):
        start = first_line(node, lines, done)
        # Of statements that share a line, the first one has the comments above it.
        comments = _without_blank_edges(lines[done : start - 1])
        code = _cut(node, lines, start, end)
        done = end
        if position == len(body) - 1:
            code += _block(_without_blank_edges(lines[done:]), gap=1)
        texts.append((_block(comments, gap=0) + code, start, end))
    return texts


def _block(comments: list[str], gap: int) -> str:
    return "\n" * gap + "\n".join(comments) + "\n" if comments else ""


def _without_blank_edges(lines: list[str]) -> list[str]:
    """The comment lines of a gap with the blank lines between them. Backslashes and form feeds
    may stand in a gap, too; they say nothing.
    """
    wanted = [n for n, line in enumerate(lines) if line.lstrip(" \t\f").startswith("#")]
    if not wanted:
        return []
    gap = lines[wanted[0] : wanted[-1] + 1]
    return [line if line.lstrip(" \t\f").startswith("#") else "" for line in gap]


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _end(node: ast.stmt, after: ast.stmt | None, lines: list[str]) -> int:
    """The last line of a statement, indented comments directly below its block included."""
    end = _last(node)
    if not hasattr(node, "body") and not hasattr(node, "cases"):
        return end
    limit = len(lines) if after is None else first_line(after, lines, end) - 1
    for number in range(end, limit):
        line = lines[number]
        if line[:1] in (" ", "\t") and line.lstrip().startswith("#"):
            end = number + 1
        elif line.strip():
            break
    return end


def first_line(node: ast.stmt, lines: list[str], done: int = 0) -> int:
    """The line where a statement starts, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    if not decorators:
        return node.lineno
    line: int = decorators[0].lineno
    while line > done + 1 and not lines[line - 1].lstrip().startswith("@"):
        line -= 1  # `@(` stands above a decorator in parentheses
    return line


def _cut(node: ast.stmt, lines: list[str], start: int, end: int) -> str:
    """The lines of a statement, without those that share its first or last line."""
    taken = lines[start - 1 : end]
    if end == _last(node):
        rest = _tail(node, taken[-1])
        if rest is not None:
            taken[-1] = rest
    if not getattr(node, "decorator_list", None) and node.col_offset:
        taken[0] = taken[0].encode()[node.col_offset :].decode()
    return "\n".join(taken) + "\n"


def _tail(node: ast.stmt, line: str) -> str | None:
    """The last line of a statement up to its end, if another statement or a backslash follows."""
    if ";" not in line and "\\" not in line:
        return None
    data = line.encode()
    rest = data[node.end_col_offset :].decode().strip()
    if not rest or rest.startswith("#"):
        return None
    kept = data[: node.end_col_offset].decode()
    after = rest.lstrip("; \t\\")
    return f"{kept}  {after}" if after.startswith("#") else kept


# --- kinds ----------------------------------------------------------------------------------

_KINDS: dict[type[ast.stmt], StatementKind] = {
    ast.FunctionDef: "function",
    ast.AsyncFunctionDef: "function",
    ast.ClassDef: "class",
    ast.Assign: "assignment",
    ast.AnnAssign: "assignment",
    ast.AugAssign: "assignment",
}


def _kind(node: ast.stmt, first: bool) -> StatementKind:
    if first and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return "docstring" if isinstance(node.value.value, str) else "other"
    if _only_imports(node):
        return "import"
    if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
        return "assignment"
    return _KINDS.get(type(node), "other")


def _only_imports(node: ast.stmt) -> bool:
    """Whether a statement does nothing but import, or import what hints alone need.

    One that depends on anything else (`try`, `if`, `with`) decides what a name is bound to.
    """
    if isinstance(node, ast.If):
        guard = is_type_checking(node.test) and not node.orelse
        return guard and all(map(_only_imports, node.body))
    return isinstance(node, ast.Import | ast.ImportFrom)


# --- star imports ---------------------------------------------------------------------------


def with_star_imports(modules: Mapping[str, Module]) -> dict[str, Module]:
    """The modules, with the names that `from other.module import *` binds where that module is
    one of the project's.
    """
    starred = [m for m in modules.values() if any(_star_sources(s) for s in m.statements)]
    done = dict(modules)
    for _ in range(len(starred) + 1):
        by_name = {name: m for m in done.values() for name in import_names(m)}
        changed = False
        for module in starred:
            statements = tuple(_with_stars(s, by_name) for s in module.statements)
            if statements != done[module.path].statements:
                done[module.path] = replace(module, statements=statements)
                changed = True
        if not changed:
            break
    return done


def _star_sources(statement: Statement) -> list[str]:
    return [i.module for i in statement.imports if i.name == "*"]


def _with_stars(statement: Statement, by_name: Mapping[str, Module]) -> Statement:
    names = dict.fromkeys(statement.binds)
    for source in _star_sources(statement):
        if source in by_name:
            names.update(dict.fromkeys(exported(by_name[source])))
    return (
        replace(statement, binds=tuple(names)) if len(names) > len(statement.binds) else statement
    )


def exported(module: Module) -> list[str]:
    """The names that `from module import *` binds."""
    listed = module.binding("__all__")
    if listed is not None and listed.kind == "assignment":
        names = _literal_names(listed.text)
        if names is not None:
            return names
    bound = dict.fromkeys(name for s in module.statements for name in s.binds)
    return [name for name in bound if not name.startswith("_")]


def _literal_names(text: str) -> list[str] | None:
    value = getattr(parse(text).body[0], "value", None)
    if not isinstance(value, ast.List | ast.Tuple):
        return None
    names = [e.value for e in value.elts if isinstance(e, ast.Constant)]
    return [n for n in names if isinstance(n, str)] if len(names) == len(value.elts) else None
