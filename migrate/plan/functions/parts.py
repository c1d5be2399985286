"""Parts that every function of a dataflow has, however it is made."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrate.code.introspection import HARMLESS_DECORATORS
from migrate.libraries.hamilton_hints import ANY, field_hint, is_handed_on, members
from migrate.libraries.known import by_word
from migrate.model.migration import Argument, Import
from migrate.model.project import Effect, Function, Node, NodeFunction, Project
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.functions.hints import Hints
from migrate.plan.functions.shallow_copies import changes_it_alone, is_flat
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.naming.wiring import Wiring, bindings_of
from migrate.plan.placement.module_scopes import ModuleScope
from migrate.plan.placement.statements import Placement

_FRAMES = frozenset(
    {"pd.DataFrame", "pd.Series", "np.ndarray", "pandas.DataFrame", "pandas.Series"}
)
# Of what these hints say, a value may be a table.
_ANYTHING = frozenset({"Any", "object", "DataFrame"})
_TEXT_WIDTH = 76  # of a docstring


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What deciding about a unit needs to know; `stored` are the datasets that storage keeps,
    `storage` what was decided about them (it is told which of them each consumer loads for itself
    and which share what they hold), `changed` the objects of modules that some function changes.
    """

    project: Project
    homes: Placement
    scope: ModuleScope
    hints: Hints
    stored: frozenset[str]
    storage: StoragePlan
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a function cannot simply move: a code, and what fills its message."""

    code: str
    detail: str = ""


def returned_hint(unit: NodeGroup, wiring: Wiring, context: FunctionContext) -> str:
    hints = context.hints.outputs(unit, context.scope)
    if not unit.first.output_names:
        return "None"
    if wiring.keys:
        return f"dict[str, {hints[0] if len(set(hints)) == 1 else ANY}]"
    if (wiring.several and len(unit.nodes) == 1) or (unit.step and wiring.several):
        return f"tuple[{', '.join(map(field_hint, hints))}]"
    return hints[0]


def fields(
    unit: NodeGroup, wiring: Wiring, context: FunctionContext
) -> tuple[tuple[str, str], ...]:
    """The outputs that a function's value is taken apart into, with their hints."""
    if isinstance(unit.first.outputs, str) or not unit.first.output_names:
        return ()
    hints = map(field_hint, context.hints.outputs(unit, context.scope))
    return tuple(zip(wiring.outputs, hints, strict=True))


def tags(unit: NodeGroup, wiring: Wiring) -> dict[str, str | tuple[str, ...]]:
    """Kedro's tags, and the names that a dataset had if they are others."""
    tags: dict[str, str | tuple[str, ...]] = {}
    common = frozenset.intersection(*(node.tags for node in unit.nodes))
    if common:
        tags["kedro_tags"] = tuple(sorted(common))
    if not unit.step:
        outputs = [name for node in unit.nodes for name in node.output_names]
        if len(outputs) == 1 and wiring.names[outputs[0]] != outputs[0]:
            tags["kedro_name"] = outputs[0]
    return tags


def first_sentence(docstring: str | None) -> str | None:
    """The first sentence of a docstring, or its first paragraph if that is shorter."""
    paragraph = re.split(r"\n\s*\n", (docstring or "").strip())[0]
    sentence = re.match(r".*?[.!?](?=\s+[A-Z]|$)|.*", " ".join(paragraph.split()))
    return (
        textwrap.fill(sentence[0], _TEXT_WIDTH, break_on_hyphens=False)
        if sentence and sentence[0]
        else None
    )


def copied(
    argument: Argument, facts: Function, parameter: str, unit: NodeGroup, context: FunctionContext
) -> Argument:
    """The argument, with a defensive copy where the function may change the object.

    Kedro hands every node its own object, Hamilton one object to all.
    """
    effect = _effect(facts, parameter)
    if effect is None:
        return argument
    alone = is_flat(argument.hint) or changes_it_alone(facts, parameter)
    return _with_copy(argument, effect.reason, unit, parameter, context, alone)


def copied_for(
    argument: Argument,
    func: NodeFunction,
    parameter: str,
    unit: NodeGroup,
    context: FunctionContext,
) -> Argument:
    """The argument for a function whose text is not there, with a copy unless it is harmless."""
    if func.harmless:
        return argument
    reason = f"what {func.qualname} does to it can't be known"
    return _with_copy(argument, reason, unit, parameter, context)


def _fed(unit: NodeGroup, parameter: str) -> frozenset[str]:
    """The datasets that feed a parameter, of all nodes."""
    bindings = (binding for node in unit.nodes for binding in bindings_of(node))
    return frozenset(b.dataset for b in bindings if b.parameter == parameter)


def _with_copy(
    argument: Argument,
    reason: str,
    unit: NodeGroup,
    parameter: str,
    context: FunctionContext,
    alone: bool = False,
) -> Argument:
    """The argument with a copy, unless Kedro makes none of such values either. `alone` says that
    nothing in the object is changed.

    Kedro copies nothing that is stored, unless it keeps it in a cache: whoever needs it loads it.
    So it is here, where a copy would not be plain: some objects can't be copied.
    """
    if is_handed_on(argument.hint, context.scope.imports):
        return argument
    datasets, assigned = _fed(unit, parameter), context.storage.assigned
    if datasets and datasets <= assigned.keys():
        return argument
    context.storage.shared.update((n, assigned[n]) for n in datasets & assigned.keys())
    if unit.step:  # which dataset it is, the pipeline's user says
        datasets = frozenset()
    loaded = context.stored - context.storage.cached
    if argument.hint not in _FRAMES and datasets and datasets <= loaded:
        context.storage.each.update(datasets)
        return argument
    if argument.hint not in _FRAMES and datasets and datasets <= context.storage.shallow.keys():
        notes = {name: context.storage.shallow[name] for name in datasets if not alone}
        context.storage.shared.update(notes)
        return Argument(
            argument.name, argument.was, argument.hint, f"{argument.name}.copy()", reason
        )
    copy = copy_expression(argument.name, argument.hint, context.scope)
    return Argument(argument.name, argument.was, argument.hint, copy, reason)


def shared_result(
    unit: NodeGroup, wiring: Wiring, facts: Function, context: FunctionContext
) -> str | None:
    """What a unit's function returns although it, or another function, changes it later.

    Kedro copies what it saves in memory, unless the dataset is one of those that it hands over as
    they are: then it copies what comes from others, and others' copy is made of what comes from it.
    """
    hint = returned_hint(unit, wiring, context)
    if facts.generator or is_handed_on(hint, context.scope.imports):
        return None
    own = {p.name for p in facts.parameters}
    fed = {binding.parameter for node in unit.nodes for binding in node.bindings or ()}
    kept = (facts.shares & context.changed) - own | (facts.shares & own) - fed
    storage = context.storage
    assigned = storage.assigned.keys() | storage.shallow.keys()
    made = {name for node in unit.nodes for name in node.output_names}
    if made and made <= storage.assigned.keys():
        kept = frozenset()
    handed_on = {
        binding.parameter
        for node in unit.nodes
        for binding in node.bindings or ()
        if (binding.dataset in assigned) != (made <= assigned)
        and (alias := facts.returns_alias.get(binding.parameter))
        and alias.certainty != "no"
    }
    if handed_on and made <= storage.stored - storage.cached:
        # Some objects can be stored, but not copied: only where they stay in memory they are.
        storage.each.update(made)
    else:
        kept |= handed_on
    return next(iter(sorted(kept)), None)


def changed_datasets(nodes: Iterable[Node], functions: Mapping[str, Function]) -> set[str]:
    """The datasets of which some node may change the object that it is handed."""
    known = ((node, functions.get(node.func.key)) for node in nodes)
    return {
        binding.dataset
        for node, facts in known
        for binding in node.bindings or ()
        if (_effect(facts, binding.parameter) if facts else not node.func.harmless)
    }


def _effect(facts: Function, parameter: str) -> Effect | None:
    """What may happen to the object of a parameter: now, or later by what keeps it.

    A name that is no parameter is a key of `**kwargs`, whose effect it shares, or may be any.
    """
    names = [each.name for each in facts.parameters]
    if parameter in names:
        names = [parameter]
    else:
        names = [p.name for p in facts.parameters if p.kind == "var-keyword"] or names
    effects = [table.get(name) for name in names for table in (facts.mutates, facts.stores)]
    found = next((each for each in effects if each and each.certainty != "no"), None)
    return found or _effect_of_decorators(facts)


def _effect_of_decorators(facts: Function) -> Effect | None:
    """What a decorator may do to any argument before the function gets it."""
    for decorator in facts.decorators:
        root = re.split(r"[.(]", decorator)[0]
        if root not in HARMLESS_DECORATORS:
            reason = f"what @{decorator.splitlines()[0]} does to it can't be known"
            return Effect("can't tell", reason, facts.place.line)
    return None


def copy_expression(name: str, hint: str, scope: ModuleScope) -> str:
    """An expression for a copy of `name` in the way Kedro makes one."""
    if hint in _FRAMES:
        return f"{name}.copy()"
    classes = {member.partition("[")[0].rpartition(".")[2] for member in members(hint)}
    copy = f"{scope.add(Import('copy', 'deepcopy'))}"
    if not scope.tables or not classes & _ANYTHING:
        return f"{copy}({name})"
    # Only a run can tell whether it is a table that can't be copied, and that nobody can change.
    if name.isidentifier():
        return f"{name} if {scope.tables.format(name)} else {copy}({name})"
    return f"[each if {scope.tables.format('each')} else {copy}(each) for each in [{name}]][0]"


# By what tables are known that can't be copied: those of libraries, by their names as imported and
# in Kedro's catalog, and those of the project itself.
_TABLES = {
    root: f'hasattr({{0}}, "{method}")'
    for root, method in by_word(lambda library: library.uncopied).items()
}
_OWN_TABLES = 'type({0}).__name__ == "DataFrame" and not hasattr({0}, "iloc")'


def condition_of_tables(project: Project) -> str:
    """A condition for what Kedro hands on by its class's name; "" if the project has none such."""
    statements = [s for module in project.modules.values() for s in module.statements]
    if any(each.kind == "class" and "DataFrame" in each.binds for each in statements):
        return _OWN_TABLES
    types = (e.type for c in project.configuration.catalogs.values() for e in c.values())
    modules = (each.module for statement in statements for each in statement.imports)
    roots = dict.fromkeys(str(name).partition(".")[0] for name in (*types, *modules))
    return next((_TABLES[root] for root in roots if root in _TABLES), "")
