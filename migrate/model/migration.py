"""What a migration decides: the plan of a Hamilton project, as the writers take it.

Everything is immutable, and complete: the writers never look at the source again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from migrate.model.diagnostics import Diagnostic, Place
from migrate.model.expressions import NOTHING, Expression
from migrate.runtime.modules import RuntimeModules

NodeOutcome = Literal["moved", "parameterized", "wrapped", "manual"]
DatasetOutcome = Literal["native", "kedro-datasets", "custom", "memory", "manual", "unused"]
ConstructOutcome = Literal["translated", "kept", "replaced", "dropped", "manual"]
Handoff = Literal["memory", "reload", "none"]
HandoffChoice = Literal["auto", "reload", "memory"]
Layout = Literal["package", "single-file", "notebook"]


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """An import line of a written module: `import module as alias`, or `from module import name
    as alias`."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def binds(self) -> str:
        """The name that it binds."""
        return self.alias or self.name or self.module.partition(".")[0]


# --- functions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a written function.

    `name` is what it is called, `was` what the source's function calls it. `copy` is the
    expression that makes a defensive copy of it, with the reason.
    """

    name: str
    was: str
    hint: str
    copy: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One output of a parameterized function: the node, and what each parameter gets.

    `sources` maps parameters to nodes, `values` parameters to expressions.
    """

    output: str
    sources: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataflowFunction:
    """One function of a dataflow module.

    A moved one has `source`, the function's own text, in which parameters are renamed as
    `arguments` say, names of the module's scope as `renames` says, and `fixed` become locals.
    All others have `call`, an expression over the arguments' names. `rows` are for
    `@parameterize`, `injected` for `@inject` (parameters and their nodes), `fields` for
    `@unpack_fields`.
    """

    name: str
    nodes: tuple[str, ...]
    outcome: NodeOutcome
    arguments: tuple[Argument, ...]
    returns: str
    place: Place
    code: str = ""
    why: str = ""
    source: str | None = None
    call: str | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    injected: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    output_tags: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict)
    docstring: str | None = None


@dataclass(frozen=True, slots=True)
class VerbatimStatement:
    """A statement of the source that comes along, with the names that change in it."""

    text: str
    renames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubdagUse:
    """One namespace under which a module of steps is used: where its inputs come from."""

    namespace: str
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exposed:
    """A function `name` for what one step makes: `sources` maps the nodes that are other names
    for it to its namespaced nodes."""

    name: str
    step: str
    hint: str
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subdags:
    """A module of steps, used under several namespaces (`@parameterized_subdag`).

    `result` is the step that the written function returns; `exposed` are the steps whose values
    have other names outside.
    """

    name: str
    steps: str
    result: str
    hint: str
    uses: tuple[SubdagUse, ...]
    exposed: tuple[Exposed, ...] = ()
    tags: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataflowModule:
    """A dataflow module: its parts in the order in which they are written.

    `imports` are in order, too. `acting` are those that no name uses, so that the order counts;
    `hinting` are for type checkers alone. Importing a module that `acts` may do more than bind
    names; one that is `found` is imported by Kedro 1.5 and later for what is run of it alone.
    """

    name: str
    docstring: str
    imports: tuple[Import, ...]
    parts: tuple[DataflowFunction | VerbatimStatement | Subdags, ...]
    steps: bool = False
    acting: frozenset[Import] = frozenset()
    hinting: frozenset[Import] = frozenset()
    acts: bool = False
    found: bool = False


# --- storage, parameters, pipelines ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """A dataset of one environment, as an entry of the written catalog.

    `load` and `save` are expressions for callables: `load(path)` gives the value,
    `save(value, path)` writes it, `confirm(path, loaded)` moves its checkpoint; none where there is
    none. `path` is an expression, too. `exact` says that loading gives the very value that was
    saved (None: nobody asks), `each` that every consumer loads it for itself, `streamed` that a
    generator makes it. It is loaded after the node `after` has been saved. `manual` says why it
    can't be loaded or saved yet. `format` is Kedro's type, after which a function for several
    entries can be named, `filled` what the placeholders of the dataset factory stand for that made
    it.
    """

    name: str
    path: Expression = NOTHING
    load: Expression = NOTHING
    save: Expression = NOTHING
    versioned: bool = False
    exact: bool | None = None
    confirm: Expression = NOTHING
    each: bool = False
    streamed: bool = False
    after: str = ""
    manual: str = ""
    imports: frozenset[Import] = frozenset()
    format: str = field(default="", compare=False)
    filled: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class PipelinePlan:
    """A registered pipeline: which modules it takes, what it loads, what is requested.

    `makes` are the Hamilton nodes that its own Kedro nodes make, and those that make nothing;
    `overridden` is what one of its modules could compute of `loads`, or of the same data by another
    name. `overrides` says that two of its modules compute the same name. `ordered` are functions
    that act beyond their values, in Kedro's order.
    """

    name: str
    modules: tuple[str, ...]
    loads: tuple[str, ...]
    outputs: tuple[str, ...]
    savers: tuple[str, ...]
    nodes: tuple[str, ...]
    makes: frozenset[str]
    overridden: tuple[str, ...] = ()
    overrides: bool = False
    ordered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogPlan:
    """The written catalog. `environments` hold what each changes against the base. Paths are made
    of `constants`, and of `folders`, which differ by environment. `aliases` are nodes that are
    loaded from an entry of another name. `tables` is a condition of a `value` that Kedro never
    copies ("": there are none such)."""

    base: tuple[StoredDataset, ...]
    environments: Mapping[str, tuple[StoredDataset, ...]]
    imports: tuple[Import, ...]
    folders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    tables: str = ""

    @property
    def entries(self) -> tuple[StoredDataset, ...]:
        """The entries of all environments."""
        return (*self.base, *chain.from_iterable(self.environments.values()))


@dataclass(frozen=True, slots=True)
class ParametersPlan:
    """The written parameters. `inputs` maps Hamilton's inputs to dotted names ("" for all).

    `base` and `environments` are the values of the files, with `Deferred` and `DeferredText` where
    they are made of others. They ask for globals by dotted name: `constants` are those that no
    environment changes, `globals` the others, by environment. `run` are the parameters of a run
    that they ask for. `changes_first` says that the parameters of a run merge into each of them
    before they meet.
    `comments` holds, by environment and dotted name, the comment lines above a key and beside it.
    `objects` are expressions for what makes an object of an input's value, by input; `imports` is
    what they need.
    """

    base: Mapping[str, Any]
    environments: Mapping[str, Mapping[str, Any]]
    inputs: Mapping[str, str]
    merge: Literal["destructive", "soft"] = "destructive"
    changes_first: bool = True
    constants: Mapping[str, Any] = field(default_factory=dict)
    globals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    run: tuple[str, ...] = ()
    comments: Mapping[str, Mapping[str, tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolversPlan:
    """The project's own resolvers: their functions (expressions), and what those import."""

    functions: Mapping[str, str] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()


# --- choices --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """What is settled before a migration begins.

    `names` are a person's, by Kedro dataset, `params:` name or node, and `places` is where they
    stand; `accepted` are the diagnostics that a person has answered for ("code:path:name"), with
    their place. `earlier` are the names of the last run, `functions` its functions by node id.
    `handoff` says what consumers of stored datasets get: what is read back, the value itself, or
    ("auto") the value where the format surely gives it back. `data_root` is the folder that
    relative paths start from, absolute or as seen from the new project ("" for that one).
    With `checks_outputs` the new project refuses what Kedro refuses of what functions return.
    `layout` says in which files the new project is written.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    accepted: Mapping[str, Place] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    handoff: HandoffChoice = "auto"
    data_root: str = ""
    checks_outputs: bool = False
    layout: Layout = "package"


# --- the ledger -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """Where a node went."""

    module: str
    function: str


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """What became of one Kedro node; `copies` are the parameters copied first, with the reasons."""

    id: str
    outcome: NodeOutcome
    code: str
    reason: str
    source: Place
    targets: tuple[Target, ...]
    copies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """What became of one dataset in one environment."""

    name: str
    environment: str
    outcome: DatasetOutcome
    loader: str | None
    saver: str | None
    handoff: Handoff
    reason: str


@dataclass(frozen=True, slots=True)
class ConstructRecord:
    """What became of anything else."""

    kind: str
    name: str
    outcome: ConstructOutcome
    place: Place
    advice: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions of a migration.

    `ours` are the names of our modules. Relative paths start from `data_root`, as in `Choices`;
    `bring` is the command that brings the inputs there ("" if there are none to bring);
    `opens_relative` says that code opens relative paths itself.

    `names` maps Kedro's dataset and `params:` names to Hamilton's nodes, `functions` the ids of
    Kedro's nodes to those that run their functions. `kept` are files of the
    source that come along, by their path in the output without what moved from them (`executables`
    are those that the system may run); `logging` are
    the settings for `logging.config.dictConfig`;
    `beside` is what the package imports that lies beside it;
    `dataset_base` says that dataset classes
    among them need a base class. `edges` are the dataset-level edges that
    the written text must have: pairs of Hamilton nodes. `private` are those of `kept` that hold
    secrets, which Git is to ignore. `untracked` are folders that Git ignores in the Kedro project,
    by the environment whose values they gave. `dangling` are imports (a module and a name) of what
    the source has not either, `guarded` libraries that it imports under conditions alone.
    """

    ours: RuntimeModules
    project_name: str
    data_root: str
    bring: str
    opens_relative: bool
    kedro_version: str | None
    names: Mapping[str, str]
    functions: Mapping[str, str]
    modules: tuple[DataflowModule, ...]
    catalog: CatalogPlan
    parameters: ParametersPlan
    pipelines: tuple[PipelinePlan, ...]
    environments: tuple[str, ...]
    default_environment: str
    kept: Mapping[str, str]
    logging: Mapping[str, Any]
    dataset_base: bool
    requirements: tuple[str, ...]
    test_requirements: tuple[str, ...]
    beside: tuple[str, ...]
    line_length: int | None
    nodes: tuple[NodeRecord, ...]
    datasets: tuple[DatasetRecord, ...]
    constructs: tuple[ConstructRecord, ...]
    diagnostics: tuple[Diagnostic, ...]
    edges: frozenset[tuple[str, str]] = frozenset()
    resolvers: ResolversPlan = field(default_factory=ResolversPlan)
    executables: frozenset[str] = frozenset()
    checks_outputs: bool = False
    layout: Layout = "package"
    private: frozenset[str] = frozenset()
    untracked: Mapping[str, str] = field(default_factory=dict)
    dangling: frozenset[tuple[str, str]] = frozenset()
    guarded: frozenset[str] = frozenset()

    @property
    def package(self) -> str:
        """The written package."""
        return self.ours.package

    @property
    def kedro(self) -> tuple[int, ...]:
        """The source's version of Kedro as numbers; () if it is not known."""
        return tuple(map(int, re.findall(r"\d+", self.kedro_version or "")[:3]))
