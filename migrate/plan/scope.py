"""Scopes: what the source's names are called in a written module, and what must be imported."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from migrate.migration import Import
from migrate.plan.homes import Definition, Homes
from migrate.plan.names import free_name
from migrate.project import Made, Statement

_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class Scope:
    """The names of one dataflow module while it is planned.

    `public` are the names of its functions; `written` says what each moved name of the source
    (by module) is called in every dataflow module. `objects` are those that functions share, with
    the name and the expression of each.
    """

    flow: str
    package: str
    homes: Homes
    public: frozenset[str]
    written: Mapping[str, Mapping[tuple[str, str], str]]
    imports: dict[str, Import] = field(default_factory=dict)
    conditional: dict[str, str] = field(default_factory=dict)
    objects: dict[Made, tuple[str, str]] = field(default_factory=dict)
    known: dict[Import, str] = field(default_factory=dict)

    def add(self, imported: Import) -> str:
        """Have something imported; returns the name it is bound to."""
        if imported in self.known:
            return self.known[imported]
        taken = self._taken()
        name = imported.binds
        if name in taken and self.imports.get(name) != imported:
            name = free_name(f"_{name.lstrip('_')}", taken)
        self.known[imported] = name
        alias = name if name != imported.binds else imported.alias
        self.imports[name] = Import(imported.module, imported.name, alias)
        return name

    def need(self, module: str, name: str) -> str:
        """What `name` of the source's `module` is called here; imports it where necessary."""
        source = self.homes.source
        if module not in source.modules:
            return name
        binding = source.import_of(module, name)
        if binding and binding[0].text.lstrip().startswith("try"):
            self.conditional[binding[0].text] = name
            return name
        found = source.resolve(module, name)
        if found is None:
            return name
        if found.statement is None:
            return self._outside(found, name, module)
        return self._inside(found, found.statement)

    def _outside(self, found: Definition, name: str, module: str) -> str:
        if found.name is not None:
            return self.add(Import(found.module, found.name, None if name == found.name else name))
        above, _, last = found.module.rpartition(".")
        if above and name == last:
            return self.add(Import(above, last))  # from package import module
        written = self.add(Import(found.module, None, None if name == found.module else name))
        for inner in self._inner_modules(module, name):
            self._import_inner(written, inner)
        return written

    def _inner_modules(self, module: str, name: str) -> Iterable[str]:
        """What a module of the source imports by `import name.inner`, which binds `name`."""
        for statement in self.homes.source.modules[module].statements:
            for each in statement.imports:
                if each.alias == name and each.name is None and not each.renamed:
                    yield from [each.module] * ("." in each.module)

    def _import_inner(self, root: str, inner: str) -> None:
        is_first = self.imports.get(root) == Import(root)
        if root == inner.partition(".")[0]:
            self.imports[root if is_first else inner] = Import(inner)

    def _inside(self, found: Definition, statement: Statement) -> str:
        assert found.name is not None
        home = self.homes.moved.get((found.module, statement.line))
        if home is None:
            return self.add(Import(found.module, found.name))
        name = self.written[home][(found.module, found.name)]
        if home == self.flow:
            return name
        return self.add(Import(f"{self.package}.{home}", name))

    def made(self, made: Made) -> str:
        """An expression for an object; one that may have state is made once for the module."""
        if made.attribute and made.arguments is not None:
            whole = replace(made, attribute="")
            if whole not in self.objects:
                taken = self._taken() | {name for name, _ in self.objects.values()}
                name = free_name(f"_{snake(made.name)}", taken)
                self.objects[whole] = (name, self.made(whole))
            return f"{self.objects[whole][0]}.{made.attribute}"
        root, _, rest = made.name.partition(".")
        text = ".".join(filter(None, [self._root(made.module, root), rest, made.attribute]))
        if made.arguments is None:
            return text
        parts = [
            f"{name}={argument}" if name else argument
            for name, value in made.arguments
            for argument in [value if isinstance(value, str) else self.made(value)]
        ]
        return f"{text}({', '.join(parts)})"

    def _root(self, module: str, name: str) -> str:
        if module in self.homes.source.modules:
            return self.need(module, name)
        return name if module == "builtins" else self.add(Import(module, name))

    def _taken(self) -> Set[str]:
        return self.public | set(self.written[self.flow].values()) | set(self.imports)

    def renames(self, module: str, names: Iterable[str]) -> dict[str, str]:
        """What changes among `names` of the source's `module`; all of them are made available."""
        found = {name: self.need(module, name) for name in sorted(names)}
        return {old: new for old, new in found.items() if old != new}

    def hint(self, text: str, module: str) -> str | None:
        """An annotation of the source's `module` as it reads here; None if it can't stand here."""
        names = names_in(text)
        if names is None or not all(self._is_known(module, name) for name in names):
            return None
        changed = self.renames(module, names)
        return rename_in(text, changed) if changed else unquoted(text)

    def _is_known(self, module: str, name: str) -> bool:
        source = self.homes.source
        if module not in source.modules or name in _BUILTINS:
            return name in _BUILTINS
        found = source.resolve(module, name)
        if found is None:
            return False
        return found.statement is None or found.statement.kind in {"class", "assignment"}


def snake(name: str) -> str:
    """`CamelCase` as `camel_case`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()


def unquoted(text: str) -> str:
    """An annotation without the quotes of a forward reference."""
    tree = _expression(text)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return tree.value
    return text


def names_in(text: str) -> set[str] | None:
    """The names that an expression reads; None if it is not one."""
    tree = _expression(unquoted(text))
    if tree is None:
        return None
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - own


def names_made(made: Made | None) -> Iterable[tuple[str, str]]:
    """What an object is made of, as (module, name)."""
    if made is not None:
        yield made.module, made.name.partition(".")[0]
        for _, argument in made.arguments or ():
            yield from names_made(argument) if isinstance(argument, Made) else ()


def rename_in(text: str, renames: Mapping[str, str]) -> str:
    """An expression with names changed."""
    tree = ast.parse(unquoted(text), mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = renames.get(node.id, node.id)
    return ast.unparse(tree)


def _expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
