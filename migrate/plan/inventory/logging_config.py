"""Logging: the project's logging.yml, without what is Kedro's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from migrate.model.asked import asked_for
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Project
from migrate.secrets import MARK

# What takes the place of Kedro's handlers, with the arguments that it takes; None for nothing.
_HANDLERS: Mapping[str, str | None] = {
    "kedro.logging.RichHandler": "rich.logging.RichHandler",
    "kedro.extras.logging.RichHandler": "rich.logging.RichHandler",
    "kedro.extras.logging.ColorHandler": "logging.StreamHandler",
    "kedro.extras.logging.color_logger.ColorHandler": "logging.StreamHandler",
    "kedro.versioning.journal.JournalFileHandler": None,
}
# What does nothing where it is not used.
_TERMINAL = ("logging.StreamHandler", "rich.logging.RichHandler")
_STREAM = {"class", "level", "formatter", "filters", "stream"}


@dataclass(frozen=True, slots=True)
class LoggingPlan:
    """The settings of a file, as `logging.config.dictConfig` takes them; empty for none.

    `source` is the file, `classes` are what has to be importable.
    """

    source: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    diagnostics: tuple[tuple[Diagnostic, str], ...] = ()


def plan_logs(project: Project) -> LoggingPlan:
    """What becomes of the project's logging.yml."""
    import yaml

    source = _source(project)
    if source is None:
        return LoggingPlan()
    text = project.texts[source]
    try:
        settings = yaml.safe_load(text)
    except yaml.YAMLError:
        return _by_hand(source, "it can't be read")
    if not _is_whole(settings):
        return _by_hand(source, "logging.config.dictConfig does not take it")
    if "${" in MARK.sub("", text):
        return _by_hand(source, "its values are made of others; write logs.py by hand")
    every = settings.get("handlers") or {}
    handlers, gone = _handlers(every)
    unknown = sorted(name for name in gone if not _is_dropped(every[name]))
    if unknown:
        return _by_hand(source, f"it uses Kedro's handler {unknown[0]}")
    handlers = _used(handlers, settings)
    used = {each.get("formatter") for each in handlers.values()}
    formatters = {n: f for n, f in (settings.get("formatters") or {}).items() if n in used}
    loggers = settings.get("loggers") or {}
    found = {
        **settings,
        "formatters": _without_source(formatters, project),
        "handlers": handlers,
        "loggers": {
            name: _without(each, gone)
            for name, each in loggers.items()
            if name.partition(".")[0] != "kedro"
        },
    }
    if isinstance(settings.get("root"), dict):
        found["root"] = _without(settings["root"], gone)
    return LoggingPlan(
        source,
        {key: asked_for(value) for key, value in found.items() if value not in ({}, None)},
        tuple(sorted(_classes(found))),
        _about_names(source, loggers, project),
    )


def _is_whole(settings: Any) -> bool:
    """Whether settings have the shape that `dictConfig` reads."""
    if not isinstance(settings, dict):
        return False
    parts = [settings.get(key) or {} for key in ("formatters", "handlers", "loggers", "filters")]
    is_whole = all(isinstance(part, dict) for part in parts)
    return is_whole and all(isinstance(each, dict) for part in parts for each in part.values())


def _source(project: Project) -> str | None:
    """The file that Kedro reads: in the folder of the configuration, or (once) in its base."""
    conf = project.layout.conf_source.strip("/")
    base = project.configuration.base
    wanted = [f"{conf}/logging", f"{conf}/{base}/logging"]
    found = [f"{stem}{ending}" for stem in wanted for ending in (".yml", ".yaml", ".json")]
    return next((path for path in found if path in project.texts), None)


def _handlers(handlers: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The handlers without Kedro's own classes, and the names of those that go."""
    found: dict[str, Any] = {}
    gone = set()
    for name, each in handlers.items():
        old = each.get("class", "") if isinstance(each, dict) else ""
        new = _HANDLERS.get(old, None if old.partition(".")[0] == "kedro" else old)
        if new is None:
            gone.add(name)
            continue
        kept = each if new != "logging.StreamHandler" or new == old else _only(each, _STREAM)
        found[name] = {**kept, "class": new} if new else kept
    return found, gone


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _used(handlers: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The handlers without those of the terminal that no logger has."""
    loggers = [settings.get("root"), *(settings.get("loggers") or {}).values()]
    lists = [each.get("handlers") or () for each in loggers if isinstance(each, dict)]
    # Some handlers have others, by name.
    values = [value for each in handlers.values() for value in each.values()]
    named = {name for names in lists for name in names}.union(filter(_is_text, values))
    return {
        name: each
        for name, each in handlers.items()
        if name in named or each.get("class") not in _TERMINAL
    }


def _is_dropped(handler: Any) -> bool:
    return isinstance(handler, dict) and _HANDLERS.get(handler.get("class", ""), "") is None


def _only(settings: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key in keys}


def _without(logger: Any, gone: set[str]) -> Any:
    if not isinstance(logger, dict) or "handlers" not in logger:
        return logger
    return {**logger, "handlers": [name for name in logger["handlers"] if name not in gone]}


def _without_source(formatters: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """Classes of the package are imported without the folder of the sources."""
    prefix = f"{project.layout.source_dir.strip('/')}.{project.layout.package}"

    def own(value: Any) -> Any:
        is_own = isinstance(value, str) and value.startswith(prefix)
        return value.partition(".")[2] if is_own else value

    return {
        name: {key: own(value) for key, value in each.items()} for name, each in formatters.items()
    }


def _classes(settings: Mapping[str, Any]) -> set[str]:
    parts = [settings.get("formatters") or {}, settings.get("handlers") or {}]
    named = (each.get(key) for part in parts for each in part.values() for key in ("class", "()"))
    return {name for name in named if isinstance(name, str)}


def _about_names(
    source: str, loggers: Mapping[str, Any], project: Project
) -> tuple[tuple[Diagnostic, str], ...]:
    """Loggers of modules that have gone are called otherwise now."""
    pipelines = f"{project.layout.package}.pipelines"
    advice = f"loggers below {pipelines} have the names of the new modules now: look at logs.py"
    if not any(str(name).startswith(pipelines) for name in loggers):
        return ()
    return ((_note(source, advice), source),)


def _by_hand(source: str, advice: str) -> LoggingPlan:
    return LoggingPlan(diagnostics=((_note(source, advice), source),))


def _note(source: str, advice: str) -> Diagnostic:
    name = PurePosixPath(source).name
    return diagnostic("K472", Place(source), kind="config", name=name, advice=advice)
