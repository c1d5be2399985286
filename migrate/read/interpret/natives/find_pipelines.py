"""`find_pipelines()`: what Kedro finds by itself in the folder `pipelines`."""

from __future__ import annotations

from migrate.model.diagnostics import Place
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.partial_values import entries
from migrate.read.interpret.values import (
    InstanceValue,
    Library,
    ModuleValue,
    Raised,
    Site,
    Unknown,
    Value,
    brief,
    unwrap,
)
from migrate.read.kedro.nodes import PipelineValue, Refusal


def find_pipelines(m: Evaluation, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """One pipeline for each folder of `pipelines` that has a `create_pipeline`, in the order of
    their names; what fails is left out with a diagnostic, unless errors are asked for.
    """
    package = m.layout.package
    strict = kwargs.get("raise_errors", args[0] if args else False)
    wanted = kwargs.get("pipelines_to_find", args[1] if len(args) > 1 else None)
    found: dict[str, Value] = {}
    unknown = wanted if isinstance(wanted, Unknown) else entries(wanted)
    chosen = wanted if isinstance(wanted, list) and "__default__" not in wanted else None
    if unknown is not None:
        found["__default__"] = unknown
    elif chosen is None:
        made = None
        if m.exists(f"{package}.pipeline"):
            made = _create(m, f"{package}.pipeline", site, bool(strict))
        found["__default__"] = PipelineValue([]) if made is None else made
    for name in folders(m):
        if (chosen is None and unknown is None) or name in (chosen or ()):
            made = _create(m, f"{package}.pipelines.{name}", site, bool(strict))
            if made is not None:
                found[name] = made
        elif unknown is not None:
            found[name] = unknown
    return found


def folders(m: Evaluation) -> list[str]:
    """The folders of `pipelines` that Kedro looks into."""
    above = f"{m.layout.source_dir}/{m.layout.package.replace('.', '/')}/pipelines/"
    above = above.removeprefix("./")
    inside = (path[len(above) :] for path in m.files if path.startswith(above))
    names = {rest.partition("/")[0] for rest in inside if "/" in rest}
    return sorted(n for n in names if n != "__pycache__" and not n.startswith("."))


def _create(m: Evaluation, name: str, site: Site, strict: bool) -> Value:
    """What the `create_pipeline` of a module gives; None if Kedro skips it."""
    short = name.rpartition(".")[2]
    depth = m.depth
    try:
        module = m.import_module(name, site)
        if isinstance(module, Library) or "create_pipeline" not in module.names:
            _without(m, name, _place(module, m, name), strict)
            return None
    except Raised as raised:
        # Kedro guards the import alone: what `create_pipeline` raises ends the whole.
        if strict:
            raise
        m.depth = depth
        m.note("K105", raised.place, name=short, reason=reason(raised))
        return None
    made = unwrap(m.call(module.names["create_pipeline"], [], {}, site))
    if isinstance(made, Unknown):
        m.report(made, "K102", _place(module, m, name))
        return PipelineValue([], gaps=True)
    if not isinstance(made, PipelineValue):
        _without(m, name, _place(module, m, name), strict)
        return None
    return made


def _without(m: Evaluation, name: str, place: Place, strict: bool) -> None:
    """Say that a module gives no pipeline. Since 1.0 Kedro goes on only if errors are not asked
    for, but for `pipeline.py` of the package itself.
    """
    refused = strict and m.version >= (1, 0) and name != f"{m.layout.package}.pipeline"
    m.note("K130" if refused else "K107", place, name=name.rpartition(".")[2])


def _place(module: ModuleValue | Library, m: Evaluation, name: str) -> Place:
    path = module.path if isinstance(module, ModuleValue) else name.replace(".", "/")
    return Place(path)


def reason(raised: Raised) -> str:
    """What went wrong, in half a sentence."""
    error = raised.error
    if isinstance(error, Refusal):
        return error.message
    if isinstance(error, SyntaxError):
        return f"it has a syntax error: {error.msg}"
    if isinstance(error, BaseException):
        return f"{type(error).__name__}: {' '.join(brief(error).split())[:300]}"
    if isinstance(error, InstanceValue):
        return f"{error.cls.name} is raised"
    return "an exception is raised"
