"""References of tests to the package: where each of them leads in the new project."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.code.scopes import name_parts
from migrate.plan.placement.symbol_map import MovedSymbol, SymbolMap
from migrate.plan.testing.calls import adapt, check_reference
from migrate.plan.testing.names import SCOPES, Alias, Meaning, bound_in, imports_in
from migrate.plan.testing.runs import Pipelines, RunTest
from migrate.plan.testing.structure import StructureTest
from migrate.plan.testing.text import CannotTranslate, Edits

_PATCHERS = {"patch", "setattr", "delattr", "object", "getLogger", "import_module"}


@dataclass
class References(ast.NodeVisitor):
    """Reads one part of a test file, and edits it.

    `named` says what the helpers are called that the new text may use, `helpers` are those used.
    `flows` gives the names by which the file imports dataflow modules. `used` are the imported
    names that are still needed, `needs` the file's own names and fixtures.
    Raises CannotTranslate at the first thing that leads nowhere.
    """

    meaning: Meaning
    edits: Edits
    parents: Mapping[ast.AST, ast.AST]
    flows: Mapping[str, str]
    scopes: list[dict[str, Alias | None]]
    pipelines: Pipelines
    named: Mapping[str, str] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    handled: set[ast.AST] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)

    @property
    def moves(self) -> SymbolMap:
        """Where everything of the package went."""
        return self.meaning.moves

    # --- scopes ---------------------------------------------------------------------------------

    def visit(self, node: ast.AST) -> None:
        """Visit a node, in a scope of its own if it opens one."""
        if node in self.handled:
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._runs(node)
        if not isinstance(node, SCOPES):
            super().visit(node)
            return
        inner: dict[str, Alias | None] = dict.fromkeys(bound_in(node))
        for statement in imports_in(node):
            inner |= self.meaning.of_statement(statement)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            self.needs |= {argument.arg for argument in arguments}
            for decorator in node.decorator_list:
                self.visit(decorator)
            for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                self.visit(default)
        self.scopes.append(inner)
        self.generic_visit(node)
        self.scopes.pop()

    def _runs(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Translate what runs a pipeline of Kedro, and what looks at one."""
        driver = self.moves.ours.dotted("driver")
        known = {name: alias for scope in self.scopes for name, alias in scope.items()}
        common = (known, self.pipelines, self.flows[driver])
        asked = StructureTest(function, self.meaning, self.edits, self.parents, *common, self.named)
        test = RunTest(function, self.meaning, self.edits, *common)
        if test.translate():
            self.imported.add(driver)
            self.handled |= test.handled
            inner = (node for node in test.handled if isinstance(node, ast.Name))
            for node in inner:  # what the new text goes on using
                if node.id not in test.gone and self._alias(node.id) is None:
                    self.used.add(node.id)
        elif asked.translate():
            self.imported.add(driver)
            self.handled |= asked.handled
            self.helpers |= asked.helpers

    def _alias(self, name: str) -> Alias | None:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        self.needs.add(name)
        return None

    # --- references -----------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> None:
        """A name alone."""
        if isinstance(node.ctx, ast.Load):
            self._chain(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """An attribute, of a module perhaps."""
        if name_parts(node) is None:
            self.generic_visit(node)
        else:
            self._chain(node)

    def _chain(self, node: ast.Name | ast.Attribute) -> None:
        names = name_parts(node) or []
        alias = self._alias(names[0])
        if alias is None:
            self.used.add(names[0])
            self.needs |= set(names[1:2]) if names[0] in {"self", "cls"} else set()
            return
        if alias.foreign:
            raise CannotTranslate(alias.foreign)
        module, rest = alias.module, names[1:]
        modules = self.moves.homes.source.modules
        if alias.name is None:
            while rest and f"{module}.{rest[0]}" in modules:
                module = f"{module}.{rest.pop(0)}"
            if not rest:
                self._whole_module(module, names[0])
                return
            name = rest.pop(0)
        else:
            name = alias.name
        move = self.moves.of(module, name)
        if move is None:
            raise CannotTranslate(f"{name} of {module} is no part of the new project")
        self._point(node, names, rest, module, name, move)

    def _point(
        self,
        node: ast.Name | ast.Attribute,
        names: list[str],
        rest: list[str],
        module: str,
        name: str,
        move: MovedSymbol,
    ) -> None:
        """Have a reference lead to where its object is now."""
        parent = self.parents.get(node)
        target: ast.expr = node
        for _ in rest:
            assert isinstance(target, ast.Attribute)
            target = target.value
        called = isinstance(parent, ast.Call) and parent.func is node and not rest
        if move.function is not None and called:
            assert isinstance(parent, ast.Call)
            adapt(parent, move, self.edits)
            self._rename_keys(parent, move.function.keys, name)
        elif move.function is not None:
            check_reference(move)
        if (move.module, move.name) == (module, name):
            self.used.add(names[0])
            return
        kept = {*self.moves.homes.kept, self.moves.dataset_base}
        if len(names) == 1 and move.module in kept:
            self.used.add(names[0])  # imported from where it is at home
            return
        self.imported.add(move.module)
        new = f"{self.flows.get(move.module, move.module)}.{move.name}"
        self.edits.replace_at(target, self.edits.source(target), new)

    def _whole_module(self, module: str, name: str) -> None:
        if not self.moves.is_whole(module):
            raise CannotTranslate(f"it uses the module {module} as a whole")
        self.used.add(name)

    # --- strings, keys --------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> None:
        """Calls that name objects by strings, such as those of `mock.patch`."""
        called = name_parts(node.func)
        word = called[-1] if called else ""
        if word in {"usefixtures", "getfixturevalue"}:
            self.needs |= {
                a.value
                for a in node.args
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            }
        patched = word in _PATCHERS and self._patched_attribute(node)
        if patched:
            for child in [node.func, *node.args[2:], *(k.value for k in node.keywords)]:
                self.visit(child)
            return
        self.generic_visit(node)

    def _patched_attribute(self, node: ast.Call) -> bool:
        """`setattr(module, "name", ...)`: the name goes where its module's functions went."""
        if len(node.args) < 2:
            return False
        place, attribute = node.args[:2]
        names = name_parts(place)
        alias = self._alias(names[0]) if names else None
        text = attribute.value if isinstance(attribute, ast.Constant) else None
        if alias is None or alias.name is not None or not isinstance(text, str) or alias.foreign:
            return False
        assert names is not None
        module = ".".join([alias.module, *names[1:]])
        if module not in self.moves.homes.source.modules:
            return False
        move = self._patched(module, text)
        if move == (module, text):
            self.used.add(names[0])
            return True
        self.imported.add(move[0])
        self.edits.replace_at(place, self.edits.source(place), self.flows[move[0]])
        quoted = self.edits.source(attribute)
        self.edits.replace_at(attribute, quoted, f"{quoted[0]}{move[1]}{quoted[0]}")
        return True

    def visit_Constant(self, node: ast.Constant) -> None:
        """A string that is the dotted path of something in the package."""
        text = node.value
        if not isinstance(text, str) or "." not in text:
            return
        written, text = text, self.meaning.own(text)
        if not re.fullmatch(rf"{self.moves.package}(\.\w+)+", text):
            return
        modules = self.moves.homes.source.modules
        parts = text.split(".")
        end = max(i for i in range(1, len(parts) + 1) if i == 1 or ".".join(parts[:i]) in modules)
        module, rest = ".".join(parts[:end]), parts[end:]
        if module not in modules:
            return
        if not rest:
            self._whole_module(module, "")
            return
        new = ".".join([*self._patched(module, rest[0]), *rest[1:]])
        if new != written:
            self.edits.replace_at(node, self.edits.source(node), repr(new).replace("'", '"'))

    def _patched(self, module: str, name: str) -> tuple[str, str]:
        """Where the functions of a module look a name up now."""
        homes = self.moves.homes
        kept = {s.line for s in homes.kept.get(module, ())}
        flows = {
            homes.moved.get((module, s.line))
            for s in homes.source.modules[module].statements
            if s.kind not in {"import", "docstring"}
            and ((module, s.line) in homes.moved or s.line in kept)
        }
        if flows <= {None} and module in homes.kept:
            return module, name
        flow = next(iter(flows), None)
        move = self.moves.of(module, name)
        if flow is None or len(flows) > 1 or (move and move.function):
            raise CannotTranslate(f"it puts something else in the place of {name} of {module}")
        home = f"{self.moves.package}.{flow}"
        if move is not None and move.module != home:
            raise CannotTranslate(f"it puts something else in the place of {name} of {module}")
        return home, move.name if move else name  # an import went along

    def _rename_keys(self, call: ast.Call, keys: Mapping[str, str], function: str) -> None:
        """The dict that a function returned has the outputs' names as keys now."""
        parent = self.parents.get(call)
        if not any(old != new for old, new in keys.items()) or isinstance(parent, ast.Expr):
            return
        if isinstance(parent, ast.Subscript) and parent.value is call:
            self._rename_key(parent, keys, function)
            return
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            target = parent.targets[0]
            if isinstance(target, ast.Name):
                self._rename_keys_of(target, keys, function)
                return
        raise CannotTranslate(f"the dict that {function} returned has other keys now")

    def _rename_keys_of(self, target: ast.Name, keys: Mapping[str, str], function: str) -> None:
        around: ast.AST = target
        while not isinstance(around, (*SCOPES, ast.Module)):
            around = self.parents[around]
        same = [n for n in ast.walk(around) if isinstance(n, ast.Name) and n.id == target.id]
        times = Counter(type(node.ctx) for node in same)
        for node in same:
            if node is target:
                continue
            parent = self.parents.get(node)
            read = isinstance(parent, ast.Subscript) and parent.value is node
            if not read or times[ast.Store] > 1:
                raise CannotTranslate(f"the dict that {function} returned has other keys now")
            assert isinstance(parent, ast.Subscript)
            self._rename_key(parent, keys, function)

    def _rename_key(self, node: ast.Subscript, keys: Mapping[str, str], function: str) -> None:
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not isinstance(key, str) or key not in keys:
            raise CannotTranslate(f"the dict that {function} returned has other keys now")
        quoted = self.edits.source(node.slice)
        self.edits.replace_at(node.slice, quoted, f"{quoted[0]}{keys[key]}{quoted[0]}")
