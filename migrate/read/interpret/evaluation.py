"""The state of an evaluation: its budget, notes and modules.

All that deals with values gets one. What to do with each kind of syntax and value, the subclass
Interpreter adds, since its tables stand above all that they list.
"""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, ClassVar

from migrate.code.trees import parse
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Layout, Module
from migrate.read.interpret import costs
from migrate.read.interpret.limits import CHEAP, COSTLY, MOST, STEPS
from migrate.read.interpret.resources import Hidden, Resources, Source
from migrate.read.interpret.values import (
    MISSING,
    Halt,
    Library,
    ModuleValue,
    Native,
    Raised,
    Scope,
    Signal,
    Site,
    TooMuch,
    Unknown,
    Value,
    first_unknown,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue

# A TypeError about one of our own classes says nothing of the program.
_OURS = re.compile(r"\b(Library|Native|Method|Unknown|Wrapper|\w+Value)\b")


def version(text: str | None) -> tuple[int, ...]:
    """A Kedro version as numbers. What has none is from before 0.17, when it had to be told."""
    found = re.match(r"(\d+)\.(\d+)", text or "0.16")
    return tuple(map(int, found.groups())) if found else (1, 7)


def _shown(value: Value) -> str:
    return f"'{getattr(value, 'name', None) or type(value).__name__.removesuffix('Value')}'"


class Evaluation(ABC):
    """Of the modules of one project: the budget, and what was learned, as notes and node calls."""

    def __init__(self, layout: Layout, modules: Mapping[str, Module], resources: Resources) -> None:
        self.layout = layout
        self.files = modules
        self.resources = resources
        self.version = version(layout.kedro_version)
        self.by_name = {m.name: m for m in modules.values() if m.name}
        # Modules go by their name, or by their path from the project's root.
        names = [*self.by_name, *(path.removesuffix(".py").replace("/", ".") for path in modules)]
        self.packages = {
            ".".join(parts[:i])
            for parts in (name.split(".") for name in names)
            for i in range(1, len(parts))
        }
        self.optional: dict[str, bool] = {}  # whether libraries may be missing
        self.hidden: Hidden | None = None
        self.begin_again(lenient=False)

    def begin_again(self, lenient: bool) -> None:
        """Forgets what was evaluated. `lenient` makes missing modules of the project Unknown."""
        self.lenient = lenient
        self.steps = STEPS
        self.costly = COSTLY
        self.floor = 0  # steps that are kept for later
        self.abandoned = False  # a function was left where it stood
        self.left: Place | None = None  # the first statement that took too many steps
        self.depth = 0
        self.importing = False  # a module runs, not a function that makes pipelines
        self.alone: ast.expr | None = None  # the expression that is the whole statement
        # What functions change of modules, by module and name, and the names of objects.
        self.changed: dict[tuple[str, str], Place] = {}
        self.owners: dict[int, list[tuple[str, str]]] = {}
        self.notes: dict[tuple[str, Place | None], Diagnostic] = {}
        self.loaded: dict[str, ModuleValue] = {}
        self.made: dict[Place, list[NodeValue]] = {}
        self.sources: dict[tuple[str, Place], Source] = {}
        # What functions of the project give when they are called without arguments.
        self.pipelines: dict[str, list[PipelineValue]] = {}
        self.failed: set[Place] = set()
        self.endless: set[ast.AST] = set()
        self.skipped: set[tuple[str, int, int]] = set()

    # --- budget, places, notes

    def spend(self, steps: int = 1) -> None:
        """Takes steps from the budget, before they are taken.

        Raises Halt when it is used up, and TooMuch for what is too costly.
        """
        if steps > CHEAP and steps > min(self.costly, MOST):
            raise TooMuch
        self.pay(steps)

    def pay(self, steps: int) -> None:
        """Takes steps that are taken anyhow."""
        if CHEAP < steps <= self.costly:
            self.costly -= steps
            return
        self.steps -= steps
        if self.steps < self.floor:
            raise Halt

    def place(self, node: ast.AST, scope: Scope) -> Place:
        """Where a piece of syntax stands."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", -1)
        return Place(scope.module.path, line, column + 1)

    def unknown(self, reason: str, site: Site, origin: str = "") -> Unknown:
        """A value that can't be known, for a reason, here."""
        return Unknown(reason, self.place(site.node, site.scope), origin)

    def note(self, code: str, place: Place | None, **fields: object) -> None:
        """Adds a diagnostic, once for each code and place."""
        self.notes.setdefault((code, place), diagnostic(code, place, **fields))

    def report(self, unknown: Unknown, code: str, place: Place | None, **fields: object) -> None:
        """Adds the one diagnostic of an Unknown that spoils something."""
        if not unknown.reported:
            unknown.reported = True
            self.note(code, unknown.place or place, reason=unknown.reason, **fields)

    def first_unknown(self, *values: Value) -> Unknown | None:
        """The first Unknown in some values or their containers."""
        for value in values:
            if costs.inner(value):
                found = first_unknown(value)
                self.pay(costs.looking.taken())
                if found is not None:
                    return found
            elif isinstance(value, Unknown):
                return value
        return None

    def real(
        self, function: Callable[..., Value], *args: Value, site: Site, **named: Value
    ) -> Value:
        """Python's own operation on Python's own values, if the budget has what it costs; its
        exceptions are the program's.
        """
        try:
            cost = costs.of(function, args, named)
            self.pay(costs.looking.taken())
            self.spend(cost)
            return function(*args, **named)
        except (Raised, Halt, TooMuch, RecursionError):
            raise
        except Exception as error:
            if isinstance(error, TypeError) and _OURS.search(str(error)):
                return self.unknown("an operation on an object can't be known", site)
            # Without its traceback, which would keep our own frames alive.
            raised = error.with_traceback(None)
            raise Raised(raised, self.place(site.node, site.scope)) from None

    # --- what Interpreter adds

    builtins: ClassVar[Mapping[str, Value]]
    natives: ClassVar[Mapping[str, Native]]

    @abstractmethod
    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""

    @abstractmethod
    def run(self, body: list[ast.stmt], scope: Scope) -> Signal | None:
        """Runs statements; tells how they were left if not at their end."""

    @abstractmethod
    def call(
        self, function: Value, args: list[Value], kwargs: dict[str, Value], site: Site
    ) -> Value:
        """Calls any value."""

    @abstractmethod
    def iterate(self, value: Value, site: Site) -> Iterator[Value] | Unknown:
        """The elements of a value, one by one, each for a step."""

    @abstractmethod
    def find_attribute(self, value: Value, name: str, site: Site) -> Value:
        """`value.name`, MISSING if there is none."""

    @abstractmethod
    def library_item(self, value: Value, index: Value, site: Site) -> Value:
        """`library_object[index]`; None for subscripts of types and the like."""

    # --- names and attributes

    def lookup(self, name: str, scope: Scope, site: Site) -> Value:
        """The value of a name, innermost scope first; bodies of classes see themselves."""
        here: Scope | None = scope
        if name in scope.globals:
            here = Scope(scope.module.names, scope.module)
        while here is not None:
            if name in here.names and (here is scope or here.kind != "class"):
                return here.names[name]
            here = here.parent
        if name in scope.module.names:
            return scope.module.names[name]
        if name in self.builtins:
            return self.builtins[name]
        for star in reversed(scope.module.stars):
            return Library(star.module, name)
        for key in scope.module.names:
            if isinstance(key, Unknown):  # globals().update(...) with what can't be known
                return key
        place = self.place(site.node, scope)
        if self.lenient:
            self.note("K120", place, name=name)
            return self.unknown(f"{name} is not defined", site)
        raise Raised(NameError(f"name '{name}' is not defined"), place)

    def attribute(self, value: Value, name: str, site: Site) -> Value:
        """`value.name`. What we do not see may still be there, so nothing is raised."""
        found = self.find_attribute(value, name, site)
        if found is MISSING:
            return self.unknown(f"{_shown(value)} has no attribute '{name}'", site)
        return found

    def strict_attribute(self, value: Value, name: str, site: Site) -> Value:
        """`getattr(value, name)`: raises an AttributeError where nothing is found."""
        found = self.find_attribute(value, name, site)
        if found is MISSING:
            error = AttributeError(f"{_shown(value)} has no attribute '{name}'")
            raise Raised(error, self.place(site.node, site.scope))
        return found

    def has_attribute(self, value: Value, name: str, site: Site) -> bool | Unknown:
        """`hasattr(value, name)`."""
        found = self.find_attribute(value, name, site)
        return found if isinstance(found, Unknown) else found is not MISSING

    def native(self, value: Library) -> Native | None:
        """The function that we have for a library's, if any."""
        return self.natives.get(value.dotted)

    # --- modules

    def tree(self, module: Module) -> ast.Module:
        """The syntax tree of a file. Raises SyntaxError."""
        return parse(module.text, module.path)

    def find(self, name: str) -> Module | None:
        """The file of a module: by its name, or by its path from the project's root."""
        if name in self.by_name:
            return self.by_name[name]
        path = name.replace(".", "/")
        return self.files.get(f"{path}.py") or self.files.get(f"{path}/__init__.py")

    def folder(self, name: str) -> str:
        """The folder of a package, by what lies in it."""
        for each in self.by_name.values():
            if each.name.startswith(f"{name}."):
                ups = each.name.count(".") - name.count(".") + each.path.endswith("/__init__.py")
                return PurePosixPath(each.path).parents[ups - 1].as_posix()
        return name.replace(".", "/")

    def exists(self, name: str) -> bool:
        """Whether a module or package of the project has this name."""
        return name in self.packages or self.find(name) is not None

    def import_module(self, name: str, site: Site | None) -> ModuleValue | Library:
        """Imports a module with its parents, as `importlib.import_module` does."""
        if name in self.loaded:
            return self.loaded[name]
        parent, _, last = name.rpartition(".")
        if parent:
            above = self.import_module(parent, site)
            if isinstance(above, Library):
                return Library(name)
            if name in self.loaded:
                return self.loaded[name]
        found = self._load(name, site)
        if parent and isinstance(found, ModuleValue):
            self.loaded[parent].names[last] = found
        return found

    def _load(self, name: str, site: Site | None) -> ModuleValue | Library:
        self.spend()
        file = self.find(name)
        if file is None:
            if name in self.packages:  # a folder without __init__
                found = ModuleValue(name, self.folder(name), True)
                found.names["__path__"] = [f"{self.layout.root}/{found.path}"]
                self.loaded[name] = found
                return self.loaded[name]
            if "." not in name or not self.exists(name.rpartition(".")[0]):
                return Library(name)
            place = self.place(site.node, site.scope) if site else None
            if self.lenient:
                self.note("K108", place, name=name)
                return Library(name)
            raise Raised(ModuleNotFoundError(f"No module named '{name}'"), place)
        try:
            tree = self.tree(file)
        except SyntaxError as error:
            where = Place(file.path, error.lineno or 0, error.offset or 0)
            raise Raised(SyntaxError(f"{error.msg}"), where) from error
        package = file.path.endswith("__init__.py")
        value = ModuleValue(name, file.path, package, file.text, loading=True)
        value.names.update(
            __name__=name,
            __file__=f"{self.layout.root}/{file.path}",
            __package__=name if package else name.rpartition(".")[0],
            __doc__=None,
        )
        if package:
            value.names["__path__"] = [f"{self.layout.root}/{file.path}".rpartition("/")[0]]
        self.loaded[name] = value
        outer, self.importing = self.importing, True
        try:
            self.run(tree.body, Scope(value.names, value))
        except Raised:
            del self.loaded[name]
            raise
        except Halt:
            self.abandoned = True
            raise
        finally:
            value.loading = False
            self.importing = outer
        return value

    def member(self, module: ModuleValue | Library, name: str, site: Site) -> Value:
        """What `from module import name` gives. Raises what Python would."""
        if isinstance(module, Library):
            return self.attribute(module, name, site)
        if name in module.names:
            return module.names[name]
        full = f"{module.name}.{name}"
        if self.exists(full):
            return self.import_module(full, site)
        for star in module.stars:
            return Library(star.module, name)
        if "__getattr__" in module.names:
            return self.call(module.names["__getattr__"], [name], {}, site)
        if self.lenient:
            self.note("K108", self.place(site.node, site.scope), name=full)
            return self.unknown(f"{full} is not in the project", site)
        error: Any = ImportError(f"cannot import name '{name}' from '{module.name}'")
        raise Raised(error, self.place(site.node, site.scope))
