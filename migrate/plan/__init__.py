"""Project -> Plan: every decision of a migration, and none of its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from migrate.libraries.distributions import stated
from migrate.model.diagnostics import CannotMigrate, Diagnostic, Place, diagnostic
from migrate.model.migration import (
    Choices,
    FlowFunction,
    FlowModule,
    NodeRecord,
    PipelinePlan,
    Plan,
    Target,
)
from migrate.model.project import Node, Project
from migrate.plan.catalog.datasets import StoragePlan, confirmable, plan_storage
from migrate.plan.catalog.entries import catalog_plan
from migrate.plan.catalog.formats.own import OwnClasses, own_files
from migrate.plan.catalog.inputs import about_opened, bring_command, input_paths, lying_paths
from migrate.plan.catalog.shared_paths import shared_paths
from migrate.plan.functions.arguments import fixes_more
from migrate.plan.functions.bindings import plan_function
from migrate.plan.functions.hints import Hints
from migrate.plan.functions.parts import Context, changed_datasets, condition_of_tables
from migrate.plan.functions.shared_objects import functions_of_both, sharing_nodes
from migrate.plan.functions.shared_state import SharedState, changed_objects
from migrate.plan.functions.tags import instance_tags, with_output_tags
from migrate.plan.functions.value_types import made_classes
from migrate.plan.inventory.carried_files import (
    imported_roots,
    kept_files,
    place_files,
    requirements,
    roots_in,
    tests_need,
)
from migrate.plan.inventory.environment_variables import without_own_reads
from migrate.plan.inventory.kedro_session import about_session
from migrate.plan.inventory.logging_config import plan_logs
from migrate.plan.inventory.migration_report import answered, record_lost, write_ledger
from migrate.plan.inventory.notebooks import about_notebooks, taken_by_notebooks
from migrate.plan.inventory.outside_paths import about_outside
from migrate.plan.inventory.relative_paths import opened_paths
from migrate.plan.inventory.secrets import about_secrets, private_files
from migrate.plan.naming.node_groups import Flow, Unit, flow_names, plan_flows, selected_part
from migrate.plan.naming.project_names import name_all
from migrate.plan.naming.subdags import find_reused
from migrate.plan.naming.transcoding import respelled, saved_before
from migrate.plan.naming.wiring import parameter_inputs, step_names, wire
from migrate.plan.parameters.resolvers import asks_of_run, plan_resolvers
from migrate.plan.parameters.typed import plan_objects, typed_parameters
from migrate.plan.parameters.values import plan_parameters, values_of
from migrate.plan.pipelines.reached import needed_by, other_names, reached
from migrate.plan.pipelines.registered import about_lacks, plan_pipeline, with_overrides
from migrate.plan.placement.conditional_definitions import chosen
from migrate.plan.placement.kedro_uses import Roles
from migrate.plan.placement.module_scopes import Scope
from migrate.plan.placement.modules import assemble, plan_subdags, without_quarrels, written_names
from migrate.plan.placement.needs import find_needs, named_in_texts, taken_by_scripts
from migrate.plan.placement.single_file import acting_parts, in_one_file
from migrate.plan.placement.source_names import KEDRO_ROOTS, Source
from migrate.plan.placement.statements import Homes, find_homes
from migrate.plan.placement.stored_functions import about_identity
from migrate.plan.placement.submodules import Submodules
from migrate.plan.placement.symbol_map import find_moves
from migrate.plan.testing import TestFile, new_path, translate_tests
from migrate.plan.testing.given import given_more
from migrate.plan.testing.runs import Pipelines
from migrate.runtime.modules import DATASET_BASE, MODULES, NOTEBOOK, ONE_FILE, RESERVED, Ours

__all__ = ["make_plan"]


def make_plan(
    project: Project,
    selected: Sequence[str] = (),
    source: str = "",
    choices: Choices | None = None,
) -> Plan:
    """Decide everything about a migration of the `selected` registered pipelines (default: all).

    `source` is the Kedro project's folder as seen from the new one ("" if no path leads there, or
    its data is used where it lies).
    Raises CannotMigrate if no pipeline or not a selected one is registered, or a choice cannot be
    kept.
    """
    if not project.pipelines:
        raise CannotMigrate("no pipeline is registered; `migrate inspect` shows what was read")
    unknown = [name for name in selected if name not in project.pipelines]
    if unknown:
        known = ", ".join(sorted(project.pipelines))
        raise CannotMigrate(f"no pipeline {unknown[0]!r} is registered; there are: {known}")
    chosen = choices or Choices()
    return _Planner(project, tuple(selected or project.pipelines), source, chosen).plan()


class _Planner:
    """The steps of planning, in their order; each uses what the ones before it decided."""

    def __init__(
        self, project: Project, selected: tuple[str, ...], source_folder: str, choices: Choices
    ) -> None:
        self.project = project
        self.choices = choices
        self.package = project.layout.package
        self.selected = selected
        self.source_folder = source_folder
        wanted = {member.id for name in selected for member in project.pipelines[name]}
        self.nodes = [node for node in project.nodes.values() if node.id in wanted]
        tests = {each.place.path for each in project.constructs if each.kind == "test"}
        self.tests = [module for path, module in project.modules.items() if path in tests]
        away = {"", "setup"}  # what can't be imported, and what made the old distribution
        program = (
            m for path, m in project.modules.items() if m.name not in away and path not in tests
        )
        self.source = Source({module.name: module for module in program})
        makers = {node.module for node in project.nodes.values()}
        self.parts: Mapping[str, str] = {}  # what one file puts together
        self.roles = Roles.of(self.source, project.constructs, makers)
        taken = self.source.names_of(self.package, self.roles.replaced)
        self.ours = Ours(self.package, taken, alone=choices.layout == "single-file")
        self.reused = find_reused(project.nodes.values())
        flows = self._flows()
        every = project.nodes.values()
        confirmed = confirmable(project.configuration, every)
        self.naming = name_all(every, self.reused, flows, choices, confirmed)
        self.flows = [chosen for flow in flows if (chosen := selected_part(flow, wanted))]
        self.step_flows = {flow.name: flow for flow in self.flows if flow.is_steps}
        self.units = [unit for flow in self.flows for unit in flow.units]
        pairs = [pair for name in selected for pair in respelled(self._members(name))]
        self.reread = saved_before(pairs)
        self.storage = plan_storage(
            project.configuration,
            self.nodes,
            self.naming.keys,
            project.modules.values(),
            choices.handoff,
            made_classes(project),
        )
        self.own_files = own_files(
            self.storage.own_modules, OwnClasses(modules=self.source.modules), self.ours
        )
        self.resolvers = plan_resolvers(project.configuration, self.source)
        self.homes = self._homes()
        self.opened = opened_paths(project, self.source, self.nodes, self.homes.left())
        self.diagnostics = without_own_reads(project, self.homes)

    def plan(self) -> Plan:
        """All decisions."""
        naming, storage = self.naming, self.storage
        configuration = self.project.configuration
        inputs = parameter_inputs(self.nodes)
        values = {name: tuple(values_of(configuration, name)) for name in inputs}
        typed, notes = typed_parameters(self.project, self.source, self.selected, values)
        self.diagnostics += notes
        hints = Hints(self.project, storage.hints, values, typed)
        scopes = self._scopes()
        functions = self._functions(scopes, hints, storage)
        modules = []
        plain = [flow.name for flow in self.flows if not flow.is_steps]
        public = [name for flow in plain for name in scopes[flow].public]
        submodules = Submodules(self.source)
        for flow in self.flows:
            scope = scopes[flow.name]
            subdags = plan_subdags(
                flow, functions, naming.names, self.step_flows, scope, self.package, public
            )
            tagged = [
                replace(each, tags=instance_tags(steps, pipeline, step_names(steps), naming.wholes))
                for each, (name, pipeline) in zip(subdags, flow.steps, strict=True)
                if (steps := self.step_flows[name])
            ]
            modules.append(assemble(flow, functions, tagged, self.homes, scope, submodules))
        pipelines = self._pipelines(storage.stored, modules)
        self.diagnostics += self.resolvers.diagnostics
        self.diagnostics += storage.diagnostics
        changed = changed_datasets(self.nodes, self.project.functions)
        self.diagnostics += [note for name, note in storage.shared.items() if name in changed]
        self.diagnostics += self._about_values(values) + self._about_hints(hints)
        self.diagnostics += self._about_kedro()
        self.diagnostics += about_outside(self.source, self.homes.left())
        self.diagnostics += about_session(self.source, self.homes.needs_kedro)
        self.diagnostics += about_notebooks(self.project, self.source)
        loaded = {name for pipeline in pipelines for name in pipeline.loads}
        loaded |= {naming.names[read] for read in self.reread}
        modules = without_quarrels(modules, loaded)
        loads = {dataset for dataset, name in naming.names.items() if name in loaded}
        self.diagnostics += about_identity(
            self.project, self.nodes, naming.names, loaded, self.source, self.homes
        )
        homes = self.homes
        self.diagnostics += self.roles.told(self.source, homes.dropped, homes.whole)
        kept = kept_files(self.homes, self.own_files)
        logs = plan_logs(self.project)
        whole = {self.source.modules[name].path for name in homes.whole}
        needing = [text for path, text in kept.items() if path not in whole]
        needing += [*self.resolvers.imports, *(f"import {name}" for name in logs.classes)]
        roots = imported_roots(modules, needing, storage)
        roots |= roots_in(kept[path] for path in whole) - KEDRO_ROOTS
        own = {name.partition(".")[0] for name in self.source.modules}
        known = stated(self.project.texts)
        made_with = self.project.layout.kedro_version
        if (inputs or asks_of_run(configuration)) and not self.ours.alone:
            roots |= {"omegaconf"}  # reads what a run changes
        needed = requirements(roots, own, self.project.texts, made_with)
        tests = self._translated_tests(functions, scopes, modules, pipelines)
        texts = {path: test.text for path, test in tests.items() if test.left}
        ledger = write_ledger(self.project, self.homes, tests, logs)
        reserved = RESERVED | {NOTEBOOK} if self.choices.layout == "notebook" else RESERVED
        files, lost = place_files(
            {**ledger.copied, **kept, **texts}, self.project.layout.source_dir, reserved
        )
        record_lost(ledger, lost)
        self.diagnostics += about_opened(self.project, self.opened, self._taken(files), files)
        private, found = private_files(self.project, files)
        parameters = plan_parameters(configuration, inputs, naming.names)
        found += about_secrets(configuration, parameters, logs.settings)
        self.diagnostics += found
        notes = [*self.diagnostics, *self._about_functions(functions)]
        answers = answered([*((each, "") for each in notes), *ledger.notes], self.choices)
        plan = Plan(
            ours=self.ours,
            project_name=self.project.layout.project_name,
            data_root=self.choices.data_root,
            checks_outputs=self.choices.checks_outputs,
            layout=self.choices.layout,
            bring=self._bring(pipelines, files),
            opens_relative=bool(self.opened),
            kedro_version=self.project.layout.kedro_version,
            names=dict(sorted(naming.names.items())),
            functions=self._function_names(),
            modules=tuple(modules),
            catalog=catalog_plan(
                storage,
                loads,
                naming.keys,
                naming.names,
                {read: naming.names[pair.made] for read, pair in self.reread.items()},
                condition_of_tables(self.project),
            ),
            parameters=plan_objects(
                parameters,
                typed,
                naming.names,
                next(iter(scopes.values()), None),
            ),
            pipelines=tuple(pipelines),
            environments=configuration.environments,
            default_environment=configuration.default,
            kept=files,
            logging=logs.settings,
            dataset_base=not all(storage.own_modules.values()),
            requirements=needed,
            test_requirements=tests_need(texts, needed, own, known),
            beside=tuple(sorted((roots & own) - {self.package})),
            line_length=self.project.layout.line_length,
            nodes=tuple(self._records(functions)),
            datasets=tuple(storage.records),
            constructs=tuple(ledger.records),
            diagnostics=tuple(dict.fromkeys(answers)),
            edges=self._edges(),
            resolvers=self.resolvers.plan,
            private=frozenset(private),
            untracked=configuration.untracked,
            dangling=self.source.dangling(self.project.modules.values()),
            guarded=self.source.guarded(),
            executables=frozenset(
                new_path(path, self.project.layout.source_dir)
                for path in self.project.executables - lost.keys()
            ),
        )
        if not self.ours.alone:
            return plan
        return in_one_file(plan, acting_parts(self.flows, self.parts, self.homes))

    # --- which nodes go where ---------------------------------------------------------------

    def _flows(self) -> list[Flow]:
        packages = {m.name for m in self.source.modules.values() if m.package}
        modules = {n.module: n.module in packages for n in self.project.nodes.values()}
        start = f"{self.package}."
        inner = (name.removeprefix(start) for name in self.source.modules if name.startswith(start))
        taken = {name.partition(".")[0] for name in inner} | MODULES | self.ours.names
        names = flow_names(modules, self.package, taken)
        if self.ours.alone:
            self.parts, names = names, dict.fromkeys(names, ONE_FILE)
        in_order = {"positional-only", "var-positional"}  # rows name what they hand over
        alone = {
            key
            for key, facts in self.project.functions.items()
            if facts.generator or any(each.kind in in_order for each in facts.parameters)
        }
        nodes = self.project.nodes.values()
        functions = self.project.functions
        alone |= {n.func.key for n in nodes if chosen(n.func, self.source)}
        alone |= {n.func.key for n in nodes if fixes_more(n, functions.get(n.func.key))}
        alone |= functions_of_both(nodes, self.project.configuration)
        return plan_flows(nodes, self.reused, names, alone, taken)

    def _homes(self) -> Homes:
        stays = self.resolvers.stays | {
            (module.name, statement.line)
            for module in self.source.modules.values()
            if module.path in self.own_files
            for statement in module.statements
        }
        tests = {module.path for module in self.tests}
        stays |= named_in_texts(self.project, self.source)
        stays |= taken_by_scripts(self.project, self.source, tests)
        stays |= taken_by_notebooks(self.project, self.source)
        tested = given_more(self.tests, self.source, self.units, self.project)
        needs = find_needs(self.project, self.source, self.units, stays, tested)
        groups = {flow.name: flow.name for flow in self.flows}
        for flow in self.flows:
            if flow.steps:
                groups[flow.name] = flow.steps[0][0]
        return find_homes(self.source, needs, groups, self.roles)

    # --- functions --------------------------------------------------------------------------

    def _scopes(self) -> dict[str, Scope]:
        public = {flow.name: self._public(flow) for flow in self.flows}
        tables = condition_of_tables(self.project)
        written = {
            flow.name: written_names(flow, self.homes, public[flow.name]) for flow in self.flows
        }
        return {
            flow.name: Scope(
                flow.name,
                self.ours,
                self.homes,
                frozenset(public[flow.name]),
                written,
                functions=self.project.functions,
                tables=tables,
            )
            for flow in self.flows
        }

    def _public(self, flow: Flow) -> set[str]:
        local = step_names(flow) if flow.is_steps else self.naming.names
        return {wire(unit, local, self.naming.wholes).whole for unit in flow.units}

    def _functions(
        self, scopes: Mapping[str, Scope], hints: Hints, storage: StoragePlan
    ) -> dict[str, FlowFunction]:
        found = {}
        changed = changed_objects(self.project)
        for flow in self.flows:
            local = step_names(flow) if flow.is_steps else self.naming.names
            stored = storage.stored
            context = Context(
                self.project, self.homes, scopes[flow.name], hints, stored, storage, changed
            )
            for unit in flow.units:
                wiring = wire(unit, local, self.naming.wholes)
                planned = plan_function(unit, wiring, context)
                planned = with_output_tags(planned, unit, wiring)
                if confirmed := tuple(filter(None, map(local.get, unit.first.confirms))):
                    planned = replace(planned, tags={**planned.tags, "confirms": confirmed})
                found[unit.first.id] = planned
        return found

    # --- pipelines --------------------------------------------------------------------------

    def _makers(self) -> dict[str, set[str]]:
        """The modules that make each dataset."""
        makers: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            for node in unit.nodes:
                for name in node.output_names:
                    makers[name].add(self._top(unit))
        return makers

    def _after(self) -> dict[str, set[str]]:
        """What each node that is loaded by another name is loaded after."""
        names = self.naming.names
        return {names[read]: {names[pair.made]} for read, pair in self.reread.items()}

    def _members(self, pipeline: str) -> list[Node]:
        return [self.project.nodes[each.id] for each in self.project.pipelines[pipeline]]

    def _pipelines(
        self, stored: frozenset[str], written: Iterable[FlowModule]
    ) -> list[PipelinePlan]:
        known = {module.name: module for module in written}
        computes = {name: needed_by(module, known).keys() for name, module in known.items()}
        able = frozenset(self.reread.values())
        modules = {n.id: self._top(u) for u in self.units for n in u.nodes}
        makers = self._makers()
        functions = self._function_names()
        wholes = {n.id: functions[n.id] for n in self.nodes if not n.output_names}
        shared = SharedState.of(self.project, self.source)
        places = shared_paths(self.project.configuration, map(self._members, self.selected))
        self.diagnostics += places.diagnostics.values()
        self.storage.each |= places.anew
        ordered = {node.id for node in self.nodes if shared.is_touched_by(node)} | places.ordered
        ordered |= sharing_nodes(self.project, self.nodes, self.storage, self.source)
        plans, lacks = [], []
        for name in self.selected:
            plan, notes, lacking = plan_pipeline(
                name,
                self._members(name),
                self.naming.names,
                modules,
                wholes,
                stored,
                makers,
                self.project.configuration.catalogs,
                ordered,
                able,
            )
            plan = with_overrides(plan, computes, self._after())
            acting = (functions[each] for each in plan.nodes if each in ordered)
            plans.append(replace(plan, ordered=tuple(acting)))
            lacks += lacking
            self.diagnostics += notes
        self.diagnostics += about_lacks(lacks)
        return plans

    def _bring(self, pipelines: Iterable[PipelinePlan], files: Mapping[str, str]) -> str:
        """The command that brings what the pipelines load and none of them makes."""
        loads = {name for pipeline in pipelines for name in pipeline.loads}
        loads -= {name for pipeline in pipelines for name in pipeline.makes}
        names = {dataset for dataset, name in self.naming.names.items() if name in loads}
        taken = self._taken(files)
        paths = input_paths(self.project, names)
        paths |= {p for path, _ in self.opened for p in lying_paths(self.project, path, taken)}
        links = self.project.layout.links
        return bring_command(self.source_folder, self.choices.data_root, paths, taken, links)

    def _taken(self, files: Iterable[str]) -> set[str]:
        """What lies in the new project's own folder; `files` come along."""
        return {self.package, *RESERVED, *(path.partition("/")[0] for path in files)}

    def _top(self, unit: Unit) -> str:
        """The module that a driver takes for a unit: of steps, the one that uses them."""
        if not unit.step:
            return unit.flow
        return next(flow.name for flow in self.flows if any(s == unit.flow for s, _ in flow.steps))

    def _function_names(self) -> dict[str, str]:
        return {node.id: self._function(unit, node) for unit in self.units for node in unit.nodes}

    def _function(self, unit: Unit, node: Node) -> str:
        """What Hamilton calls the function of a node: after its one output, or by its own name."""
        if isinstance(node.outputs, str):
            return self.naming.keys[node.outputs]
        whole = self.naming.wholes[unit.first.id]
        return f"{node.namespace}.{whole}" if unit.step else whole

    def _edges(self) -> frozenset[tuple[str, str]]:
        names = self.naming.names
        edges = set()
        for unit in self.units:
            for node in unit.nodes:
                targets = [names[out] for out in node.output_names] or [self._function(unit, node)]
                edges |= {(names[name], target) for name in node.input_names for target in targets}
        return frozenset(edges)

    def _translated_tests(
        self,
        functions: Mapping[str, FlowFunction],
        scopes: Mapping[str, Scope],
        modules: Iterable[FlowModule],
        plans: Iterable[PipelinePlan],
    ) -> dict[str, TestFile]:
        every = [
            (unit.flow, functions[unit.first.id], self.project.functions.get(unit.first.func.key))
            for unit in self.units
        ]
        written = next((scope.written for scope in scopes.values()), {})
        base = self.ours.dotted(DATASET_BASE) if self._stands_on_ours() else ""
        moves = find_moves(self.homes, self.ours, written, every, base)
        sinks = {
            node.id: self._function(unit, node)
            for unit in self.units
            for node in unit.nodes
            if not node.output_names
        }
        members = {name: tuple(self._members(name)) for name in self.selected}
        known = {module.name: module for module in modules}
        pipelines = Pipelines(
            members,
            self.naming.names,
            sinks,
            default="__default__" if "__default__" in members else self.selected[0],
            makers=self.project.makers,
            outputs={plan.name: plan.outputs for plan in plans},
            reached={plan.name: reached(known, plan, self._after()) for plan in plans},
            aliases=other_names(known.values()),
        )
        source_dir = self.project.layout.source_dir
        translated = translate_tests(self.tests, moves, pipelines, source_dir)
        return {module.path: file for module, file in zip(self.tests, translated, strict=True)}

    def _stands_on_ours(self) -> bool:
        """Whether no dataset class of the project needs Kedro any more."""
        own = self.storage.own_modules
        return bool(own) and not any(own.values())

    # --- the ledger -------------------------------------------------------------------------

    def _records(self, functions: Mapping[str, FlowFunction]) -> Iterable[NodeRecord]:
        for unit in self.units:
            function = functions[unit.first.id]
            reason = diagnostic(function.code, detail=function.why).message
            target = Target(self.ours.module(unit.flow), function.name)
            what = (function.outcome, function.code, reason)
            copies = tuple((a.name, a.reason) for a in function.arguments if a.copy)
            for node in unit.nodes:
                yield NodeRecord(node.id, *what, node.place, (target,), copies)

    def _about_functions(self, functions: Mapping[str, FlowFunction]) -> list[Diagnostic]:
        known = {each.place for each in self.diagnostics if each.severity == "error"}
        return [
            diagnostic(function.code, function.place, detail=function.why)
            for function in functions.values()
            if function.outcome == "manual" and function.place not in known
        ]

    def _about_values(self, values: Mapping[str, tuple[object, ...]]) -> list[Diagnostic]:
        return [
            diagnostic("K454", self._first_use(name), name=name)
            for name, found in values.items()
            if not found
        ]

    def _about_kedro(self) -> list[Diagnostic]:
        """Where code that nodes need uses Kedro, once for each module."""
        first = dict(sorted(self.homes.needs_kedro, reverse=True))
        return [
            diagnostic("K458", Place(self.source.modules[module].path, line))
            for module, line in sorted(first.items())
            if self.source.modules[module].path not in self.own_files
        ]

    def _first_use(self, name: str) -> Place:
        return next(node.place for node in self.nodes if name in node.input_names)

    def _about_hints(self, hints: Hints) -> list[Diagnostic]:
        found = [
            diagnostic(
                "K461", self.project.nodes[id_].place, node=id_, parameter=p, author=old, used=new
            )
            for id_, p, old, new in hints.changed
        ]
        return found
