"""What a Kedro project is: facts only, as the readers found them, nothing decided.

Everything is immutable and holds text, numbers and containers: no object of the user's project.
Names are Kedro's. Paths are relative to the project's root, with `/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from migrate.model.asked import KeyPath, Secret
from migrate.model.diagnostics import Diagnostic, Place

# --- Python source --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that an import statement binds: `from module import name as alias`.

    `module` is absolute (relative imports are resolved). `name` is None for `import module`,
    "*" for a star import. `alias` is the name that is bound ("" for a star import);
    `import a.b` binds `a`. `renamed` says that `as` was written.
    """

    module: str
    name: str | None
    alias: str
    renamed: bool = False
    type_checking: bool = False


StatementKind = Literal["docstring", "import", "function", "class", "assignment", "other"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement of a module, with the comments that belong to it.

    `text` is the source of the statement, decorators and the comment lines directly above it
    included, ending in a newline. `binds` are the module-level names it binds, `uses` the
    names of the module's scope (or builtins) that it reads, at import or later, in annotations
    (string ones too) and nested scopes included. An `if TYPE_CHECKING:` around nothing but
    imports is one statement of kind "import"; one that imports under any other condition (`try`,
    `if`, `with`) is of kind "other". `inner_imports` are those of its functions and classes.
    `effect` says that importing it may do more than bind names (a call at import time, say).
    """

    kind: StatementKind
    text: str
    line: int
    end_line: int
    binds: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()
    imports: tuple[Imported, ...] = ()
    inner_imports: tuple[Imported, ...] = ()
    effect: bool = False


@dataclass(frozen=True)
class Module:
    """One Python file of the project. `name` is its dotted import name ("" if it has none).

    `package` tells whether it is an `__init__`. `statements` is empty where the file has a syntax
    error (`broken` then holds the sentence).
    """

    name: str
    path: str
    text: str
    package: bool
    statements: tuple[Statement, ...] = ()
    broken: str | None = None

    @cached_property
    def _bindings(self) -> Mapping[str, Statement]:
        return {name: statement for statement in self.statements for name in statement.binds}

    def binding(self, name: str) -> Statement | None:
        """The last statement that binds `name`, or None."""
        return self._bindings.get(name)


# --- functions ------------------------------------------------------------------------------

ParameterKind = Literal[
    "positional-only", "positional", "var-positional", "keyword-only", "var-keyword"
]
Certainty = Literal["yes", "no", "can't tell"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function, with the source text of its annotation and its default."""

    name: str
    kind: ParameterKind
    annotation: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether a function does something to a parameter's object, with the reason and its line."""

    certainty: Certainty
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Function:
    """A function, lambda or method that is defined in the project.

    `text` is its source as it stands (decorators and the comments directly above it included,
    dedented, ending in a newline); for a lambda, its expression. `local_names` are all names that
    it or its nested scopes bind, `global_names` those that it reads from its module's scope or
    from builtins. `mutates` tells for each parameter whether its object may be changed in place,
    directly or through what is called; `returns_alias` whether the object (or a part of it) may
    be returned or yielded, `stores` whether it may be kept somewhere that outlives the call.
    `calls` are the project functions it calls, as "module:qualname". `touches` are the objects of
    modules that it, or what it calls, surely changes: "module:name" in the project, a dotted path
    in a library. `shares` are the objects of modules that its result is or holds, and those of its
    parameters that it changes, too. `constant_defaults` names the parameters whose default is an
    immutable literal.
    """

    module: str
    qualname: str
    place: Place
    end_line: int
    text: str
    parameters: tuple[Parameter, ...]
    returns: str | None = None
    docstring: str | None = None
    decorators: tuple[str, ...] = ()
    generator: bool = False
    coroutine: bool = False
    local_names: frozenset[str] = frozenset()
    global_names: frozenset[str] = frozenset()
    mutates: Mapping[str, Effect] = field(default_factory=dict)
    returns_alias: Mapping[str, Effect] = field(default_factory=dict)
    stores: Mapping[str, Effect] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()
    touches: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    constant_defaults: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What `Project.functions` files it under."""
        return f"{self.module}:{self.qualname}"


# --- nodes and pipelines --------------------------------------------------------------------

FunctionKind = Literal[
    "function", "lambda", "partial", "closure", "method", "class", "library", "unknown"
]
Names = str | tuple[str, ...] | Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Bound:
    """An argument that a `functools.partial` fixes, or a free variable of a closure.

    `name` is the keyword ("0", "1", ... for a positional argument of a partial). `text` is an
    expression that gives the value: the source's own where that can stand in another module,
    otherwise a literal of the value that was found. `constant` says that it is a literal, so that
    `text` needs no name. `module` is the one whose names `text` uses, "" the function's own.
    """

    name: str
    text: str
    constant: bool = False
    module: str = ""


@dataclass(frozen=True, slots=True)
class ConstructorCall:
    """How an object is made: `name` of `module`, called with `arguments` unless they are None.

    Arguments are pairs of a keyword ("" for a positional one) and the text of a literal, or an
    object that is made itself. `attribute` is what is taken of the object in the end. `place` is
    the call, so that two nodes with one object of the same place share it. `line` tells where a
    function stands that is defined within another one (which it takes no variables from).
    `maker` is what is called where that is made by a call itself, as in `repeat(3)(function)`.
    """

    module: str
    name: str
    arguments: tuple[tuple[str, str | ConstructorCall], ...] | None = None
    attribute: str = ""
    place: Place | None = None
    line: int = 0
    maker: ConstructorCall | None = None

    @property
    def parts(self) -> tuple[ConstructorCall, ...]:
        """What it is made with, and by, as far as that is made itself."""
        given = tuple(
            value for _, value in self.arguments or () if isinstance(value, ConstructorCall)
        )
        return (self.maker, *given) if self.maker else given

    @property
    def inner_keys(self) -> tuple[str, ...]:
        """The keys of the functions within functions that it needs."""
        own = (f"{self.module}:{self.name}",) * bool(self.line)
        return (*own, *(key for part in self.parts for key in part.inner_keys))


@dataclass(frozen=True, slots=True)
class NodeFunction:
    """The function of a node, as `node()` received it.

    `module` and `qualname` say where it is defined ("pandas", "concat" for a library function; a
    partial names its innermost function); None and "" if it could not be known. `text` is the
    expression as written in the node call, `scope` the module in which that expression stands.
    `place` is where the function is defined (None outside the project). For a lambda, `qualname`
    is "<lambda>" and the function's key in `Project.functions` is "module:<lambda>:LINE:COLUMN";
    `key` gives the right one for every kind. `made` says how to make a closure or the object of a
    method once more (of a partial: its innermost function), if that is known. `captured` are the
    variables and defaults that a lambda or inner function takes from the function around it.
    `harmless` says of a library's function that it surely does not change what it is given.
    `wraps` is the key of the function whose name and hints a decorator gave to a closure.
    `chosen` says that the module decides, when it is imported, what its name `qualname` stands for.
    """

    module: str | None
    qualname: str
    kind: FunctionKind
    key: str
    text: str
    scope: str
    place: Place | None = None
    bound: tuple[Bound, ...] = ()
    made: ConstructorCall | None = None
    captured: tuple[Bound, ...] = ()
    harmless: bool = False
    wraps: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """How Kedro hands one dataset to one parameter of the function.

    `parameter` is the parameter's name; `how` says in which way the value gets there: "parameter"
    (an ordinary one), "args" (one more value of `*args`), "kwargs" (an entry of `**kwargs`, under
    the name `parameter`).
    """

    parameter: str
    dataset: str
    how: Literal["parameter", "args", "kwargs"] = "parameter"


@dataclass(frozen=True, slots=True)
class Node:
    """A Kedro node.

    `id` is what Kedro 1.7's `Node.name` would be, with "#2", "#3" where different nodes share it.
    `name` is the name as given, or None. `inputs` and `outputs` hold what `Node._inputs` and
    `Node._outputs` would (lists as tuples), namespaces applied; `local_inputs` and
    `local_outputs` hold them as written in the node call, in the same order. `place` is the node
    call, `module` the module in which it stands. `bindings` is None where the function's
    signature is not known.
    """

    id: str
    name: str | None
    namespace: str | None
    func: NodeFunction
    inputs: Names
    outputs: Names
    tags: frozenset[str]
    place: Place
    module: str
    local_inputs: Names = None
    local_outputs: Names = None
    confirms: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] | None = None

    @property
    def input_names(self) -> tuple[str, ...]:
        """The datasets it reads, in order."""
        return names_of(self.inputs)

    @property
    def output_names(self) -> tuple[str, ...]:
        """The datasets it makes, in order."""
        return names_of(self.outputs)


def names_of(names: Names) -> tuple[str, ...]:
    """The dataset names in what a node was given as inputs or outputs."""
    if names is None:
        return ()
    if isinstance(names, str):
        return (names,)
    return tuple(names.values()) if isinstance(names, Mapping) else tuple(names)


@dataclass(frozen=True, slots=True)
class PipelineNode:
    """A node's place in a registered pipeline, with the tags that it has there."""

    id: str
    tags: frozenset[str]


# --- configuration --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resolver:
    """A function of the project that its configuration calls: an expression in a module."""

    expression: str
    module: str
    place: Place


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """One dataset as the catalog of one environment has it (base merged with the environment as
    Kedro does).

    `type` is canonical: "pandas.CSVDataset" for a class of kedro-datasets (old spellings mapped),
    "MemoryDataset" and the like for Kedro's own, else the dotted import path of the class.
    `config` is the resolved entry without `type` (interpolations resolved where they could be;
    credentials stay names). `raw` is the same with interpolations as written. `origin` is the
    environment whose file it stands in, `pattern` the dataset factory that made it. `unresolved`
    lists the interpolations that could not be known, `computed` what the values at some paths of
    `config` are when they are used.
    """

    name: str
    type: str
    config: Mapping[str, Any]
    raw: Mapping[str, Any]
    origin: str
    place: Place
    pattern: str | None = None
    unresolved: tuple[str, ...] = ()
    computed: Mapping[KeyPath, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """Where a parameter (by its dotted name) stands, and which environments set it."""

    place: Place
    environments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """The catalog and the parameters of every environment.

    `environments` begins with the base environment's name; `default` is the one that `kedro run`
    uses. `catalogs[env]` and `parameters[env]` are base merged with `env` (for base, base alone).
    A catalog holds every written entry (`_underscored` ones and `parameters` left out) and every
    dataset that a factory pattern makes for the names it was asked for. `parameter_texts[env]`
    are the files' own texts by path, for their comments.

    `own_parameters[env]` are an environment's own ones (an environment without parameter files is
    left out), with `Deferred` and `DeferredText` for interpolations; `soft` says that they merge
    deeply into the base's, `changes_first` that the parameters of a run merge into each of them
    before they meet. `globals[env]` are the values of globals, `resolvers` the project's own.

    No secret stands in any of it: `secrets` has them by the environment variable that is asked for
    in their place. `credentials` are those of the default environment, by name. `untracked` are
    folders of environments that Git ignores, by environment.
    """

    environments: tuple[str, ...]
    base: str
    default: str
    catalogs: Mapping[str, Mapping[str, DatasetEntry]]
    parameters: Mapping[str, Mapping[str, Any]]
    parameter_sources: Mapping[str, ParameterSource] = field(default_factory=dict)
    parameter_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    own_parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    soft: bool = False
    changes_first: bool = True
    globals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    resolvers: Mapping[str, Resolver] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    credentials: Mapping[str, Any] = field(default_factory=dict, repr=False)
    untracked: Mapping[str, str] = field(default_factory=dict)


# --- the project ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Construct:
    """Anything else of the project that needs an outcome: a hook, a setting, a runner, a CLI
    command, a file.

    `kind` is one of: hook, setting, runner, context, cli, dataset-class, resolver, plugin,
    config, file, test. `is_read` says that all that it does was read and is part of the
    configuration, `runs` is False for a hook that Kedro is not given.
    """

    kind: str
    name: str
    place: Place
    changes_results: bool = False
    is_read: bool = False
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are: `root` is absolute, all else relative to it, with `/`.

    `line_length` is what the project has told its formatter (None if nothing). `entries` are the
    names of the files and folders in `root` itself, `links` those of them that are links.
    """

    root: str
    package: str
    source_dir: str
    conf_source: str
    kedro_version: str | None
    project_name: str
    line_length: int | None = None
    entries: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many `node(...)` calls stand in the source, and what became of them; the last three add
    up to the first.
    """

    node_calls: int = 0
    resolved: int = 0
    unresolved: int = 0
    unreachable: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """A Kedro project. `pipelines` lists nodes in Kedro's execution order; `nodes` is by id,
    `functions` by key, `modules` by path. `texts` are other files that may come along, by path;
    `executables` are the paths of those, and of modules, that the system may run; `private` are
    those with a secret, with its line (0 where that is not known). `makers` tells which registered
    pipeline a function gives when it is called without arguments ("module:name").
    """

    layout: Layout
    pipelines: Mapping[str, tuple[PipelineNode, ...]]
    nodes: Mapping[str, Node]
    functions: Mapping[str, Function]
    modules: Mapping[str, Module]
    configuration: Configuration
    constructs: tuple[Construct, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    executables: frozenset[str] = frozenset()
    private: Mapping[str, int] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage = Coverage()
    makers: Mapping[str, str] = field(default_factory=dict)
