"""Which hint each parameter and output gets: the author's, the producer's, the dataset's, `Any`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.libraries.hamilton_hints import (
    ANY,
    accepts,
    elements,
    normal,
    of_values,
    passes,
    value_hint,
)
from migrate.model.project import Binding, Function, Node, Project
from migrate.plan.catalog.formats import DATAFRAME, PANDAS
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.naming.wiring import bindings_of
from migrate.plan.parameters.typed import TypedParameters
from migrate.plan.placement.module_scopes import ModuleScope

Made = tuple[str, str]  # a hint and the module of the source in which it is to be understood


@dataclass(slots=True)
class Hints:
    """The hints of one project's datasets.

    `formats` are the hints of stored datasets by their format. `changed` collects what an author
    wrote and did not get, as (node id, parameter, author's hint, hint used). `typed` are the
    parameters of which objects are made.
    """

    project: Project
    formats: Mapping[str, str]
    values: Mapping[str, tuple[Any, ...]]
    typed: Mapping[str, TypedParameters]
    made: dict[str, Made] = field(default_factory=dict)
    agreed: dict[str, str | None] = field(default_factory=dict)
    changed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in self.project.nodes.values():
            made = made_by(node, self._facts(node))
            self.made |= {n: m for n, m in made.items() if m[0] not in (ANY, "None")}
        self.agreed = self._agreements()

    def argument(self, unit: NodeGroup, binding: Binding, scope: ModuleScope) -> str:
        """The hint of the parameter that a binding feeds ("" as dataset: by no dataset at all)."""
        facts = self._facts(unit.first)
        module = facts.module if facts else ""
        author = _annotation(facts, binding.parameter)
        hint = scope.hint(author, module) if author else None
        bound = [b for n in unit.nodes for b in bindings_of(n) if b.parameter == binding.parameter]
        if binding.how == "args":  # each value of `*args` is a parameter of the written function
            bound = []
        datasets = [b.dataset for b in bound] or [binding.dataset]
        if not binding.dataset:
            return hint or ANY
        inputs = [name for name in datasets if name in self.values]
        made = [name for name in datasets if name not in self.values]
        hints = {self._parameter(inputs, hint, scope)} if inputs else set()
        hints |= {self._dataset(made, hint, scope)} if made else set()
        chosen = hints.pop() if len(hints) == 1 else ANY
        if author and chosen != hint:
            self.changed.append((unit.first.id, binding.parameter, author, chosen))
        return chosen

    def _parameter(self, datasets: Iterable[str], hint: str | None, scope: ModuleScope) -> str:
        typed = {self.typed.get(name) for name in datasets}
        if any(typed):
            one = next(iter(typed)) if len(typed) == 1 else None
            return (one and scope.hint(one.annotation, one.module)) or ANY
        agreed = [self.agreed.get(name) for name in datasets]
        if hint and all(known is not None and normal(known) == normal(hint) for known in agreed):
            return hint
        return of_values(value for name in datasets for value in self.values.get(name, ()))

    def _dataset(self, datasets: Iterable[str], hint: str | None, scope: ModuleScope) -> str:
        made = {self.made_here(name, scope) for name in datasets}
        known = {m for m in made if m}
        if hint and all(passes(m, hint) for m in known):
            return hint
        return next(iter(made)) or ANY if len(made) == 1 else ANY

    def made_here(self, dataset: str, scope: ModuleScope) -> str | None:
        """The hint of a dataset in a module, by its maker or its format; None if unknown."""
        made = self.made.get(dataset)
        hint = scope.hint(*made) if made else None
        if hint is None and dataset in self.formats and self.formats[dataset] != ANY:
            hint = scope.hint(self.formats[dataset], "") or self._format_hint(dataset, scope)
        return hint

    def _format_hint(self, dataset: str, scope: ModuleScope) -> str | None:
        if self.formats[dataset] != DATAFRAME:
            return None
        return f"{scope.add(PANDAS)}.DataFrame"

    def outputs(self, unit: NodeGroup, scope: ModuleScope) -> tuple[str, ...]:
        """The hint of each output of a unit's function."""
        node = unit.first
        found = []
        for name in node.output_names:
            hint = self.made_here(name, scope)
            others = {self.made.get(other) for n in unit.nodes for other in n.output_names}
            found.append(
                hint or ANY if len(unit.nodes) == 1 or unit.step or len(others) == 1 else ANY
            )
        return tuple(found)

    def _facts(self, node: Node) -> Function | None:
        return self.project.functions.get(node.func.key)

    def _agreements(self) -> dict[str, str | None]:
        """For each parameter the hint that all of its consumers give it and all values pass."""
        given: dict[str, set[str]] = defaultdict(set)
        for node in self.project.nodes.values():
            facts = self._facts(node)
            for binding in bindings_of(node):
                if binding.dataset in self.values:
                    author = _annotation(facts, binding.parameter)
                    given[binding.dataset].add(normal(author) if author else "")
        return {name: self._agreed(name, hints) for name, hints in given.items()}

    def _agreed(self, name: str, hints: set[str]) -> str | None:
        if len(hints) != 1 or "" in hints:
            return None
        hint = next(iter(hints))
        return hint if all(accepts(hint, value) for value in self.values.get(name, ())) else None


def _annotation(facts: Function | None, parameter: str) -> str | None:
    if facts is None:
        return None
    return next((p.annotation for p in facts.parameters if p.name == parameter), None)


def made_by(node: Node, facts: Function | None) -> dict[str, Made]:
    """The hints that a function's author gave to a node's outputs; none for a generator's, of which
    consumers get something else.
    """
    if facts is None or facts.generator or not facts.returns or not node.output_names:
        return {}
    names = node.output_names
    if isinstance(node.outputs, str):
        hints: list[str] | None = [facts.returns]
    elif isinstance(node.outputs, Mapping):
        hint = value_hint(facts.returns)
        hints = [hint] * len(names) if hint else None
    else:
        hints = elements(facts.returns, len(names))
    return {name: (hint, facts.module) for name, hint in zip(names, hints or (), strict=False)}
