"""Relative paths that functions open.

They start from the current folder: in Kedro that is the project, `run.py` goes to the folder of
the data. Found are paths that are written down: as texts, by `Path` or `os.path.join`, as constants
of modules, as defaults, and as arguments of functions of the project that open them.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from migrate.code.trees import children, parse, walk
from migrate.libraries.file_openers import AT_HOME, KEYWORDS, OF_PATHS, positions
from migrate.model.dataset_names import is_parameter
from migrate.model.diagnostics import Place
from migrate.model.project import Configuration, Node, Project, Statement
from migrate.plan.parameters.values import values_of
from migrate.plan.placement.source_names import Source

# A part of a path that a parameter gives; what is put in its place is looked up by its name.
_PARAMETER = re.compile("\0([^\0]+)\0")
_ABSOLUTE = re.compile(r"[/\\~{<:]|[A-Za-z]:|\w+:/|-$")
_PATHS = frozenset({"Path", "PurePath", "PosixPath"})
# What gives the path that it is called on, or one beside it.
_SAME = frozenset({"absolute", "expanduser", "resolve", "as_posix"})
_DEEPEST = 12

Given = Callable[[str], Any]


class Opened(NamedTuple):
    """A path that is opened, and the line of the module where it stands."""

    path: str
    line: int


class _Known(NamedTuple):
    """What is known of a value: its text, and whether it is a path object."""

    text: str
    is_path: bool = False


def opened_paths(
    project: Project,
    source: Source,
    nodes: Iterable[Node],
    statements: Iterable[tuple[str, Statement]],
) -> list[tuple[str, Place]]:
    """The relative paths that nodes and `statements` (with their modules) open, with the places."""
    paths = RelativePaths(source)
    found: dict[tuple[str, Place], None] = {}
    for module, statement in statements:
        first = statement.end_line - statement.text.count("\n") + 1
        for each in paths.opened(module, statement.text, first):
            found[each.path, Place(source.modules[module].path, each.line)] = None
    for node in nodes:
        facts = project.functions.get(node.func.key)
        if facts and node.func.kind == "lambda":
            for each in paths.opened(facts.module, facts.text, facts.place.line):
                found[each.path, replace(facts.place, line=each.line)] = None
        elif facts:
            for given in _fed_texts(node, project.configuration):
                for path in paths.opened_for(facts.module, facts.qualname, given.get):
                    found[path, node.place] = None
    return list(found)


def _fed_texts(node: Node, configuration: Configuration) -> Iterator[dict[str, str]]:
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
    texts = dict.fromkeys(pair for name, value in (*bound, *fed) for pair in _texts_in(name, value))
    yield from ({name: text} for name, text in texts)


def _texts_in(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts_in(f"{name}.{key}", inner)


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


@dataclass(slots=True)
class _Scope:
    """A function, or the module's own level (None): its parameters, and what its names are."""

    module: str
    parameters: frozenset[str] = frozenset()
    values: dict[str, ast.expr] = field(default_factory=dict)


class RelativePaths:
    """Finds the relative paths that the code of a project opens."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[str, str], list[Opened]] = {}

    def opened(self, module: str, text: str, first: int) -> list[Opened]:
        """What code opens by relative paths; `first` is the line of the module where it begins."""
        found = self._found(module, text, first)
        given = self._texts(_defaults(parse(text)), _Scope(module)) if found else {}
        filled = [Opened(_filled(each.path, given.get), each.line) for each in found]
        return sorted(
            {each for each in filled if is_relative(each.path)}, key=lambda e: (e.line, e.path)
        )

    def opened_for(self, module: str, function: str, given: Given) -> Iterator[str]:
        """What a function opens by relative paths only if it is `given` these arguments (None for
        those that are not known).
        """
        for each in self._of_function(module, function):
            known = is_relative(_filled(each.path, lambda _: None))
            if not known and is_relative(path := _filled(each.path, given)):
                yield path

    # --- code -------------------------------------------------------------------------------

    def _found(self, module: str, text: str, first: int = 1) -> list[Opened]:
        """All paths that code opens, those that a parameter gives among them."""
        try:
            tree = parse(text)
        except SyntaxError:
            return []
        found: dict[Opened, None] = {}
        for scope, call in _calls(module, tree):
            for path in self._of_call(scope, call):
                found[Opened(path, first + call.lineno - 1)] = None
        return list(found)

    def _of_function(self, module: str, name: str) -> list[Opened]:
        """What a function of a module opens; nothing while it is looked at."""
        if (module, name) not in self._known:
            self._known[module, name] = []
            found = self._source.resolve(module, name)
            if found and found.statement and found.statement.kind == "function":
                self._known[module, name] = self._found(found.module, found.statement.text)
        return self._known[module, name]

    def _of_call(self, scope: _Scope, call: ast.Call) -> Iterator[str]:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in OF_PATHS and isinstance(call.func, ast.Attribute):
            known = self._path(call.func.value, scope)
            if known and known.is_path:
                yield known.text
        function = self._name(call.func, scope)
        taken = positions(function, method)
        arguments = [call.args[i] for i in taken if i < len(call.args)]
        if taken:
            arguments += [each.value for each in call.keywords if each.arg in KEYWORDS]
        if function in AT_HOME and not arguments:
            yield "."
        for argument in arguments:
            known = self._path(argument, scope)
            # Any object may have a method `save`.
            if known and (method not in {"save", "load"} or re.search(r"[./]", known.text)):
                yield known.text
        yield from self._by_callee(scope, call)

    def _by_callee(self, scope: _Scope, call: ast.Call) -> Iterator[str]:
        """What a function of the project opens with the arguments of a call."""
        found = self._definition(call.func, scope)
        if not found or not found.statement or found.statement.kind != "function" or not found.name:
            return
        templates = [
            each for each in self._of_function(found.module, found.name) if "\0" in each.path
        ]
        if not templates:
            return
        definition = next(
            (n for n in parse(found.statement.text).body if isinstance(n, ast.FunctionDef)),
            None,
        )
        if definition is None:
            return
        names = [each.arg for each in (*definition.args.posonlyargs, *definition.args.args)]
        given = dict(zip(names, call.args, strict=False))
        given |= {each.arg: each.value for each in call.keywords if each.arg}
        known = self._texts(given.items(), scope)
        for template in templates:
            yield _filled(template.path, known.get)

    def _texts(self, given: Iterable[tuple[str, ast.expr]], scope: _Scope) -> dict[str, str]:
        return {name: path.text for name, each in given if (path := self._path(each, scope))}

    def _definition(self, function: ast.expr, scope: _Scope) -> Any:
        if isinstance(function, ast.Name):
            return self._source.resolve(scope.module, function.id)
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            found = self._source.resolve(scope.module, function.value.id)
            if found and found.statement is None and found.module in self._source.modules:
                return self._source.resolve(found.module, function.attr)
        return None

    def _name(self, function: ast.expr, scope: _Scope) -> str:
        """The whole name of a library's function; that of a builtin; "" for anything else."""
        parts: list[str] = []
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if not isinstance(function, ast.Name) or function.id in scope.values:
            return ""
        found = self._source.resolve(scope.module, function.id)
        if found is None:
            return ".".join([function.id, *reversed(parts)])
        if found.statement is not None:
            return ""
        first = f"{found.module}.{found.name}" if found.name else found.module
        return ".".join([first, *reversed(parts)])

    # --- values -----------------------------------------------------------------------------

    def _path(self, value: ast.expr, scope: _Scope, depth: int = 0) -> _Known | None:
        """What is known of the path that an expression gives; its beginning has to be."""
        if depth > _DEEPEST:
            return None

        def path(each: ast.expr) -> _Known | None:
            return self._path(each, scope, depth + 1)

        match value:
            case ast.Constant(value=str(text)):
                return _Known(text)
            case ast.JoinedStr(values=parts):
                return _joined(parts, path, "")
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([left, right], path, "")
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                found = _joined([left, right], path, "/")
                return found and found._replace(is_path=True)
            case ast.BinOp(left=left, op=ast.Mod()):
                return path(left)
            case ast.Call(func=ast.Attribute(attr="format", value=text)):
                return path(text)
            case ast.Call(func=ast.Attribute(attr="joinpath", value=first), args=rest):
                found = _joined([first, *rest], path, "/")
                return found and found._replace(is_path=True)
            case ast.Call(func=ast.Attribute(attr=name, value=first)) if name in _SAME:
                return path(first)
            case ast.Call(func=function, args=parts):
                name = self._name(function, scope)
                if not parts:
                    return _Known(".", True) if name.removeprefix("pathlib.") in _PATHS else None
                if name in {"str", "os.fspath", "os.path.abspath", "os.path.normpath"}:
                    return path(parts[0])
                if name == "os.path.join" or name in {f"pathlib.{each}" for each in _PATHS}:
                    found = _joined(parts, path, "/")
                    return found and _Known(found.text, name != "os.path.join")
            case ast.Attribute(attr="parent", value=first):
                found = path(first)
                return found and _Known(posixpath.dirname(found.text) or ".", True)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
                if name in scope.parameters:
                    return _Known(f"\0{name}.{key}\0")
            case ast.Name(id=name) if name in scope.values:
                return path(scope.values[name])
            case ast.Name(id=name) if name in scope.parameters:
                return _Known(f"\0{name}\0")
            case ast.Name() | ast.Attribute():
                return self._constant(value, scope, depth)
        return None

    def _constant(self, value: ast.expr, scope: _Scope, depth: int) -> _Known | None:
        found = self._definition(value, scope)
        if not found or not found.statement or found.statement.kind != "assignment":
            return None
        for node in parse(found.statement.text).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                there = _Scope(found.module)
                return self._path(node.value, there, depth + 1)
        return None


def is_relative(path: str) -> bool:
    """Whether a path is known to start from the current folder."""
    return bool(path) and not _ABSOLUTE.match(path) and path.isprintable()


def _filled(template: str, given: Given) -> str:
    """The path with the values of parameters in it; "" if it begins with one that is not known."""

    def value(found: re.Match[str]) -> str:
        known = given(found[1])
        return known if isinstance(known, str) else f"{{{found[1]}}}"

    return _PARAMETER.sub(value, template)


def _joined(
    parts: Iterable[ast.expr], path: Callable[[ast.expr], _Known | None], between: str
) -> _Known | None:
    """The path that parts make together. What is not known of the later ones stands in braces."""
    texts: list[str] = []
    for part in parts:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        known = path(inner)
        if known is None and not texts:
            return None
        texts.append(known.text if known else f"{{{ast.unparse(inner)}}}")
    later = next((i for i, text in reversed([*enumerate(texts)]) if text.startswith("/")), 0)
    return _Known(between.join(texts[later if between else 0 :])) if texts else None


def _calls(module: str, tree: ast.AST) -> Iterator[tuple[_Scope, ast.Call]]:
    """Every call, with the function that it stands in; decorators, defaults and hints stand outside
    of theirs."""
    waiting: list[tuple[_Scope, ast.AST]] = [(_Scope(module), tree)]
    while waiting:
        scope, node = waiting.pop()
        if isinstance(node, ast.Call):
            yield scope, node
        inner, body = scope, set[ast.AST]()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = _scope_of(scope, node)
            body = {node.body} if isinstance(node, ast.Lambda) else {*node.body}
        waiting += [(inner if child in body else scope, child) for child in children(node)]


def _scope_of(outer: _Scope, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> _Scope:
    takes = node.args
    every = [*takes.posonlyargs, *takes.args, *takes.kwonlyargs]
    names = frozenset(each.arg for each in every)
    body = node.body if isinstance(node.body, list) else [node.body]
    stored = Counter(
        n.id
        for part in body
        for n in walk(part)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    )
    values: dict[str, ast.expr] = {}
    for part in body:
        for each in walk(part):
            if isinstance(each, ast.Assign) and len(each.targets) == 1:
                target = each.targets[0]
                if isinstance(target, ast.Name) and stored[target.id] == 1:
                    values[target.id] = each.value
    # A name of the module that is bound here means another thing.
    unknown = {name: ast.Constant(None) for name in stored if name not in values}
    kept = {name: value for name, value in outer.values.items() if name not in names}
    values = {**kept, **unknown, **{n: v for n, v in values.items() if n not in names}}
    return _Scope(outer.module, (outer.parameters - stored.keys()) | names, values)


def _defaults(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The defaults of all functions in a piece of code, by parameter."""
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            takes = node.args
            named = [*takes.posonlyargs, *takes.args]
            for each, default in zip(reversed(named), reversed(takes.defaults), strict=False):
                yield each.arg, default
            for each, given in zip(takes.kwonlyargs, takes.kw_defaults, strict=True):
                if given is not None:
                    yield each.arg, given
