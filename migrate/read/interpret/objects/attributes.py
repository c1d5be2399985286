"""Attributes of values: of classes and instances, of Kedro's objects, of Python's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from migrate.read.interpret import configuration_reads as settled
from migrate.read.interpret.limits import LONGEST
from migrate.read.interpret.values import (
    ClassValue,
    ConfigValue,
    FileValue,
    FunctionValue,
    InstanceValue,
    Library,
    Method,
    ModuleValue,
    Native,
    PartialValue,
    Raised,
    Site,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue

if TYPE_CHECKING:
    from migrate.read.interpret.interpreter import Machine

_MISSING: Any = object()


def unwrap(value: Value) -> Value:
    """The plain value or Kedro node that an instance of a subclass of such a type is."""
    if isinstance(value, InstanceValue) and value.payload is not None:
        return value.payload
    return value


def get(m: Machine, value: Value, name: str, site: Site) -> Value:
    """`value.name`. What we do not see may still be there, so nothing is raised."""
    found = _find(m, value, name, site)
    if found is _MISSING:
        return m.unknown(f"{_shown(value)} has no attribute '{name}'", site)
    return found


def strict_get(m: Machine, value: Value, name: str, site: Site) -> Value:
    """`getattr(value, name)`: raises an AttributeError where nothing is found."""
    found = _find(m, value, name, site)
    if found is _MISSING:
        error = AttributeError(f"{_shown(value)} has no attribute '{name}'")
        raise Raised(error, m.place(site.node, site.scope))
    return found


def _shown(value: Value) -> str:
    return f"'{getattr(value, 'name', None) or type(value).__name__.removesuffix('Value')}'"


def _find(m: Machine, value: Value, name: str, site: Site) -> Value:
    if isinstance(value, Unknown):
        return value
    getter = _GETTERS.get(type(value))
    if getter is not None:
        return getter(m, value, name, site)
    if isinstance(value, type):
        return _of_type(m, value, name, site)
    return _of_plain(m, value, name, site)


def has(m: Machine, value: Value, name: str, site: Site) -> bool | Unknown:
    """`hasattr(value, name)`."""
    found = _find(m, value, name, site)
    return found if isinstance(found, Unknown) else found is not _MISSING


def put(m: Machine, value: Value, name: str, item: Value) -> None:
    """`value.name = item`, where that can be followed."""
    if isinstance(value, InstanceValue | PartialValue):
        value.attributes[name] = item
        if isinstance(value, PartialValue) and name == "__name__":
            value.attributes["__name__"] = item
    elif isinstance(value, FunctionValue):
        if name == "__name__" and isinstance(item, str):
            value.name = item
        elif name == "__qualname__" and isinstance(item, str):
            value.qualname = item
        elif name == "__module__" and isinstance(item, str):
            value.module_name = item
        else:
            value.attributes[name] = item
    elif isinstance(value, ModuleValue | ClassValue):
        value.names[name] = item


# --- classes and instances ------------------------------------------------------------------


def find_in_class(cls: ClassValue, name: str, after: ClassValue | None = None) -> Value:
    """What a name means in a class and its bases (behind one of them); None if nothing."""
    mro = cls.mro
    if after is not None and after in mro:
        mro = mro[mro.index(after) + 1 :]
    for base in mro:
        if isinstance(base, ClassValue) and name in base.names:
            return base.names[name]
    return None


def library_bases(cls: ClassValue) -> list[Library]:
    """The bases that libraries define."""
    return [base for base in cls.mro if isinstance(base, Library)]


def bound(m: Machine, found: Value, instance: Value, cls: ClassValue, site: Site) -> Value:
    """An attribute found in a class, as it is seen through an instance (None: the class)."""
    if isinstance(found, Wrapper):
        if found.kind == "staticmethod":
            return found.function
        if found.kind == "classmethod":
            return Method(found.function, cls)
        if instance is None:
            return found
        return m.call(found.function, [instance], {}, site)
    if isinstance(found, FunctionValue | Native) and instance is not None:
        return Method(found, instance)
    return found


def _of_instance(m: Machine, value: InstanceValue, name: str, site: Site) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.attributes
    found = find_in_class(value.cls, name)
    if found is not None or any(name in b.names for b in value.cls.mro if _is_class(b)):
        return bound(m, found, value, value.cls, site)
    if value.payload is not None:
        return get(m, value.payload, name, site)
    fallback = find_in_class(value.cls, "__getattr__")
    if isinstance(fallback, FunctionValue):
        return m.call(fallback, [value, name], {}, site)
    if library_bases(value.cls) or value.cls.opaque:
        return m.unknown(f"{name} comes from a library's class", site)
    return _MISSING


def _is_class(value: Value) -> bool:
    return isinstance(value, ClassValue)


def _of_class(m: Machine, value: ClassValue, name: str, site: Site) -> Value:
    facts = {
        "__name__": value.name,
        "__qualname__": value.qualname,
        "__module__": value.module.name,
        "__mro__": value.mro,
        "__bases__": value.bases,
        "__dict__": value.names,
    }
    if name in facts:
        return facts[name]
    if value.members is not None:
        if name == "__members__":
            return {x.attributes["name"]: x for x in value.members}
        for member in value.members:
            if member.attributes.get("name") == name:
                return member
    found = find_in_class(value, name)
    if found is not None or any(name in b.names for b in value.mro if _is_class(b)):
        return bound(m, found, None, value, site)
    for base in value.mro:
        if isinstance(base, type) and hasattr(base, name):
            return _of_type(m, base, name, site)
    if name == "__init__":
        return Native("object.__init__", lambda m, site, args, kwargs: None)
    if library_bases(value) or value.opaque:
        return m.unknown(f"{name} comes from a library's class", site)
    return _MISSING


def _of_super(m: Machine, value: SuperValue, name: str, site: Site) -> Value:
    from migrate.read.interpret.objects.classes import base_init

    instance = value.instance
    cls = instance.cls if isinstance(instance, InstanceValue) else instance
    found = find_in_class(cls, name, after=value.cls)
    if found is not None:
        if name in ("__init_subclass__", "__class_getitem__"):  # class methods without saying so
            return Method(found, cls)
        shown = instance if isinstance(instance, InstanceValue) else None
        return bound(m, found, shown, cls, site)
    if name == "__init__":
        return Native("super.__init__", lambda m, s, args, kw: base_init(m, instance, args, kw, s))
    if name in ("__init_subclass__", "__post_init__", "__enter__", "__exit__"):
        return Native(name, lambda m, site, args, kwargs: None)
    payload = unwrap(instance)
    if payload is not instance:
        return get(m, payload, name, site)
    return m.unknown(f"{name} comes from a library's class", site)


# --- functions ------------------------------------------------------------------------------


def _of_function(m: Machine, value: FunctionValue, name: str, site: Site) -> Value:
    facts = {
        "__name__": value.name,
        "__qualname__": value.qualname,
        "__module__": value.module_name,
        "__wrapped__": value.wrapped if value.wrapped is not None else _MISSING,
        "__dict__": value.attributes,
        "__defaults__": tuple(value.defaults) or None,
    }
    if name in value.attributes:
        return value.attributes[name]
    if name == "__doc__":
        return m.unknown("a docstring is not read", site)
    if name in ("__code__", "__annotations__", "__globals__", "__closure__") or value.opaque:
        return facts.get(name, m.unknown(f"{name} of a function is not known", site))
    return facts.get(name, _MISSING)


def _of_method(m: Machine, value: Method, name: str, site: Site) -> Value:
    if name == "__self__":
        return value.instance
    return value.function if name == "__func__" else get(m, value.function, name, site)


def _of_partial(m: Machine, value: PartialValue, name: str, site: Site) -> Value:
    facts = {
        "func": value.function,
        "args": tuple(value.arguments),
        "keywords": value.keywords,
        "__dict__": value.attributes,
        "__module__": "functools",
    }
    if name in value.attributes:
        return value.attributes[name]
    return facts.get(name, _MISSING)


def _of_module(m: Machine, value: ModuleValue, name: str, site: Site) -> Value:
    try:
        return m.member(value, name, site)
    except Raised as raised:
        if isinstance(raised.error, ImportError) and name not in str(raised.error):
            raise
        return _MISSING


def _of_library(m: Machine, value: Library, name: str, site: Site) -> Value:
    from migrate.read.interpret.natives.library import constant

    found = constant(m, value, name, site)
    if found is not None:
        return found
    if len(value.qualname) > LONGEST:
        return m.unknown("an attribute of an attribute of a library, too deeply", site)
    if name in ("__name__", "__qualname__"):
        return value.qualname.rpartition(".")[2] or value.module
    if name == "__module__":
        return value.module
    if value.qualname:
        return Library(value.module, f"{value.qualname}.{name}")
    if f"{value.module}.{name}" in _SUBMODULES:
        return Library(f"{value.module}.{name}")
    return Library(value.module, name)


_SUBMODULES = {"kedro.pipeline", "kedro.framework", "kedro.framework.project", "os.path"}


def item_of_library(m: Machine, value: Any, index: Value, site: Site) -> Value:
    """`library_object[index]`; None for subscripts of types and the like."""
    from migrate.read.interpret.natives.kedro_settings import config_item
    from migrate.read.interpret.natives.library import item

    if isinstance(value, ConfigValue):
        return config_item(m, value, index, site)
    return item(m, value, index, site) if isinstance(value, Library) else None


# --- Kedro's objects, files -----------------------------------------------------------------

_NODE_FACTS: dict[str, Callable[[NodeValue], Value]] = {
    "name": lambda n: n.name,
    "_name": lambda n: n.given_name,
    "short_name": lambda n: n.short_name,
    "namespace": lambda n: n.namespace,
    "_namespace": lambda n: n.namespace,
    "func": lambda n: n.func.value,
    "_func": lambda n: n.func.value,
    "inputs": lambda n: list(n.inputs),
    "_inputs": lambda n: n.given_inputs,
    "outputs": lambda n: list(n.outputs),
    "_outputs": lambda n: n.given_outputs,
    "tags": lambda n: set(n.tags),
    "_tags": lambda n: set(n.tags),
    "confirms": lambda n: list(n.confirms),
    "_confirms": lambda n: n.given_confirms,
}


def _of_node(m: Machine, value: NodeValue, name: str, site: Site) -> Value:
    from migrate.read.interpret.natives.kedro_api import NODE_METHODS

    if name in _NODE_FACTS:
        return _NODE_FACTS[name](value)
    return Method(NODE_METHODS[name], value) if name in NODE_METHODS else _MISSING


def _of_pipeline(m: Machine, value: PipelineValue, name: str, site: Site) -> Value:
    from migrate.read.interpret.natives.kedro_api import PIPELINE_FACTS, PIPELINE_METHODS

    if name in PIPELINE_FACTS:
        return PIPELINE_FACTS[name](value)
    return Method(PIPELINE_METHODS[name], value) if name in PIPELINE_METHODS else _MISSING


def _of_file(m: Machine, value: FileValue, name: str, site: Site) -> Value:
    from migrate.read.interpret.natives.files import FILE_METHODS

    return Method(FILE_METHODS[name], value) if name in FILE_METHODS else _MISSING


# --- Python's own values --------------------------------------------------------------------


def _of_type(m: Machine, value: type, name: str, site: Site) -> Value:
    if name in ("__name__", "__qualname__", "__module__"):
        return getattr(value, name)
    if not hasattr(value, name):
        return _MISSING
    if name == "fromkeys" and value is dict:
        return Native("dict.fromkeys", _fromkeys)
    if name in ("maketrans", "_make"):
        return _real_method(getattr(value, name), f"{value.__name__}.{name}")
    if name == "_fields":
        return getattr(value, name)

    def unbound(m: Machine, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if not args:
            return m.unknown("a method is called without its object", site)
        return m.call(get(m, args[0], name, site), args[1:], kwargs, site)

    return Native(f"{value.__name__}.{name}", unbound)


def _fromkeys(m: Machine, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = m.iterate(args[0], site)
    if isinstance(items, Unknown):
        return {items: items}
    return m.real(dict.fromkeys, list(items), args[1] if len(args) > 1 else None, site=site)


def _real_method(function: Any, name: str) -> Native:
    def run(m: Machine, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return m.real(function, *args, site=site, **kwargs)

    return Native(name, run)


def _of_plain(m: Machine, value: Value, name: str, site: Site) -> Value:
    from migrate.read.interpret.objects.methods import find

    if name == "__class__":
        return type(value)
    read = settled.attribute(value, name)
    if read is not None:
        return read
    if isinstance(value, tuple) and name in getattr(value, "_fields", ()):
        return getattr(value, name)
    found = find(m, value, name, site)
    if found is None:
        known = not isinstance(value, PurePath) and not hasattr(value, name)
        return _MISSING if known else m.unknown(f"{type(value).__name__}.{name}", site)
    return found


def _of_native(m: Machine, value: Native, name: str, site: Site) -> Value:
    if name in ("__name__", "__qualname__"):
        return value.name.rpartition(".")[2]
    if name == "__module__":
        return value.name.rpartition(".")[0] or "builtins"
    return m.unknown(f"{name} of {value.name} is not known", site)


def _of_config(m: Machine, value: ConfigValue, name: str, site: Site) -> Value:
    from migrate.read.interpret.natives.kedro_settings import config_attribute

    return config_attribute(m, value, name, site)


def _of_wrapper(m: Machine, value: Wrapper, name: str, site: Site) -> Value:
    if name in ("setter", "deleter"):
        return Native(name, lambda m, site, args, kwargs: value)
    return get(m, value.function, name, site)


_GETTERS: dict[type, Callable[[Machine, Any, str, Site], Value]] = {
    ClassValue: _of_class,
    ConfigValue: _of_config,
    FileValue: _of_file,
    FunctionValue: _of_function,
    InstanceValue: _of_instance,
    Library: _of_library,
    Method: _of_method,
    ModuleValue: _of_module,
    Native: _of_native,
    NodeValue: _of_node,
    PartialValue: _of_partial,
    PipelineValue: _of_pipeline,
    SuperValue: _of_super,
    Wrapper: _of_wrapper,
}
