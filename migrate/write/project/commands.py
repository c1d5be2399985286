"""What each of Kedro's commands is in the written project, in examples that can be run there."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice

from migrate.model.migration import DataflowFunction, Plan, Subdags
from migrate.write.printing.text import cell
from migrate.write.project.pieces import kedro_tags, pieces_of
from migrate.write.project.run import default_pipeline, has_environments

Row = tuple[str, str]
_TRIED = 100  # nodes and datasets of which one becomes an example


def commands(plan: Plan, example: str) -> Iterator[Row]:
    """Kedro's commands, as the version of the project spells them, and ours; `example` is what
    most is built on."""
    version = plan.kedro or (1,)  # the newest one where none is known
    examples = Examples(plan)
    named = next((p.name for p in plan.pipelines if p.name != "__default__"), "__default__")
    yield _row("kedro run", "python run.py")
    yield _same("--pipeline", "--pipeline", named)
    if has_environments(plan):
        default = plan.default_environment
        env = next((e for e in plan.environments[1:] if e != default), default)
        yield _same("--env", "--env", env)
        is_set = f"{cell('kedro run')}, where {cell(f'KEDRO_ENV={env}')} is set"
        yield is_set, cell(_ours("--env", env))
    if changed := _changed(plan):
        name, value = changed
        kedro = f"{name}{'=' if version >= (0, 19) else ':'}{value}"
        yield _row(_kedro("--params", kedro), _ours("--set", f"{name}={value}"))
    yield from _parts(examples, example, version)
    dataset = next((each.name for each in plan.catalog.entries if each.versioned), "")
    if dataset:
        option = "--load-versions" if version >= (0, 18, 5) else "--load-version"
        yield _same(option, "--load-version", f"{dataset}:VERSION")
    yield _threads(plan)
    listed = "registry" if version >= (0, 17, 5) else "pipeline"
    yield _row(f"kedro {listed} list", "python run.py --help")
    pipeline = shlex.quote(named)
    yield _row(f"kedro {listed} describe {pipeline}", f"{_ours('--pipeline', named)} --list")
    if pieces_of(plan)["storage"]:
        datasets = "describe-datasets" if version >= (1,) else "list"
        yield _row(f"kedro catalog {datasets}", plan.ours.path("catalog"))
    needs = cell("pip install -e .[show]")
    yield cell("kedro viz"), f"{cell('python run.py --show graph.svg')}, with Graphviz and {needs}"


def _parts(examples: Examples, example: str, version: tuple[int, ...]) -> Iterator[Row]:
    """The options that select nodes."""
    if node := examples.node:
        function = examples.functions[node]
        yield _same("--from-nodes", "--from", node, function)
    if dataset := examples.loaded:
        yield _same("--from-inputs", "--from", dataset, examples.plan.names[dataset])
    if dataset := examples.made:
        takers = ",".join(examples.takers(examples.plan.names[dataset]))
        yield _same("--from-inputs", "--from", dataset, takers)
    if node:
        yield _same("--to-nodes", "--to", node, function)
    if version >= (0, 17, 1) and example in examples.plan.names:
        yield _same("--to-outputs", "--to", example)
    if node:
        option = "--nodes" if version >= (0, 18, 5) else "--node"
        yield _same(option, "--nodes", node, function)
    if tag := examples.tag:
        yield _same("--tags" if version >= (0, 18, 5) else "--tag", "--tags", tag)
    if version >= (0, 18, 5) and (namespace := examples.namespace):
        option = "--namespaces" if version >= (1,) else "--namespace"
        inside = ",".join(examples.inside(namespace))
        yield _same(option, "--nodes", namespace, inside)


def _threads(plan: Plan) -> Row:
    kedro = cell("kedro run --runner ThreadRunner")
    if len(ordered := default_pipeline(plan).ordered) < 2:
        return kedro, cell("python run.py --executor threads")
    return kedro, f"nothing: no executor keeps the order of {', '.join(ordered)}"


def _row(kedro: str, ours: str) -> Row:
    return cell(kedro), cell(ours)


def _same(theirs: str, ours: str, kedro: str, hamilton: str = "") -> Row:
    return _row(_kedro(theirs, kedro), _ours(ours, hamilton or kedro))


def _kedro(option: str, value: str) -> str:
    return f"kedro run {option} {shlex.quote(value)}"


def _ours(option: str, value: str) -> str:
    return f"python run.py {option} {shlex.quote(value)}"


class Examples:
    """Parts of the default pipeline that can be run by themselves: what they take and do not make
    is stored, or a parameter."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.default = default_pipeline(plan)
        self.functions = {node: plan.functions[node] for node in self.default.nodes}
        self.makers = _makers(plan)
        entries = plan.catalog.entries
        self.loadable = {*plan.parameters.inputs, *(each.name for each in entries if each.load)}
        self.makers |= {e.name: self._maker(e.after) for e in entries if e.after}
        self.needs: dict[str, set[str]] = {name: set() for name in self.functions.values()}
        self.followers: defaultdict[str, set[str]] = defaultdict(set)
        for start, end in plan.edges:
            if (maker := self._maker(end)) in self.needs:
                self.needs[maker].add(start)
                self.followers[self._maker(start)].add(maker)

    @property
    def node(self) -> str:
        """The node from which most can be run."""
        named = ((n, f) for n, f in self.functions.items() if "[" not in n)
        starts = {n: self._after({f}) for n, f in islice(named, _TRIED)}
        able = [node for node, part in starts.items() if self._stands_alone(part)]
        return max(able, key=lambda node: (len(starts[node]), node), default="")

    @property
    def loaded(self) -> str:
        """A dataset that the pipeline loads."""
        return self._from_inputs(lambda name: name in self.default.loads)

    @property
    def made(self) -> str:
        """A dataset that the pipeline makes, and can load as well."""
        return self._from_inputs(lambda name: self._maker(name) in self.needs)

    @property
    def tag(self) -> str:
        """One of Kedro's tags."""
        tagged = {t: {self._maker(n) for n in names} for t, names in kedro_tags(self.plan).items()}
        own = {tag: found & self.needs.keys() for tag, found in tagged.items()}
        return max(filter(lambda tag: self._stands_alone(own[tag]), sorted(own)), default="")

    @property
    def namespace(self) -> str:
        """A namespace in which functions stand."""
        every = dict.fromkeys(f.rpartition(".")[0] for f in self.functions.values() if "." in f)
        return next((n for n in every if self._stands_alone({*self.inside(n)})), "")

    def inside(self, namespace: str) -> list[str]:
        """The functions in a namespace."""
        return [f for f in self.functions.values() if f.startswith(f"{namespace}.")]

    def takers(self, name: str) -> list[str]:
        """The functions that take a name, in Kedro's order."""
        takers = self.followers[self._maker(name)]
        able = {each for each in takers if name in self.needs[each]}
        return [each for each in self.functions.values() if each in able] if able else []

    def _from_inputs(self, is_wanted: Callable[[str], bool]) -> str:
        wanted = (
            (dataset, name)
            for dataset, name in self.plan.names.items()
            if is_wanted(name) and self._can_load(name) and "@" not in dataset
        )
        takers = {dataset: self.takers(name) for dataset, name in islice(wanted, _TRIED)}
        able = [each for each in takers if self._stands_alone(self._after({*takers[each]}))]
        return max(able, key=lambda dataset: len(takers[dataset]), default="")

    def _maker(self, name: str) -> str:
        return self.makers.get(name, name)

    def _can_load(self, name: str) -> bool:
        return name in self.loadable or self.plan.catalog.aliases.get(name) in self.loadable

    def _after(self, start: set[str]) -> set[str]:
        """Some functions and all that follow."""
        found, more = set(start), [*start]
        while more:
            new = self.followers[more.pop()] - found
            found |= new
            more += new
        return found

    def _stands_alone(self, part: Collection[str]) -> bool:
        needs = {name for function in part for name in self.needs[function]}
        return bool(part) and all(self._maker(n) in part or self._can_load(n) for n in needs)


def _makers(plan: Plan) -> dict[str, str]:
    """The functions that make names other than their own: parts of values, and what these are
    called outside of a namespace."""
    found: dict[str, str] = {}
    spaces: dict[str, list[str]] = {}
    for part in (part for module in plan.modules for part in module.parts):
        if isinstance(part, Subdags):
            spaces[part.steps] = [f"{use.namespace}." for use in part.uses]
            found |= {n: step for each in part.exposed for n, step in each.sources.items()}
    for module in plan.modules:
        functions = [part for part in module.parts if isinstance(part, DataflowFunction)]
        for space in spaces.get(module.name, [""]):
            for part in functions:
                found |= {f"{space}{name}": f"{space}{part.name}" for name, _ in part.fields}
    return {name: found.get(maker, maker) for name, maker in found.items()}


def _changed(plan: Plan) -> tuple[str, object] | None:
    """A parameter that is a number or a word, and its value."""
    for name in plan.parameters.inputs.values():
        value: object = plan.parameters.base
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, int | float) or (isinstance(value, str) and value.isalpha()):
            return name, value
    return None
