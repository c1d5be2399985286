"""Kedro's settings, configuration loaders and contexts, as far as pipelines ask them."""

from __future__ import annotations

from collections.abc import Callable

from migrate.read.interpret import configuration_reads
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import (
    ConfigValue,
    Library,
    Native,
    Raised,
    Site,
    Unknown,
    Value,
    brief,
)

Args = list[Value]
Kwargs = dict[str, Value]

SETTINGS = "kedro.framework.project.settings"
_SESSIONS = {
    "kedro.framework.session.session._active_session",
    "kedro.framework.session._active_session",
}
_DEFAULTS: dict[str, Value] = {
    "CONF_SOURCE": "conf",
    "HOOKS": (),
    "SESSION_STORE_ARGS": {},
    "DISABLE_HOOKS_FOR_PLUGINS": (),
    "CONFIG_LOADER_ARGS": {"base_env": "base", "default_run_env": "local"},
    "CONFIG_LOADER_CLASS": Library("kedro.config", "OmegaConfigLoader"),
    "DATA_CATALOG_CLASS": Library("kedro.io", "DataCatalog"),
    "CONTEXT_CLASS": Library("kedro.framework.context", "KedroContext"),
}


# --- settings -------------------------------------------------------------------------------


def attribute(m: Evaluation, value: Library, name: str, site: Site) -> Value:
    """An attribute of Kedro's settings; None for every other object."""
    if value.dotted in _SESSIONS and name == "load_context":
        return config_attribute(m, ConfigValue("session"), name, site)
    if value.dotted != SETTINGS:
        return None
    if name == "get":
        return Native(
            "settings.get",
            lambda m, s, args, kwargs: _setting(m, args[0], s, args[1] if len(args) > 1 else None),
        )
    return _setting(m, name, site, m.unknown(f"the setting {name} is not set", site))


def item(m: Evaluation, value: Library, index: Value, site: Site) -> Value:
    """`settings[index]`; None for every other object."""
    if value.dotted == SETTINGS and isinstance(index, str):
        return _setting(m, index, site, m.unknown(f"the setting {index} is not set", site))
    return None


def _setting(m: Evaluation, name: Value, site: Site, default: Value) -> Value:
    if not isinstance(name, str):
        return name
    module = f"{m.layout.package}.settings"
    if m.exists(module):
        try:
            loaded = m.import_module(module, site)
        except Raised as raised:
            return Unknown(f"settings.py can't be read: {brief(raised.error)}", raised.place)
        if not isinstance(loaded, Library) and name in loaded.names and name.isupper():
            read = configuration_reads.source(m, site, f"{loaded.path}: {name}")
            return read if isinstance(read, Unknown) else loaded.names[name]
    return _DEFAULTS.get(name, default)


# --- configuration --------------------------------------------------------------------------


def _loader(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    environment = kwargs.get("env", args[1] if len(args) > 1 else None)
    patterns = kwargs.get("config_patterns")
    return ConfigValue(
        "loader",
        environment if isinstance(environment, str) else None,
        patterns if isinstance(patterns, dict) else {},
    )


def _session(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    environment = kwargs.get("env")
    return ConfigValue("session", environment if isinstance(environment, str) else None)


def _context(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    environment = kwargs.get("env")
    return ConfigValue("context", environment if isinstance(environment, str) else None)


def _ask(m: Evaluation, site: Site, value: ConfigValue, kind: str, patterns: Args) -> Value:
    names = [p for p in patterns if isinstance(p, str)]
    known = value.patterns.get(kind)
    if isinstance(known, list):
        names = [p for p in known if isinstance(p, str)]
    found = m.resources.configuration(kind, value.environment, names)
    if found is None:
        return m.unknown(f"the configuration {kind} is read", site)
    m.spend(len(found))
    read = configuration_reads.source(m, site, f"the configuration {kind}")
    return (
        read if isinstance(read, Unknown) else configuration_reads.noted(m, site, read, dict(found))
    )


def config_item(m: Evaluation, value: ConfigValue, index: Value, site: Site) -> Value:
    """`loader["parameters"]`."""
    if value.kind == "loader" and isinstance(index, str):
        return _ask(m, site, value, index, [])
    return m.unknown("this configuration is not known", site)


def config_attribute(m: Evaluation, value: ConfigValue, name: str, site: Site) -> Value:
    """An attribute of a loader, a session, a context or a catalog."""
    found = _ATTRIBUTES.get((value.kind, name))
    if found is None:
        return m.unknown(f"{name} of a {value.kind} is not known", site)
    return found(m, value, site)


def _get(m: Evaluation, value: ConfigValue, site: Site) -> Value:
    def run(m: Evaluation, s: Site, args: Args, kwargs: Kwargs) -> Value:
        if not args or not isinstance(args[0], str):
            return m.unknown("this configuration is not known", s)
        kind = args[0].split("*")[0].strip("/") or "parameters"
        return _ask(m, s, value, kind, args if "*" in args[0] else [])

    return Native("loader.get", run)


def _load(m: Evaluation, value: ConfigValue, site: Site) -> Value:
    def run(m: Evaluation, s: Site, args: Args, kwargs: Kwargs) -> Value:
        name = args[0] if args else None
        if not isinstance(name, str) or not name.startswith(("params:", "parameters")):
            return m.unknown(f"the dataset {name} is loaded", s)
        found = _ask(m, s, value, "parameters", [])
        for part in name.partition(":")[2].split(".") if ":" in name else ():
            if not isinstance(found, dict) or part not in found:
                return found if isinstance(found, Unknown) else m.unknown(f"{name} is loaded", s)
            configuration_reads.look(found, part)
            found = found[part]
        return found

    return Native("catalog.load", run)


def _same(kind: str) -> Callable[[Evaluation, ConfigValue, Site], Value]:
    return lambda m, value, site: ConfigValue(kind, value.environment)


def _method(kind: str) -> Callable[[Evaluation, ConfigValue, Site], Value]:
    return lambda m, value, site: Native(
        kind, lambda m, s, args, kwargs: ConfigValue(kind, value.environment)
    )


_ATTRIBUTES: dict[tuple[str, str], Callable[[Evaluation, ConfigValue, Site], Value]] = {
    ("session", "load_context"): _method("context"),
    ("session", "__enter__"): _method("session"),
    ("context", "params"): lambda m, value, site: _ask(m, site, value, "parameters", []),
    ("context", "config_loader"): _same("loader"),
    ("context", "catalog"): _same("catalog"),
    ("context", "_get_catalog"): _method("catalog"),
    ("loader", "get"): _get,
    ("catalog", "load"): _load,
}

_LOADERS = ("ConfigLoader", "OmegaConfigLoader", "TemplatedConfigLoader")
FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{f"kedro.config.{name}": _loader for name in _LOADERS},
    **{f"kedro.config.{name.lower()}.{name}": _loader for name in _LOADERS},
    "kedro.config.omegaconf_config.OmegaConfigLoader": _loader,
    "kedro.framework.session.KedroSession.create": _session,
    "kedro.framework.session.session.KedroSession.create": _session,
    "kedro.framework.session.get_current_session": _session,
    "kedro.framework.context.load_context": _context,
    "kedro.context.load_context": _context,
}
