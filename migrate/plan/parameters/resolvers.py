"""The project's own resolvers of configuration, as far as the new project can call them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from migrate.model.asked import Deferred, asked_in
from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.literals import literal
from migrate.model.migration import Import, ResolversPlan
from migrate.model.project import Configuration, Resolver
from migrate.model.spelling import resolver_function
from migrate.plan.placement.source_names import KEDRO_ROOTS, Key, Source

# What a resolver is given of the configuration itself.
_CONTEXT = ("_parent_", "_root_", "_node_")


@dataclass(slots=True)
class Resolvers:
    """The written functions, and the statements of the source that they need where they are.

    `imports` are statements of what stands around their calls.
    """

    plan: ResolversPlan = field(default_factory=ResolversPlan)
    stays: set[Key] = field(default_factory=set)
    imports: tuple[str, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)


class _NotHadError(Exception):
    """A resolver that can't come along; the message says why, as a clause."""


def plan_resolvers(configuration: Configuration, source: Source) -> Resolvers:
    """Decide about each resolver that the configuration calls."""
    found = Resolvers()
    functions: dict[str, str] = {}
    imports: dict[Import, None] = {}
    for name in _called(configuration):
        resolver = configuration.resolvers[name]
        try:
            needed, stays = _needs(resolver, source)
            function = resolver_function(name)
            if resolver.expression == function:  # it is imported under the name that it gets
                needed = [replace(each, alias=f"_{function}") for each in needed]
                functions[function] = f"_{function}"
            else:
                functions[function] = resolver.expression
            imports |= dict.fromkeys(needed)
            found.stays |= stays
        except _NotHadError as reason:
            text = f"The resolver {name!r} is not migrated: {reason}."
            functions[resolver_function(name)] = f"partial(_refuse, {literal(text)})"
            found.diagnostics.append(
                diagnostic("K222", resolver.place, name=name, reason=str(reason))
            )
    found.plan = ResolversPlan(functions, tuple(imports))
    if any(asked.kind == "container" for asked in _asked(configuration)):
        found.imports = ("import omegaconf",)
    return found


def _asked(configuration: Configuration) -> Iterable[Deferred]:
    """All that the configuration's values ask for."""
    computed = [e.computed for catalog in configuration.catalogs.values() for e in catalog.values()]
    values = [configuration.own_parameters, configuration.globals, *computed]
    return [asked for each in values for asked in asked_in(each)]


def asks_of_run(configuration: Configuration) -> bool:
    """Whether some value is a parameter of the run."""
    return any(asked.kind == "runtime" for asked in _asked(configuration))


def _called(configuration: Configuration) -> Iterable[str]:
    """The resolvers that values call, in the order in which the project names them."""
    called = {each.arguments[0] for each in _asked(configuration) if each.kind == "resolver"}
    return [name for name in configuration.resolvers if name in called]


def _needs(resolver: Resolver, source: Source) -> tuple[list[Import], set[Key]]:
    """What a resolver's expression imports, and the statements that are imported from."""
    tree = ast.parse(resolver.expression, mode="eval")
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_stored(n)}
    used = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    imports: list[Import] = []
    stays: set[Key] = set()
    if bound & {*_CONTEXT}:
        raise _NotHadError("it looks at the configuration around it")
    for name in dict.fromkeys(used):
        if name in bound:
            continue
        found = source.resolve(resolver.module, name)
        if found is None:
            if not hasattr(builtins, name):
                raise _NotHadError(f"{name} is not known")
            continue
        if found.module.partition(".")[0] in KEDRO_ROOTS:
            raise _NotHadError("it uses Kedro")
        if found.statement is None:
            if found.module.partition(".")[0] == "omegaconf" and _is_given_context(tree.body):
                raise _NotHadError("it looks at the configuration around it")
            imports.append(_import(found.module, found.name, name))
            continue
        if source.is_kedro(found.module, found.statement):
            raise _NotHadError("it uses Kedro")
        if any(word in found.statement.text for word in _CONTEXT):
            raise _NotHadError("it looks at the configuration around it")
        imports.append(_import(found.module, found.name, name))
        stays.add((found.module, found.statement.line))
    return imports, stays


def _is_given_context(function: ast.expr) -> bool:
    """Whether a resolver of OmegaConf is given the configuration around it: all but env."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "env")
    return name != "env"


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _import(module: str, name: str | None, alias: str) -> Import:
    if name is None:
        return Import(module, alias=None if module == alias else alias)
    return Import(module, name, None if name == alias else alias)
