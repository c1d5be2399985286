"""Code that looks for places outside of its package, which lies elsewhere in the new project.

A module that asks where it lies keeps its place in the package. So what counts are the steps
upwards: from the module's file, from a constant that was made of one, or from a package's folder.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrate.code.mentions import Mentions, mentions, place
from migrate.code.scopes import dotted_name, last_name
from migrate.code.trees import walk
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Statement
from migrate.plan.placement.source_names import Key, Source

# What a run's folder is called.
_FOLDER = frozenset({"Path.cwd", "PosixPath.cwd", "getcwd", "os.getcwd"})
_FILES = frozenset({"getfile", "getsourcefile"})
_NAMED = frozenset({"files", "find_spec"})
_SAME_PLACE = frozenset({"absolute", "resolve"})  # methods
_MOST = 99  # steps of what goes up until it finds something


def about_outside(source: Source, statements: Iterable[tuple[str, Statement]]) -> list[Diagnostic]:
    """Which of `statements` (with their modules) look for places outside of their package."""
    outside = _Outside(source)
    return [
        diagnostic("K464", Place(source.modules[module].path, statement.line), what=way)
        for module, statement in statements
        if (way := outside.way(module, statement))
    ]


@dataclass(slots=True)
class _Outside:
    """Finds the code that leaves its package."""

    source: Source
    _rooms: dict[Key, int | None] = field(default_factory=dict)

    def way(self, module: str, statement: Statement) -> str | None:
        """How a statement finds a place outside of its package."""
        if statement.kind in {"docstring", "import"}:
            return None
        if found := _folder(statement.text):
            return found
        for way, room, steps in self._ways(module, statement):
            if steps > room:
                return way
        return None

    def _ways(self, module: str, statement: Statement) -> Iterator[tuple[str, int, int]]:
        """What a statement starts from, how many folders of the package lie above that, and how
        many steps upwards follow.
        """
        text = statement.text
        if found := _file(text):
            way, owner = found
            other = self.source.resolve(module, owner) if owner else None
            start = other.module if other and other.statement is None else module
            yield way, self._depth(start), _steps(text) + self._called(module, statement)
        elif named := _named(text):
            way, path = named
            depth = self._depth(path) if way == "find_spec" else path.count(".")
            yield f"{way}()", depth, _steps(text) + self._called(module, statement)
        else:
            for name in sorted(statement.uses):
                room = self._room(module, name)
                if room is not None and room >= 0:
                    yield name, room, _steps_from(name, text)

    def _room(self, module: str, name: str) -> int | None:
        """How many folders of its package lie above a constant, if it is made of a place."""
        found = self.source.resolve(module, name)
        if found is None or found.statement is None or found.statement.kind != "assignment":
            return None
        key = (found.module, found.statement.line)
        if key not in self._rooms:
            self._rooms[key] = None  # while it is looked at
            ways = self._ways(found.module, found.statement)
            down = _down(found.statement.text)
            rooms = (room - steps + down for _, room, steps in ways)
            self._rooms[key] = min(rooms, default=None)
        return self._rooms[key]

    def _depth(self, module: str) -> int:
        """The folders of its package that a module's file lies in."""
        found = self.source.modules.get(module)
        return module.count(".") + bool(found and found.package)

    def _called(self, module: str, statement: Statement) -> int:
        """The steps of the project's functions that go up until they find something."""
        used = (self.source.resolve(module, name) for name in sorted(statement.uses))
        texts = [each.statement.text for each in used if each and each.statement]
        return _MOST if any(map(_loops, texts)) else 0


def _folder(text: str) -> str | None:
    """The first call in a text that gives the folder of a run."""
    if "cwd" not in text:
        return None
    calls = sorted(mentions(text).calls, key=place)
    names = (".".join(dotted_name(call.func).split(".")[-2:]) for call in calls)
    return next((f"{name}()" for name in names if name in _FOLDER), None)


def _file(text: str) -> tuple[str, str] | None:
    """How a text first finds a file of a module, and the variable whose file it asks for ("" for
    its own)."""
    if not any(each in text for each in ("__file__", *_FILES)):
        return None
    for node in sorted(mentions(text).nodes, key=_end):
        if isinstance(node, ast.Name) and node.id == "__file__":
            return "__file__", ""
        if isinstance(node, ast.Attribute) and node.attr == "__file__":
            return "__file__", node.value.id if isinstance(node.value, ast.Name) else ""
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) in _FILES:
            return f"{last_name(node)}()", ""
    return None


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0


def _named(text: str) -> tuple[str, str] | None:
    """The first call in a text that finds a module or a package by its name, and that name."""
    if not any(each in text for each in _NAMED):
        return None
    return next(mentions(text).first_strings(_NAMED), None)


def _steps(text: str) -> int:
    """The steps upwards in a text."""
    code = mentions(text)
    known = _known_parents(code)
    steps = sum(_step(node, known) for node in code.nodes)
    steps += sum(map(_dots, code.string_nodes))
    return steps + (_MOST if _loops(text) else 0)


def _step(node: ast.AST, known: Mapping[int, int]) -> int:
    if isinstance(node, ast.Attribute) and node.attr == "parents":
        return known.get(id(node), _MOST)
    if isinstance(node, ast.Call):
        return int(last_name(node.func) == "dirname")
    return int(last_name(node) in ("parent", "pardir"))


def _known_parents(code: Mentions) -> dict[int, int]:
    """The steps of `path.parents[2]`, by the attribute; one without a number may be any."""
    items = (node for node in code.nodes if isinstance(node, ast.Subscript))
    return {id(node.value): steps for node in items if (steps := _parents(node))}


def _parents(node: ast.Subscript) -> int:
    """The steps of `path.parents[2]`; 0 for other items."""
    index = node.slice.value if isinstance(node.slice, ast.Constant) else None
    is_parents = isinstance(node.value, ast.Attribute) and node.value.attr == "parents"
    return index + 1 if is_parents and isinstance(index, int) else 0


def _dots(node: ast.AST) -> int:
    """The steps upwards of a string, or of `os.pardir`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.split("/").count("..")
    return int(last_name(node) == "pardir")


def _loops(text: str) -> bool:
    """Whether code goes up until it finds something."""
    loops = (n for n in mentions(text).nodes if isinstance(n, ast.While)) if "while" in text else ()
    inner = (node for loop in loops for node in walk(loop))
    return any(last_name(node) in ("parent", "dirname") for node in inner)


def _down(text: str) -> int:
    """The folders downwards that a text joins to a path."""
    steps = 0
    for node in mentions(text).nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            parts = node.right.values if isinstance(node.right, ast.JoinedStr) else [node.right]
            texts = [str(p.value) if isinstance(p, ast.Constant) else "x" for p in parts]
            is_text = isinstance(node.right, ast.JoinedStr) or _is_text(node.right)
            path = "".join(texts)
            steps += 1 + path.count("/") if is_text and path and path[:2] != ".." else 0
    return steps


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _steps_from(name: str, text: str) -> int:
    """The most steps upwards that an expression takes from a name."""
    code = mentions(text)
    known = _known_parents(code)
    climbed = (_climbed(node, name) for node in code.nodes if id(node) not in known)
    return max((steps for steps in climbed if steps is not None), default=0)


def _climbed(node: ast.AST, name: str) -> int | None:
    """The steps upwards from a name to what an expression stands for; None for other ones."""
    base, steps = None, 0
    if isinstance(node, ast.Name):
        return 0 if node.id == name else None
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        base, steps = node.value.value, _parents(node)
    elif isinstance(node, ast.Attribute):
        base, steps = node.value, {"parent": 1, "parents": _MOST}.get(node.attr, 0)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        base, steps = node.left, _dots(node.right)
    elif isinstance(node, ast.Call):
        return _climbed_by(node, name)
    climbed = _climbed(base, name) if base and steps else None
    return None if climbed is None else climbed + steps


def _climbed_by(call: ast.Call, name: str) -> int | None:
    """The same of a call: of a method of a path, or of a function that is given one."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _SAME_PLACE:
        return _climbed(call.func.value, name)
    climbed = _climbed(call.args[0], name) if call.args else None
    if climbed is None:
        return None
    if last_name(call.func) == "dirname":
        return climbed + 1
    return climbed + sum(map(_dots, call.args[1:]))
