"""Project -> Plan: every decision of a migration, and none of its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from migrate.diagnostics import CannotMigrate, Diagnostic, Place, diagnostic
from migrate.migration import FlowFunction, NodeRecord, PipelinePlan, Plan, Target
from migrate.plan.flows import Flow, Unit, flow_names, plan_flows
from migrate.plan.formats.own import OwnClasses, own_files
from migrate.plan.functions import plan_function
from migrate.plan.hinting import Hints
from migrate.plan.hints import loader_hint
from migrate.plan.homes import Homes, Key, Source, find_homes
from migrate.plan.ledger import kept_files, record_constructs, requirements
from migrate.plan.modules import assemble, consumer_hints, plan_subdags, written_names
from migrate.plan.names import name_map
from migrate.plan.order import SharedState
from migrate.plan.parameters import plan_parameters, values_of
from migrate.plan.parts import Context
from migrate.plan.pipelines import plan_pipeline
from migrate.plan.reuse import ReusedPipeline, find_reused
from migrate.plan.scope import Scope, names_in
from migrate.plan.storage import catalog_plan, plan_storage
from migrate.plan.wiring import parameter_inputs, step_names, whole_names, wire
from migrate.project import Node, Project

__all__ = ["make_plan"]


def make_plan(project: Project, selected: Sequence[str] = (), source: str = "") -> Plan:
    """Decide everything about a migration of the `selected` registered pipelines (default: all).

    `source` is the Kedro project's folder as seen from the new one, where its data may still lie.
    Raises CannotMigrate if a selected pipeline is not registered.
    """
    unknown = [name for name in selected if name not in project.pipelines]
    if unknown:
        known = ", ".join(sorted(project.pipelines)) or "none"
        raise CannotMigrate(f"no pipeline {unknown[0]!r} is registered; there are: {known}")
    return _Planner(project, tuple(selected or project.pipelines), source).plan()


@dataclass(slots=True)
class _Naming:
    """All names: of datasets and parameters, of storage's keys, of functions without a dataset."""

    names: dict[str, str]
    keys: dict[str, str]
    wholes: dict[str, str]


class _Planner:
    """The steps of planning, in their order; each uses what the ones before it decided."""

    def __init__(self, project: Project, selected: tuple[str, ...], source_folder: str) -> None:
        self.project = project
        self.package = project.layout.package
        self.selected = selected
        self.source_folder = source_folder
        wanted = {member.id for name in selected for member in project.pipelines[name]}
        self.nodes = [node for node in project.nodes.values() if node.id in wanted]
        self.source = Source({m.name: m for m in project.modules.values() if m.name})
        self.reused = find_reused(project.nodes.values())
        self.flows = self._flows(wanted)
        self.step_flows = {flow.name: flow for flow in self.flows if flow.is_steps}
        self.units = [unit for flow in self.flows for unit in flow.units]
        self.naming = self._naming()
        self.storage = plan_storage(
            project.configuration, self.nodes, self.naming.keys, project.modules.values()
        )
        self.own_files = own_files(
            self.storage.own_modules, OwnClasses(modules=self.source.modules), self.package
        )
        self.homes = self._homes()
        self.diagnostics: list[Diagnostic] = list(project.diagnostics)

    def plan(self) -> Plan:
        """All decisions."""
        naming, storage = self.naming, self.storage
        configuration = self.project.configuration
        inputs = parameter_inputs(self.nodes)
        values = {name: tuple(values_of(configuration, name)) for name in inputs}
        hints = Hints(self.project, storage.hints, values)
        scopes = self._scopes()
        functions = self._functions(scopes, hints, storage.stored)
        modules = []
        for flow in self.flows:
            scope = scopes[flow.name]
            subdags = plan_subdags(
                flow, functions, naming.names, self.step_flows, scope, self.package
            )
            modules.append(assemble(flow, functions, subdags, self.homes, scope))
        pipelines = self._pipelines(storage.stored)
        taken = consumer_hints(modules)
        loads = {
            (name, naming.keys[dataset], loader_hint(storage.hints.get(dataset), taken[name]))
            for dataset, name in naming.names.items()
            if any(name in pipeline.loads for pipeline in pipelines)
        }
        self.diagnostics += storage.diagnostics
        self.diagnostics += self._about_values(values) + self._about_hints(hints)
        self.diagnostics += self._about_kedro()
        constructs, notes = record_constructs(self.project)
        self.diagnostics += notes
        kept, parts = kept_files(self.homes, self.own_files, self.project)
        return Plan(
            package=self.package,
            project_name=self.project.layout.project_name,
            source_folder=self.source_folder,
            kedro_version=self.project.layout.kedro_version,
            names=dict(sorted(naming.names.items())),
            modules=tuple(modules),
            catalog=catalog_plan(storage, loads),
            parameters=plan_parameters(configuration, inputs, naming.names),
            pipelines=tuple(pipelines),
            environments=configuration.environments,
            default_environment=configuration.default,
            kept=kept,
            kept_parts=parts,
            dataset_base=not all(storage.own_modules.values()),
            requirements=requirements(modules, kept.values(), storage, self.project),
            nodes=tuple(self._records(functions)),
            datasets=tuple(storage.records),
            constructs=constructs,
            diagnostics=tuple(
                dict.fromkeys([*self.diagnostics, *self._about_functions(functions)])
            ),
            edges=self._edges(),
        )

    # --- which nodes go where ---------------------------------------------------------------

    def _flows(self, wanted: set[str]) -> list[Flow]:
        packages = {m.name for m in self.source.modules.values() if m.package}
        modules = {n.module: n.module in packages for n in self.project.nodes.values()}
        top = {m.name.split(".")[1] for m in self.source.modules.values() if m.name.count(".") == 1}
        names = flow_names(modules, self.package, top - {"pipelines", "pipeline", "nodes"})
        flows = plan_flows(self.project.nodes.values(), self.reused, names)
        chosen = []
        for flow in flows:
            units = tuple(u for u in flow.units if any(node.id in wanted for node in u.nodes))
            steps = tuple((s, r) for s, r in flow.steps if _touches(r, wanted))
            if units or steps:
                chosen.append(
                    Flow(
                        flow.name, units if not flow.is_steps else flow.units, steps, flow.is_steps
                    )
                )
        return chosen

    def _naming(self) -> _Naming:
        datasets = {
            n
            for node in self.project.nodes.values()
            for n in (*node.input_names, *node.output_names)
        }
        dotted: dict[str, str] = {}
        keys: dict[str, str] = {}
        for reused in self.reused:
            locals_ = name_map([*reused.made, *reused.free])
            for instance in reused.instances:
                for name in reused.made:
                    node = f"{instance.namespace}.{locals_[name]}"
                    keys[instance.actual[name]] = node
                    if instance.is_prefixed(name):
                        dotted[instance.actual[name]] = node
        names = name_map(datasets, dotted)
        plain = [unit for unit in self.units if not unit.step]
        spaces = [i.namespace for reused in self.reused for i in reused.instances]
        wholes = whole_names(plain, [*names.values(), *spaces])
        for flow in self.step_flows.values():
            wholes |= whole_names(flow.units, step_names(flow).values())
        return _Naming(names, {name: keys.get(name, word) for name, word in names.items()}, wholes)

    def _homes(self) -> Homes:
        uses: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        stays: set[Key] = {
            (module.name, statement.line)
            for module in self.source.modules.values()
            if module.path in self.own_files
            for statement in module.statements
        }
        for unit in self.units:
            func = unit.first.func
            facts = self.project.functions.get(func.key)
            name = (facts.qualname if facts else func.qualname).partition(".")[0]
            module = self.source.modules.get(facts.module if facts else func.module or "")
            statement = module.binding(name) if module else None
            if module and statement and statement.kind in {"function", "class", "assignment"}:
                uses[(module.name, statement.line)][unit.flow] += 1
                if facts and facts.decorators:  # a decorator may look at the function's name
                    stays.add((module.name, statement.line))
        called: dict[Key, set[str]] = defaultdict(set)
        for unit in self.units:
            for module_name, name in self._names_called(unit):
                found = self.source.resolve(module_name, name)
                if (
                    found
                    and found.statement
                    and not self.source.is_kedro(found.module, found.statement)
                ):
                    called[(found.module, found.statement.line)].add(unit.flow)
        groups = {flow.name: flow.name for flow in self.flows}
        for flow in self.flows:
            if flow.steps:
                groups[flow.name] = flow.steps[0][0]
        return find_homes(self.source, uses, called, stays, groups)

    def _names_called(self, unit: Unit) -> Iterable[tuple[str, str]]:
        """What the expressions of a unit's node calls use, beside a function under its own name."""
        for node in unit.nodes:
            func = node.func
            facts = self.project.functions.get(func.key)
            if func.kind == "lambda" and facts:
                yield from ((facts.module, name) for name in facts.global_names)
            elif func.kind not in {"function", "partial"}:
                yield from ((func.scope, name) for name in names_in(func.text) or ())
            for bound in func.bound:
                if not bound.constant:
                    yield from ((func.scope, name) for name in names_in(bound.text) or ())

    # --- functions --------------------------------------------------------------------------

    def _scopes(self) -> dict[str, Scope]:
        public = {flow.name: self._public(flow) for flow in self.flows}
        written = {
            flow.name: written_names(flow, self.homes, public[flow.name]) for flow in self.flows
        }
        return {
            flow.name: Scope(
                flow.name, self.package, self.homes, frozenset(public[flow.name]), written
            )
            for flow in self.flows
        }

    def _public(self, flow: Flow) -> set[str]:
        local = step_names(flow) if flow.is_steps else self.naming.names
        return {wire(unit, local, self.naming.wholes).whole for unit in flow.units}

    def _functions(
        self, scopes: Mapping[str, Scope], hints: Hints, stored: frozenset[str]
    ) -> dict[str, FlowFunction]:
        found = {}
        for flow in self.flows:
            local = step_names(flow) if flow.is_steps else self.naming.names
            context = Context(self.project, self.homes, scopes[flow.name], hints, stored)
            for unit in flow.units:
                wiring = wire(unit, local, self.naming.wholes)
                found[unit.first.id] = plan_function(unit, wiring, context)
        return found

    # --- pipelines --------------------------------------------------------------------------

    def _pipelines(self, stored: frozenset[str]) -> list[PipelinePlan]:
        modules = {n.id: self._top(u) for u in self.units for n in u.nodes}
        makers: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            for node in unit.nodes:
                for name in node.output_names:
                    makers[name].add(self._top(unit))
        wholes = {
            node.id: self._sink_name(unit, node)
            for unit in self.units
            for node in unit.nodes
            if not node.output_names
        }
        shared = SharedState.of(self.project, self.source)
        ordered = {node.id for node in self.nodes if shared.is_touched_by(node)}
        plans = []
        for name in self.selected:
            nodes = [self.project.nodes[member.id] for member in self.project.pipelines[name]]
            plan, notes = plan_pipeline(
                name, nodes, self.naming.names, modules, wholes, stored, makers, ordered
            )
            plans.append(plan)
            self.diagnostics += notes
        return plans

    def _top(self, unit: Unit) -> str:
        """The module that a driver takes for a unit: of steps, the one that uses them."""
        if not unit.step:
            return unit.flow
        return next(flow.name for flow in self.flows if any(s == unit.flow for s, _ in flow.steps))

    def _sink_name(self, unit: Unit, node: Node) -> str:
        whole = self.naming.wholes[unit.first.id]
        return f"{node.namespace}.{whole}" if unit.step else whole

    def _edges(self) -> frozenset[tuple[str, str]]:
        names = self.naming.names
        edges = set()
        for unit in self.units:
            for node in unit.nodes:
                targets = [names[out] for out in node.output_names] or [self._sink_name(unit, node)]
                edges |= {(names[name], target) for name in node.input_names for target in targets}
        return frozenset(edges)

    # --- the ledger -------------------------------------------------------------------------

    def _records(self, functions: Mapping[str, FlowFunction]) -> Iterable[NodeRecord]:
        for unit in self.units:
            function = functions[unit.first.id]
            reason = diagnostic(function.code, detail=function.why).message
            for node in unit.nodes:
                target = Target(f"{self.package}.{unit.flow}", function.name)
                yield NodeRecord(
                    node.id, function.outcome, function.code, reason, node.place, (target,)
                )

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
        return found + [
            diagnostic("K462", self.project.nodes[id_].place, node=id_, parameter=p, author=hint)
            for id_, p, hint in hints.typed
        ]


def _touches(reused: ReusedPipeline, wanted: set[str]) -> bool:
    return any(node.id in wanted for instance in reused.instances for node in instance.nodes)
