"""Kedro's API: `node`, `pipeline` and the methods of what they make."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any, cast

from migrate.model.diagnostics import Place
from migrate.read.interpret import costs
from migrate.read.interpret.callables import describe
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives.builtins import items_of
from migrate.read.interpret.values import (
    InstanceValue,
    Library,
    Native,
    Raised,
    Site,
    Unknown,
    Value,
    simple_class,
    unwrap,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue, Refusal, RefusedValue

Args = list[Value]
Kwargs = dict[str, Value]

NODE_CLASSES = {"kedro.pipeline.Node", "kedro.pipeline.node.Node"}
NODE_FUNCTIONS = {"kedro.pipeline.node", "kedro.pipeline.node.node"}
PIPELINE_CLASSES = {"kedro.pipeline.Pipeline", "kedro.pipeline.pipeline.Pipeline"}
PIPELINE_FUNCTIONS = {
    "kedro.pipeline.pipeline",
    "kedro.pipeline.pipeline.pipeline",
    "kedro.pipeline.modular_pipeline.pipeline",
    "kedro.modular_pipeline.pipeline",
}


def _node(args: Args) -> NodeValue:
    """The node whose method is called."""
    return cast(NodeValue, args[0])


def _pipeline(args: Args) -> PipelineValue:
    """The pipeline whose method is called."""
    return cast(PipelineValue, args[0])


# --- nodes ----------------------------------------------------------------------------------

_NODE_PARAMETERS = ("func", "inputs", "outputs")


def make_node(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`node(func, inputs, outputs, name=..., ...)`."""
    place = m.place(site.node, site.scope)
    given = {**dict(zip(_NODE_PARAMETERS, args, strict=False)), **kwargs}
    missing = [name for name in _NODE_PARAMETERS if name not in given]
    if missing:
        raise Raised(TypeError(f"a node misses its argument {missing[0]}"), place)
    # What they are, NodeValue looks at, as Kedro does.
    facts: dict[str, Any] = {name: _plain(m, given.get(name), site) for name in _FACTS}
    for name in ("inputs", "outputs", "name", "namespace", "confirms"):
        unknown = m.first_unknown(facts[name])
        if unknown is not None:
            return _unresolved(m, unknown, place, name)
    m.spend(4 + 2 * (costs.total(facts["inputs"]) + costs.total(facts["outputs"])))
    tags = _tags(m, facts["tags"], place)
    _check_words(m, facts["name"], tags, place)
    try:
        made = NodeValue(
            describe(m, given["func"], site),
            facts["inputs"],
            facts["outputs"],
            facts["name"],
            facts["namespace"],
            frozenset(tags),
            facts["confirms"],
            place,
            site.scope.module.name,
            _function_text(site),
            facts["inputs"],
            facts["outputs"],
        )
        made.name  # noqa: B018  (for what it refuses)
    except Refusal:
        m.failed.add(place)
        raise
    m.made.setdefault(place, []).append(made)
    return made


def relocate(m: Evaluation, node: Value, site: Site) -> Value:
    """A node of a subclass stands where that is called, not where it calls `super()`."""
    if not isinstance(node, NodeValue):
        return node
    place = m.place(site.node, site.scope)
    if node.place in m.failed:
        m.failed.add(place)
    moved = node.copy(place=place, module=site.scope.module.name, text=_function_text(site))
    m.made.setdefault(place, []).append(moved)
    return moved


def _check_words(m: Evaluation, name: Value, tags: list[str], place: Place) -> None:
    """Kedro allows any name of a node before 0.17, and any tag before 0.19."""
    if m.version >= (0, 17) and isinstance(name, str) and name and not _WORD.match(name):
        raise RefusedValue(f"'{name}' is no valid name for a node", place)
    for tag in tags:
        if m.version >= (0, 19) and not _WORD.match(tag):
            raise RefusedValue(f"'{tag}' is no valid tag", place)


_WORD = re.compile(r"[\w\.-]+$")
_FACTS = ("inputs", "outputs", "name", "namespace", "confirms", "tags")


def _unresolved(m: Evaluation, unknown: Unknown, place: Place, what: str) -> Unknown:
    m.failed.add(place)
    m.note("K101", place, what=what, reason=unknown.reason, where=unknown.place or place)
    return Unknown(f"a node's {what} can't be known", place, reported=True)


def _plain(m: Evaluation, value: Value, site: Site) -> Value:
    """Names as plain strings and containers: members of enumerations give their values."""
    value = unwrap(value)
    if isinstance(value, list | tuple):
        return type(value)(unwrap(x) for x in value) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {unwrap(k): unwrap(v) for k, v in value.items()}
    if hasattr(value, "__next__"):
        items = m.iterate(value, site)
        return items if isinstance(items, Unknown) else list(items)
    return value


def _tags(m: Evaluation, tags: Any, place: Place) -> list[str]:
    """The tags that are known; one that is not leaves a note."""
    if isinstance(tags, str):
        return [tags]
    if tags is None:
        return []
    found = [tags] if isinstance(tags, Unknown) else list(tags)
    for tag in found:
        if isinstance(tag, Unknown):
            m.report(tag, "K103", place)
    return [tag for tag in map(unwrap, found) if isinstance(tag, str)]


def _function_text(site: Site) -> str:
    """The expression of the function, as written in the call."""
    node = site.node
    if not isinstance(node, ast.Call):
        return ""
    named = [k.value for k in node.keywords if k.arg == "func"]
    first = [a for a in node.args[:1] if not isinstance(a, ast.Starred)]
    for expression in named + first:
        return site.scope.module.segment(expression)
    return ""


def _tag(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`tag` of a node or of a pipeline."""
    tags = args[1] if len(args) > 1 else kwargs.get("tags")
    tagged: Any = args[0]
    m.spend(tagged.weight)
    return tagged.tag(_tags(m, _plain(m, tags, site), m.place(site.node, site.scope)))


def _copy_node(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    names = {
        "inputs": "given_inputs",
        "outputs": "given_outputs",
        "name": "given_name",
        "confirms": "given_confirms",
    }
    changes: dict[str, Any] = {names.get(k, k): _plain(m, v, site) for k, v in kwargs.items()}
    unknown = m.first_unknown(changes)
    if unknown is not None:
        return unknown
    if "func" in changes:
        changes["func"] = describe(m, changes["func"], site)
    if "tags" in changes:
        changes["tags"] = frozenset(changes["tags"])
    changes.pop("preview_fn", None)
    return _node(args).copy(**changes)


def _decorate_node(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> NodeValue:
    """`node.decorate(f, g)` of Kedro before 0.18: the function behind its decorators."""
    node = _node(args)
    function = node.func.value
    for decorator in reversed(args[1:]):
        made = m.call(decorator, [function], {}, site)
        if isinstance(made, Unknown):
            return node
        function = made
    return node.copy(func=describe(m, function, site))


NODE_METHODS: dict[str, Native] = {
    "tag": Native("Node.tag", _tag),
    "_copy": Native("Node._copy", _copy_node),
    "decorate": Native("Node.decorate", _decorate_node),
}


# --- nodes that give a context to a language model ------------------------------------------

_CONTEXT = Library(
    "kedro.pipeline.llm_context", "LLMContextNode.__init__.<locals>.construct_context"
)


def make_context_node(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`llm_context_node(outputs=, llm=, prompts=, tools=)`."""
    names: list[Value] = [*items_of(m, kwargs.get("prompts", ()), site)]
    for tool in items_of(m, kwargs.get("tools") or (), site):
        names += [tool] if isinstance(tool, Unknown) else _inputs_of(tool)
    inputs = {"llm": kwargs.get("llm"), **{name: name for name in names}}
    rest = {k: v for k, v in kwargs.items() if k not in ("llm", "prompts", "tools")}
    node = make_node(m, site, [_CONTEXT, inputs], rest)
    if not isinstance(node, NodeValue):
        return node
    text = site.scope.module.segment(site.node)
    return node.copy(text=text)


def _inputs_of(tool: Any) -> list[Value]:
    """The inputs of what `_tool` gave."""
    found: list[Value] = tool["inputs"]
    return found


def _tool(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return {"func": args[0], "inputs": args[1:]}


# --- pipelines ------------------------------------------------------------------------------

_OPTIONS = {
    "inputs": "inputs",
    "outputs": "outputs",
    "parameters": "parameters",
    "tags": "tags",
    "namespace": "namespace",
    "prefix_datasets_with_namespace": "prefix",
}


def make_pipeline(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`pipeline(nodes, ...)`, `pipeline(pipe=..., ...)`, `Pipeline(nodes, ...)`."""
    place = m.place(site.node, site.scope)
    given = args[0] if args else kwargs.get("nodes", kwargs.get("pipe"))
    given = unwrap(given)
    if isinstance(given, Unknown):
        m.report(given, "K102", place)
        return PipelineValue([], gaps=True, place=place)
    if given is None:
        raise Raised(ValueError("a pipeline is made of None instead of nodes"), place)
    options: dict[str, Any] = {
        _OPTIONS[k]: _plain(m, v, site) for k, v in kwargs.items() if k in _OPTIONS
    }
    options["tags"] = _tags(m, options.get("tags"), place)
    gaps = False
    for name in ("inputs", "outputs", "parameters", "namespace", "prefix"):
        unknown = m.first_unknown(options.get(name))
        if unknown is not None:
            m.report(unknown, "K102", place)
            return PipelineValue([], gaps=True, place=place)
    parts: list[NodeValue | PipelineValue] = []
    for item in [given] if isinstance(given, PipelineValue) else items_of(m, given, site):
        item = unwrap(item)
        if isinstance(item, Unknown):
            m.report(item, "K102", place)
            gaps = True
        elif isinstance(item, NodeValue | PipelineValue):
            parts.append(item)
        else:
            kind = type(item).__name__
            raise Raised(TypeError(f"a pipeline contains a {kind} instead of a node"), place)
    m.spend(sum(p.weight for p in parts))
    if isinstance(given, PipelineValue) and not any(
        options.get(k) for k in ("inputs", "outputs", "parameters", "namespace")
    ):
        parts = list(given.nodes)
    return PipelineValue(parts, gaps=gaps, place=place, **options)


def _make_ml(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`pipeline_ml_factory(training, inference)` of kedro-mlflow: the training pipeline, which has
    the inference pipeline as an attribute."""
    given = {**dict(zip(("training", "inference"), args, strict=False)), **kwargs}
    place = m.place(site.node, site.scope)
    training = make_pipeline(m, site, [given["training"]], {})
    m.note("K128", place)
    made = InstanceValue(simple_class("PipelineML"), payload=training)
    made.attributes.update(training=training, inference=given["inference"])
    return made


def _selecting(name: str) -> Native:
    """A method of pipelines that takes names."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        pipeline, names = _pipeline(args), [_plain(m, a, site) for a in args[1:]]
        unknown = m.first_unknown(names)
        if unknown is not None:
            m.report(unknown, "K102", m.place(site.node, site.scope))
            return PipelineValue([], gaps=True, place=pipeline.place)
        m.spend(pipeline.weight)
        return getattr(pipeline, name)(*names)

    return Native(f"Pipeline.{name}", run)


def _namespaces(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    given = args[1] if len(args) > 1 else next(iter(kwargs.values()))
    names: Any = [given] if isinstance(given, str) else _plain(m, given, site)
    unknown = m.first_unknown(names)
    if unknown is not None:
        return unknown
    pipeline = _pipeline(args)
    m.spend(pipeline.weight)
    return pipeline.only_nodes_with_namespaces(names)


def _filter(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    pipeline = _pipeline(args)
    given: dict[str, Any] = {k: _plain(m, v, site) for k, v in kwargs.items()}
    if "node_namespace" in given:
        given["node_namespaces"] = [given.pop("node_namespace")]
    if len(args) > 1:
        given["tags"] = _plain(m, args[1], site)
    unknown = m.first_unknown(given)
    if unknown is not None:
        m.report(unknown, "K102", m.place(site.node, site.scope))
        return PipelineValue([], gaps=True, place=pipeline.place)
    m.spend(pipeline.weight)
    return pipeline.filter(**given)


def _decorate_pipeline(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    pipeline, decorators = _pipeline(args), args[1:]
    m.spend(pipeline.weight)
    nodes = [_decorate_node(m, site, [node, *decorators], {}) for node in pipeline.list]
    return pipeline.made(nodes)


_SELECTIONS = (
    "only_nodes",
    "only_nodes_with_tags",
    "only_nodes_with_inputs",
    "only_nodes_with_outputs",
    "from_inputs",
    "to_outputs",
    "from_nodes",
    "to_nodes",
)
_NAMES = ["inputs", "outputs", "all_inputs", "all_outputs", "datasets"]


def _names(name: str) -> Native:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        pipeline = _pipeline(args)
        m.spend(pipeline.weight)
        if pipeline.gaps:
            return m.unknown(f"the {name} of a pipeline that is not wholly known", site)
        return getattr(pipeline, "datasets" if name == "data_sets" else name)()

    return Native(f"Pipeline.{name}", run)


PIPELINE_METHODS: dict[str, Native] = {
    **{name: _selecting(name) for name in _SELECTIONS},
    **{name: _names(name) for name in [*_NAMES, "data_sets"]},
    "only_nodes_with_namespace": Native("Pipeline.only_nodes_with_namespace", _namespaces),
    "only_nodes_with_namespaces": Native("Pipeline.only_nodes_with_namespaces", _namespaces),
    "filter": Native("Pipeline.filter", _filter),
    "tag": Native("Pipeline.tag", _tag),
    "decorate": Native("Pipeline.decorate", _decorate_pipeline),
    "describe": Native("Pipeline.describe", lambda m, s, args, k: m.unknown("a description", s)),
    "to_json": Native("Pipeline.to_json", lambda m, s, args, k: m.unknown("a description", s)),
}
PIPELINE_FACTS: dict[str, Callable[[PipelineValue], Value]] = {
    "nodes": lambda p: list(p.nodes),
    "_nodes": lambda p: list(p.list),
    "grouped_nodes": lambda p: [list(group) for group in p.grouped_nodes],
    "_nodes_by_name": lambda p: dict(p.by_name),
    "node_dependencies": lambda p: p.dependencies(),
}

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(NODE_CLASSES | NODE_FUNCTIONS, make_node),
    **{f"kedro.pipeline.{p}llm_context_node": make_context_node for p in ("", "llm_context.")},
    **{f"kedro.pipeline.{p}LLMContextNode": make_context_node for p in ("", "llm_context.")},
    **{f"kedro.pipeline.{p}tool": _tool for p in ("", "llm_context.")},
    **dict.fromkeys(PIPELINE_CLASSES | PIPELINE_FUNCTIONS, make_pipeline),
    **{
        f"kedro_mlflow.pipeline.{path}": _make_ml
        for name in ("pipeline_ml", "pipeline_ml_factory")
        for path in (name, f"pipeline_ml_factory.{name}", f"pipeline_ml.{name}")
    },
}
