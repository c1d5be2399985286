"""Tests of the project: those of functions go with them, under their new names.

A test that cannot be translated is skipped, with the reason; what no test is left to use goes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrate.code.edits import CannotEdit
from migrate.model.literals import literal
from migrate.model.project import Module
from migrate.plan.naming.identifiers import free_name
from migrate.plan.placement.symbol_map import SymbolMap
from migrate.plan.testing.names import SCOPES, Alias, Meaning, all_names, imports_in
from migrate.plan.testing.references import References
from migrate.plan.testing.runs import Pipelines
from migrate.plan.testing.structure import HELPERS
from migrate.plan.testing.text import Edits

_SETUPS = {"setUp", "setUpClass", "setup_method", "setup_class", "setup_module"}
_EXAMPLES = {f"project_context.project_{what}" for what in ("path", "name", "version")}
_EXAMPLES |= {"project_context.package_name"}
_Item = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.stmt


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A test that is left to a person."""

    name: str
    line: int
    reason: str


@dataclass(slots=True)
class TestFile:
    """A test file in the new project; without `text` nothing of it is left.

    `helpers` are fixtures and the like that are left out, `examples` the tests of Kedro's template
    that go with it, `broken` the names that others may want of it and that have gone, with the
    reason.
    """

    path: str
    text: str
    changed: bool = False
    untranslated: list[Untranslated] = field(default_factory=list)
    helpers: list[Untranslated] = field(default_factory=list)
    examples: list[Untranslated] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    tests: int = 0

    @property
    def left(self) -> bool:
        """Whether there is anything to write."""
        gone = len(self.untranslated) + len(self.examples)
        return not gone or gone < self.tests


def translate_tests(
    modules: Iterable[Module], moves: SymbolMap, pipelines: Pipelines, source_dir: str
) -> list[TestFile]:
    """The test files of a project, in the same order.

    `modules` are theirs, `source_dir` is the folder that imports may begin with.
    """
    modules = list(modules)
    prefix = source_dir.strip("/").replace("/", ".").strip(".")
    names = {module.path: module_name(new_path(module.path, source_dir)) for module in modules}
    paths = {module.path: new_path(module.path, source_dir) for module in modules}
    found = {module.path: TestFile(paths[module.path], module.text) for module in modules}
    broken: dict[str, dict[str, str]] = {}
    words = {moves.package, "kedro"}  # what a file has to mention to be of interest
    while words:
        for module in modules:
            if module.broken or any(word in module.text for word in words):
                meaning = Meaning(moves, prefix, names[module.path], broken)
                fixtures = _fixtures(names[module.path], broken)
                file = _File(module, paths[module.path], meaning, pipelines, fixtures)
                found[module.path] = file.translated()
        before = {name for each in broken.values() for name in each}
        broken = {names[path]: file.broken for path, file in found.items() if file.broken}
        words = {name for each in broken.values() for name in each} - before
    return [found[module.path] for module in modules]


def new_path(path: str, source_dir: str) -> str:
    """Where a file of the tests lies in the new project."""
    folder = f"{source_dir.strip('/')}/"
    return path.removeprefix(folder) if folder not in ("/", "./") else path


def module_name(path: str) -> str:
    """The name by which other tests import a test file."""
    parts = list(PurePosixPath(path).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _fixtures(module: str, broken: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The fixtures that a test file would get from the conftest files above it, and that have
    gone."""
    found: dict[str, str] = {}
    folders = module.split(".")[:-1]
    for depth in range(len(folders) + 1):
        conftest = ".".join([*folders[:depth], "conftest"])
        if conftest != module:
            found |= broken.get(conftest, {})
    return found


class _File:
    """One test file while it is translated."""

    def __init__(
        self,
        module: Module,
        path: str,
        meaning: Meaning,
        pipelines: Pipelines,
        fixtures: Mapping[str, str],
    ) -> None:
        self.module = module
        self.pipelines = pipelines
        self.meaning = meaning
        self.result = TestFile(path, module.text, broken={})
        self.gone = dict(fixtures)
        self.tree = ast.parse("" if module.broken else module.text)
        self.edits = Edits(module.text)
        self.parents = {c: p for p in ast.walk(self.tree) for c in ast.iter_child_nodes(p)}
        self.aliases: dict[str, Alias | None] = {}
        for statement in imports_in(self.tree):
            self.aliases |= meaning.of_statement(statement)
        ours = {alias for alias, meant in self.aliases.items() if meant is not None}
        self.flows = _module_names(meaning.moves, set(all_names(self.tree)) - ours)
        self.named = {name: free_name(name, set(all_names(self.tree))) for name in HELPERS}
        self.helpers: set[str] = set()
        self.used: set[str] = set()
        self.read: set[str] = set()
        self.imported: set[str] = set()
        self.dropped: set[ast.AST] = set()
        self.vanished: set[ast.AST] = set()  # without a trace
        self.implicit: dict[ast.AST, str] = {}

    def translated(self) -> TestFile:
        """The file in the new project."""
        result = self.result
        if self.module.broken:
            result.untranslated = [Untranslated(self.module.path, 0, "it has a syntax error")]
            return result
        items = list(_items(self.tree))
        result.tests = sum(_is_test(item) for item in items)
        read = {item: self._read(item) for item in items}
        self._spread(items, read)
        for item in items:
            reason = self._reason(item, read)
            if reason:
                self._drop(item, reason)
            else:
                self.used |= read[item].used
                self.imported |= read[item].imported
                self.helpers |= read[item].helpers
        self._imports()
        result.changed = bool(self.edits.changes)
        try:
            result.text = self.edits.result()
            ast.parse(result.text)
        except (CannotEdit, SyntaxError):
            tests = [item for item in items if _is_test(item)]
            result.untranslated = [_left_out(test, "it cannot be edited") for test in tests]
        return result

    # --- parts ----------------------------------------------------------------------------------

    def _read(self, item: _Item) -> _Read:
        scopes = [dict(self.aliases)]
        reader = References(
            self.meaning,
            self.edits,
            self.parents,
            self.flows,
            scopes,
            self.pipelines,
            self.named,
        )
        reason = ""
        try:
            if not isinstance(item, ast.Import | ast.ImportFrom):
                reader.visit(item)
        except CannotEdit as error:
            reason = str(error)
        read = {node.id for node in ast.walk(item) if isinstance(node, ast.Name)}
        self.read |= read
        return _Read(reader.used, reader.imported, reader.needs, reason, reader.helpers)

    def _spread(self, items: list[_Item], read: Mapping[_Item, _Read]) -> None:
        """Find the names that have gone: of broken parts, and of what needs them."""
        while True:
            before = len(self.gone)
            for item in items:
                reason = self._reason(item, read)
                if reason and _is_implicit(item):
                    self.implicit[self.parents[item]] = reason
                if reason and not _is_test(item):
                    for name in _binds(item):
                        self.gone.setdefault(name, reason)
                        self.result.broken.setdefault(name, reason)
            if len(self.gone) == before:
                return

    def _reason(self, item: _Item, read: Mapping[_Item, _Read]) -> str:
        """Why a part cannot be translated; "" if it can."""
        own = read[item]
        if own.reason:
            return own.reason
        needed = sorted(own.needs & self.gone.keys())
        if needed:
            return self.gone[needed[0]]
        around = [self.parents.get(item), self.tree] if _is_test(item) else []
        return next((self.implicit[each] for each in around if each in self.implicit), "")

    def _drop(self, item: _Item, reason: str) -> None:
        """Leave a part out; a test leaves a trace, which is skipped."""
        self.dropped |= set(ast.walk(item))
        first, last = _lines(item)
        if not _is_test(item) or _is_example(item):
            self.vanished.add(item)
            body = getattr(self.parents.get(item), "body", [])
            rest = "" if set(body) - self.vanished else f"{' ' * item.col_offset}pass\n"
            self.edits.replace_lines(first, last, rest)
            if isinstance(item, ast.FunctionDef | ast.ClassDef):
                gone = self.result.examples if _is_test(item) else self.result.helpers
                gone.append(Untranslated(item.name, item.lineno, reason))
            return
        assert isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
        self.result.untranslated.append(_left_out(item, reason))
        method = isinstance(self.parents.get(item), ast.ClassDef)
        indent = " " * item.col_offset
        self.used.add("pytest")
        self.edits.replace_lines(
            first,
            last,
            f"{indent}@pytest.mark.skip(reason={literal(f'not migrated: {reason}')})\n"
            f"{indent}def {item.name}({'self' if method else ''}):\n"
            f'{indent}    """See {self.module.path}:{item.lineno} of the Kedro project."""\n',
        )

    # --- imports --------------------------------------------------------------------------------

    def _imports(self) -> None:
        parts: dict[str, list[str]] = {}
        for module in sorted(self.imported & self.flows.keys()):
            shown = _as(module, self.flows[module])
            parts.setdefault(module.rpartition(".")[0], []).append(shown)
        new = [f"from {package} import {', '.join(names)}" for package, names in parts.items()]
        new += [f"import {module}" for module in sorted(self.imported - self.flows.keys())]
        if "pytest" in self.used and "pytest" not in self.aliases:
            new.append("import pytest")
        for scope in ast.walk(self.tree):
            if isinstance(scope, (ast.Module, *SCOPES)):
                for statement in imports_in(scope):
                    if statement not in self.dropped:
                        new = self._import(statement, new)
        first, after = _after_docstring(self.tree), _after_imports(self.tree)
        head = "".join(f"{text}\n" for text in new)
        driver = self.flows[self.meaning.moves.ours.dotted("driver")]
        helpers = "\n".join(
            HELPERS[name].format(name=self.named[name], driver=driver)
            for name in sorted(self.helpers)
        )
        below = f"\n{helpers}\n\n" if helpers else ""
        if first == after:
            head, below = head + below, ""
        for line, text in ((after, below), (first, head)):
            if text:
                self.edits.replace_lines(line, line - 1, text)

    def _import(self, statement: ast.Import | ast.ImportFrom, new: list[str]) -> list[str]:
        """Write one import statement anew if need be; the first one of ours takes `new` along."""
        meant = self.meaning.of_statement(statement)
        if not any(meant.values()) and not self._idle(meant):
            return new
        aliases = statement.names
        if aliases[0].name == "*":
            aliases = [ast.alias(name) for name in meant if name != "*"]
        kept = [
            text
            for alias in aliases or statement.names
            if (text := self._import_text(statement, alias, meant)) is not None
        ]
        top = self.parents.get(statement) is self.tree
        lines = [*kept, *(new if top else [])]
        start, end = _lines(statement)
        if lines == [self.edits.source(statement)]:
            return new
        indent = " " * statement.col_offset
        if not lines and not top:
            lines = ["pass"]
        self.edits.replace_lines(start, end, "".join(f"{indent}{text}\n" for text in lines))
        return [] if top else new

    def _idle(self, meant: Mapping[str, Alias | None]) -> set[str]:
        """The names that only what has gone used."""
        return {name for name in meant if name in self.read and name not in self.used}

    def _import_text(
        self,
        statement: ast.Import | ast.ImportFrom,
        alias: ast.alias,
        meant: Mapping[str, Alias | None],
    ) -> str | None:
        """The import of one name; None if it is no longer needed."""
        bound = alias.asname or alias.name
        if isinstance(statement, ast.Import):
            bound = alias.asname or alias.name.partition(".")[0]
        found = meant[bound]
        if found is None:
            if bound in self._idle(meant):
                return None
            return ast.unparse(_only(statement, alias))
        if found.foreign or (bound not in self.used):
            return None
        if found.name is None:
            return ast.unparse(_only(statement, alias))
        move = self.meaning.moves.of(found.module, found.name)
        if move is None:  # what means it has been refused; another import gives the name
            return None
        tail = f" as {bound}" if bound != move.name else ""
        return f"from {move.module} import {move.name}{tail}"


@dataclass(frozen=True, slots=True)
class _Read:
    """What one part of a file needs, and why it cannot be translated."""

    used: set[str]
    imported: set[str]
    needs: set[str]
    reason: str
    helpers: set[str]


def _module_names(moves: SymbolMap, taken: set[str]) -> dict[str, str]:
    """The name under which a test file imports the driver and each dataflow module."""
    modules = {f"{moves.package}.{flow}": flow for flow in moves.written}
    modules[moves.ours.dotted("driver")] = "driver"
    return {
        module: name if name not in taken else free_name(f"{name}_flow", taken)
        for module, name in modules.items()
    }


def _as(module: str, name: str) -> str:
    last = module.rpartition(".")[2]
    return last if last == name else f"{last} as {name}"


def _only(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)


def _items(tree: ast.Module) -> Iterator[_Item]:
    """The parts of a file that stand or fall on their own: its statements, methods of classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(_is_test(member) for member in node.body):
            yield from node.body
        else:
            yield node


def _left_out(item: _Item, reason: str) -> Untranslated:
    return Untranslated(getattr(item, "name", ""), item.lineno, reason)


def _is_test(item: _Item) -> bool:
    return isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and item.name.startswith("test")


def _is_example(item: _Item) -> bool:
    """Whether a test is one of Kedro's template: that Kedro's context knows what it was given."""
    if not isinstance(item, ast.FunctionDef) or len(item.body) != 1:
        return False
    only = item.body[0]
    asked = only.test if isinstance(only, ast.Assert) else None
    return isinstance(asked, ast.Compare) and ast.unparse(asked.left) in _EXAMPLES


def _is_implicit(item: _Item) -> bool:
    """Whether tests beside it need a part without naming it."""
    if not isinstance(item, ast.FunctionDef):
        return False
    fixed = [k for d in item.decorator_list if isinstance(d, ast.Call) for k in d.keywords]
    return item.name in _SETUPS or any(keyword.arg == "autouse" for keyword in fixed)


def _binds(item: _Item) -> list[str]:
    """The names that a part gives to others."""
    if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [item.name]
    return [
        node.id
        for node in ast.walk(item)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _lines(node: _Item) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return first, node.end_lineno or node.lineno


def _after_docstring(tree: ast.Module) -> int:
    """The line at which imports may stand."""
    if tree.body and ast.get_docstring(tree) is not None:
        return (tree.body[0].end_lineno or 0) + 1
    return 1


def _after_imports(tree: ast.Module) -> int:
    """The line at which helpers may stand: below the imports at the top."""
    line = _after_docstring(tree)
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            line = (statement.end_lineno or 0) + 1
        elif not ast.get_docstring(tree) or statement is not tree.body[0]:
            break
    return line
