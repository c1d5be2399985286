"""Typed parameters: those of which Kedro 1.3 and later makes objects before a run begins.

Where a node function annotates a `params:` input with a dataclass or a pydantic model, Kedro
replaces the value, for all consumers of the pipelines that it was asked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from migrate.libraries.hamilton_hints import members, normal
from migrate.model.dataset_names import is_parameter
from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.migration import ParametersPlan
from migrate.model.project import Function, Node, Project
from migrate.plan.placement.module_scopes import ModuleScope
from migrate.plan.placement.source_names import Definition, Source

Kind = Literal["dataclass", "pydantic", "plain", "unknown"]
_DATACLASSES = frozenset({"dataclasses", "pydantic.dataclasses"})
_PYDANTIC = frozenset({"pydantic", "pydantic_settings"})
# Classes of these modules are neither dataclasses nor models of pydantic.
_PLAIN = frozenset({"abc", "collections", "enum", "typing", "typing_extensions"})


@dataclass(frozen=True, slots=True)
class TypedParameters:
    """The object that a parameter becomes.

    `annotation` is an author's, to be understood in `module`; `name` is the class in it, `home`
    where that is defined.
    """

    annotation: str
    module: str
    name: str
    home: tuple[str, str]
    kind: Kind

    @property
    def optional(self) -> bool:
        """Whether None stays None."""
        return "None" in members(self.annotation)


def typed_parameters(
    project: Project, source: Source, selected: Iterable[str], values: Mapping[str, Iterable[Any]]
) -> tuple[dict[str, TypedParameters], list[Diagnostic]]:
    """The `params:` names of which objects are made, and those where that can't be done as Kedro
    does it. `values` are those of each name in every environment.
    """
    if (project.layout.kedro_version or "1").partition(".")[0] == "0":
        return {}, []
    members_of = {
        name: [project.nodes[each.id] for each in project.pipelines[name]] for name in selected
    }
    every = [node for nodes in members_of.values() for node in nodes]
    used = {name for node in every for name in node.input_names if is_parameter(name)}
    asked: dict[str, set[TypedParameters | None]] = {}
    for pipeline, nodes in members_of.items():
        found = _asked(project, source, every if pipeline == "__default__" else nodes)
        for name in {n for node in nodes for n in node.input_names if n in used}:
            asked.setdefault(name, set()).add(found.get(name))
    made: dict[str, TypedParameters] = {}
    notes = []
    for name, types in sorted(asked.items()):
        known = sorted({each for each in types if each}, key=repr)
        has_dict = any(isinstance(value, Mapping) for value in values.get(name, ()))
        if not known or (known[0].kind == "unknown" and not has_dict):
            continue
        if reason := _obstacle(name, types, used):
            place = next(node.place for node in every if name in node.input_names)
            notes.append(
                diagnostic("K462", place, name=name, author=known[0].annotation, reason=reason)
            )
        else:
            made[name] = known[0]
    return made, notes


def plan_objects(
    plan: ParametersPlan,
    typed: Mapping[str, TypedParameters],
    names: Mapping[str, str],
    like: ModuleScope | None,
) -> ParametersPlan:
    """The written parameters with what makes objects of them; `like` is the scope of a module
    (None if there are no modules)."""
    if not typed or like is None:
        return plan
    scope = replace(
        like,
        flow="parameters",
        public=frozenset(),
        written={**like.written, "parameters": {}},
        imports={},
        known={},
        hinting=set(),
        running=set(),
    )
    objects = {names[name]: _making(each, scope) for name, each in typed.items()}
    return replace(plan, objects=objects, imports=tuple(scope.imports.values()))


def _making(typed: TypedParameters, scope: ModuleScope) -> str:
    """An expression for what makes the object of a parameter's value."""
    name = scope.hint(typed.name, typed.module) or typed.name
    if typed.kind == "pydantic":
        made, call = f"{name}.model_validate", f"{name}.model_validate(value)"
    else:
        call = f"{name}(**value)"
        made = f"lambda value: {call}"
    return f"lambda value: None if value is None else {call}" if typed.optional else made


def _obstacle(name: str, types: set[TypedParameters | None], used: Iterable[str]) -> str:
    """Why the new code cannot make the object as Kedro does; "" if it can."""
    if len({each and each.home for each in types}) > 1:
        return "but not in every pipeline, or of different classes"
    if any(each and each.kind == "unknown" for each in types):
        return "if that is a dataclass or a pydantic model, which can't be told here"
    dotted = name.removeprefix("params:")
    for other in sorted(used):
        word = other.removeprefix("params:")
        inside = word.startswith(f"{dotted}.") or dotted.startswith(f"{word}.")
        if other == "parameters" or inside:
            return f"which nodes see in {other}, too"
    return ""


def _asked(project: Project, source: Source, nodes: Iterable[Node]) -> dict[str, TypedParameters]:
    """What Kedro makes of each parameter for some nodes; the last one that says so decides."""
    found = {}
    for node in nodes:
        facts = project.functions.get(node.func.wraps or node.func.key)
        if facts is None or node.func.kind not in {"function", "closure", "method"}:
            continue
        for dataset, annotation in _annotations(node, facts):
            typed = _typed(annotation, facts.module, source) if annotation else None
            if typed and dataset.startswith("params:"):
                found[dataset] = typed
    return found


def _annotations(node: Node, facts: Function) -> Iterator[tuple[str, str | None]]:
    """Each input with the annotation that Kedro finds for it, by its position."""
    parameters = facts.parameters[node.func.kind == "method" :]
    given: Iterable[str] = node.input_names
    if isinstance(node.inputs, Mapping):
        inputs = node.inputs
        names = [p.name for p in parameters if p.name in inputs]
        given = [inputs[name] for name in dict.fromkeys([*names, *inputs])]
    for dataset, parameter in zip(given, parameters, strict=False):
        yield dataset, parameter.annotation


def _typed(annotation: str, module: str, source: Source) -> TypedParameters | None:
    """None where the annotation is surely no dataclass and no model of pydantic."""
    classes = [member for member in members(annotation) if member != "None"]
    if len(classes) != 1:
        return None
    found = _definition(classes[0], module, source)
    kind = _kind(found, source) if found else "plain"
    if found is None or kind == "plain":
        return None
    return TypedParameters(
        normal(annotation), module, classes[0], (found.module, found.name or ""), kind
    )


def _definition(name: str, module: str, source: Source) -> Definition | None:
    """What a dotted name means; None for builtins, generics and what is not known."""
    head, *rest = name.split(".")
    if not all(part.isidentifier() for part in (head, *rest)):
        return None
    found = source.resolve(module, head)
    for part in rest:
        if found is None or found.statement is not None:
            return None
        inner = source.resolve(found.module, part)
        found = inner or Definition(found.module, part)
    return found


def _kind(found: Definition, source: Source, depth: int = 0) -> Kind:
    root = found.module.partition(".")[0]
    if found.statement is None:
        if root in _PYDANTIC and found.name in {"BaseModel", "BaseSettings", "RootModel"}:
            return "pydantic"
        return "plain" if root in _PLAIN else "unknown"
    if found.statement.kind != "class" or depth > 20:
        return "unknown"
    node = next(n for n in ast.parse(found.statement.text).body if isinstance(n, ast.ClassDef))
    bases = [ast.unparse(base).partition("[")[0] for base in node.bases]
    inner = [_definition(base, found.module, source) for base in bases]
    kinds = {_kind(base, source, depth + 1) for base in inner if base}
    if "pydantic" in kinds:
        return "pydantic"
    if any(_is_dataclass(decorator, found.module, source) for decorator in node.decorator_list):
        return "dataclass"
    return next((kind for kind in ("dataclass", "unknown") if kind in kinds), "plain")


def _is_dataclass(decorator: ast.expr, module: str, source: Source) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    found = _definition(ast.unparse(called), module, source)
    return found is not None and found.module in _DATACLASSES and found.name == "dataclass"
