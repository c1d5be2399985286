"""Scopes: what the source's names are called in a written module, and what must be imported."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from migrate.code.expressions import names_in, outer_defaults, rename_in, unquoted
from migrate.model.migration import Import, VerbatimStatement
from migrate.model.project import ConstructorCall, Function, Statement
from migrate.plan.naming.identifiers import free_name
from migrate.plan.placement.source_names import Definition
from migrate.plan.placement.statements import Placement
from migrate.runtime.modules import RuntimeModules

_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class ModuleScope:
    """The names of one dataflow module while it is planned.

    `public` are the names of its functions; `written` says what each moved name of the source
    (by module) is called in every dataflow module. `functions` are
    the facts of the source's. `objects` are those that functions share, with the name and the
    definition of each. `hinting` are imports that the source makes for type checkers alone, unless
    code needs them, too, when it is `running`. `tables` is a condition, with a place for a name,
    for tables that can't be copied ("" where there are none).
    """

    flow: str
    ours: RuntimeModules
    homes: Placement
    public: frozenset[str]
    written: Mapping[str, Mapping[tuple[str, str], str]]
    imports: dict[str, Import] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    objects: dict[ConstructorCall, tuple[str, VerbatimStatement]] = field(default_factory=dict)
    known: dict[Import, str] = field(default_factory=dict)
    hinting: set[Import] = field(default_factory=set)
    running: set[Import] = field(default_factory=set)
    tables: str = ""

    def add(self, imported: Import) -> str:
        """Have something imported; returns the name it is bound to."""
        if imported in self.known:
            return self.known[imported]
        taken = self._taken()
        name = imported.binds
        if name in taken | _BUILTINS and self.imports.get(name) != imported:
            name = free_name(f"_{name.lstrip('_')}", taken)
        self.known[imported] = name
        alias = name if name != imported.binds else imported.alias
        self.imports[name] = Import(imported.module, imported.name, alias)
        return name

    def add_silently(self, imported: Import) -> Import:
        """Have something imported for what that does; returns the import."""
        same = self.imports.get(imported.binds, imported)
        is_plain = imported == Import(imported.module) and same == Import(same.module)
        if is_plain and imported.binds not in self._taken() - set(self.imports):
            self.imports[imported.module] = imported  # `import a.b` beside `import a.c`
            return imported
        return self.imports[self.add(imported)]

    def need(self, module: str, name: str) -> str:
        """What `name` of the source's `module` is called here; imports it where necessary."""
        written = self._need(module, name)
        if written in self.imports:
            for_hints = self.homes.source.is_for_hints(module, name)
            (self.hinting if for_hints else self.running).add(self.imports[written])
        return written

    def _need(self, module: str, name: str) -> str:
        source = self.homes.source
        if module not in source.modules:
            return name
        found = source.resolve(module, name)
        if found is None:
            is_hidden = name in _BUILTINS and name in self._taken() - set(self.imports)
            return self.add(Import("builtins", name)) if is_hidden else name
        if found.statement is None:
            return self._outside(found, name, module)
        return self._inside(found, found.statement, name)

    def _outside(self, found: Definition, name: str, module: str) -> str:
        if found.name is not None:
            return self.add(_imported(found.module, found.name, name))
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

    def _inside(self, found: Definition, statement: Statement, wanted: str) -> str:
        assert found.name is not None
        home = self.homes.moved.get((found.module, statement.line))
        if home is None:
            return self.add(_imported(found.module, found.name, wanted))
        name = self.written[home][(found.module, found.name)]
        if home == self.flow:
            return name
        return self.add(Import(self.ours.module(home), name))

    def made(self, made: ConstructorCall) -> str:
        """An expression for an object; one that may have state is made once for the module."""
        if made.attribute and made.arguments is not None:
            whole = replace(made, attribute="")
            if whole not in self.objects:
                name = self._object_name(snake(made.name))
                self.objects[whole] = (name, VerbatimStatement(f"{name} = {self.made(whole)}\n"))
            return f"{self.objects[whole][0]}.{made.attribute}"
        if made.maker:
            text = self.made(made.maker)
        elif made.line:
            text = self._inner(replace(made, arguments=None, place=None))
        else:
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

    def _inner(self, made: ConstructorCall) -> str:
        """The name of a function that stood within another one."""
        if made not in self.objects:
            facts = self.functions[f"{made.module}:{made.name}"]
            old = made.name.rpartition(".")[2]
            name = self._object_name(old)
            renames = {**self.renames(made.module, facts.global_names), old: name}
            self.objects[made] = (name, VerbatimStatement(facts.text, renames))
        return self.objects[made][0]

    def _object_name(self, wanted: str) -> str:
        taken = self._taken() | {name for name, _ in self.objects.values()}
        return free_name(f"_{wanted.lstrip('_')}", taken)

    def can_make(self, made: ConstructorCall | None) -> bool:
        """Whether the text of every function that it needs is known."""
        if made is None:
            return False
        facts = self.functions.get(f"{made.module}:{made.name}")
        is_known = not made.line or (
            facts is not None and facts.place.line == made.line and not outer_defaults(facts)
        )
        return is_known and all(map(self.can_make, made.parts))

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
        text = unquoted(text)
        names = names_in(text)
        if names is None or not all(self._is_known(module, name) for name in names):
            return None
        changed = self.renames(module, names)
        return rename_in(text, changed) if changed else text

    def _is_known(self, module: str, name: str) -> bool:
        source = self.homes.source
        if module not in source.modules or name in _BUILTINS:
            return name in _BUILTINS
        found = source.resolve(module, name)
        if found is None:
            return False
        if source.is_for_hints(module, name):
            return False
        statement = found.statement
        if statement is None or statement.kind in {"class", "assignment"}:
            return True
        return any(each.alias == name for each in statement.imports)  # one of several imports


def _imported(module: str, name: str, wanted: str) -> Import:
    return Import(module, name, None if name == wanted else wanted)


def snake(name: str) -> str:
    """`CamelCase` as `camel_case`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
