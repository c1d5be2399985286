"""Attributes of values: of classes and instances, of Kedro's objects, of Python's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, cast

from migrate.read.interpret import configuration_reads
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.limits import LONGEST
from migrate.read.interpret.natives.files import FILE_METHODS
from migrate.read.interpret.natives.kedro_api import NODE_METHODS, PIPELINE_FACTS, PIPELINE_METHODS
from migrate.read.interpret.natives.kedro_settings import config_attribute, config_item
from migrate.read.interpret.natives.library import constant, item
from migrate.read.interpret.objects import methods
from migrate.read.interpret.objects.classes import base_init
from migrate.read.interpret.values import (
    MISSING,
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
    special,
    unwrap,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue


def find(m: Evaluation, value: Value, name: str, site: Site) -> Value:
    if isinstance(value, Unknown):
        return value
    getter = _GETTERS.get(type(value))
    if getter is not None:
        return getter(m, value, name, site)
    if isinstance(value, type):
        return _of_type(m, value, name, site)
    return _of_plain(m, value, name, site)


# --- classes and instances ------------------------------------------------------------------


def bound(m: Evaluation, found: Value, instance: Value, cls: ClassValue, site: Site) -> Value:
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


def _of_instance(m: Evaluation, value: InstanceValue, name: str, site: Site) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.attributes
    found = value.cls.find(name)
    if found is not None or value.cls.defines(name):
        return bound(m, found, value, value.cls, site)
    if value.payload is not None:
        return m.attribute(value.payload, name, site)
    if fallback := special(value, "__getattr__"):
        return m.call(fallback, [value, name], {}, site)
    if value.cls.library_bases() or value.cls.opaque:
        return m.unknown(f"{name} comes from a library's class", site)
    return MISSING


def _of_class(m: Evaluation, value: ClassValue, name: str, site: Site) -> Value:
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
    found = value.find(name)
    if found is not None or value.defines(name):
        return bound(m, found, None, value, site)
    for base in value.mro:
        if isinstance(base, type) and hasattr(base, name):
            return _of_type(m, base, name, site)
    if name == "__init__":
        return Native("object.__init__", lambda m, site, args, kwargs: None)
    if value.library_bases() or value.opaque:
        return m.unknown(f"{name} comes from a library's class", site)
    return MISSING


def _of_super(m: Evaluation, value: SuperValue, name: str, site: Site) -> Value:
    instance = value.instance
    cls = instance.cls if isinstance(instance, InstanceValue) else cast(ClassValue, instance)
    found = ClassValue.find(cls, name, after=value.cls)
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
        return m.attribute(payload, name, site)
    return m.unknown(f"{name} comes from a library's class", site)


# --- functions ------------------------------------------------------------------------------


def _of_function(m: Evaluation, value: FunctionValue, name: str, site: Site) -> Value:
    facts = {
        "__name__": value.name,
        "__qualname__": value.qualname,
        "__module__": value.module_name,
        "__wrapped__": value.wrapped if value.wrapped is not None else MISSING,
        "__dict__": value.attributes,
        "__defaults__": tuple(value.defaults) or None,
    }
    if name in value.attributes:
        return value.attributes[name]
    if name == "__doc__":
        return m.unknown("a docstring is not read", site)
    if name in ("__code__", "__annotations__", "__globals__", "__closure__") or value.opaque:
        return facts.get(name, m.unknown(f"{name} of a function is not known", site))
    return facts.get(name, MISSING)


def _of_method(m: Evaluation, value: Method, name: str, site: Site) -> Value:
    if name == "__self__":
        return value.instance
    return value.function if name == "__func__" else m.attribute(value.function, name, site)


def _of_partial(m: Evaluation, value: PartialValue, name: str, site: Site) -> Value:
    facts = {
        "func": value.function,
        "args": tuple(value.arguments),
        "keywords": value.keywords,
        "__dict__": value.attributes,
        "__module__": "functools",
    }
    if name in value.attributes:
        return value.attributes[name]
    return facts.get(name, MISSING)


def _of_module(m: Evaluation, value: ModuleValue, name: str, site: Site) -> Value:
    try:
        return m.member(value, name, site)
    except Raised as raised:
        if isinstance(raised.error, ImportError) and name not in str(raised.error):
            raise
        return MISSING


def _of_library(m: Evaluation, value: Library, name: str, site: Site) -> Value:
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


def item_of_library(m: Evaluation, value: Any, index: Value, site: Site) -> Value:
    """`library_object[index]`; None for subscripts of types and the like."""
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


def _of_node(m: Evaluation, value: NodeValue, name: str, site: Site) -> Value:
    if name in _NODE_FACTS:
        return _NODE_FACTS[name](value)
    return Method(NODE_METHODS[name], value) if name in NODE_METHODS else MISSING


def _of_pipeline(m: Evaluation, value: PipelineValue, name: str, site: Site) -> Value:
    if name in PIPELINE_FACTS:
        return PIPELINE_FACTS[name](value)
    return Method(PIPELINE_METHODS[name], value) if name in PIPELINE_METHODS else MISSING


def _of_file(m: Evaluation, value: FileValue, name: str, site: Site) -> Value:
    return Method(FILE_METHODS[name], value) if name in FILE_METHODS else MISSING


# --- Python's own values --------------------------------------------------------------------


def _of_type(m: Evaluation, value: type, name: str, site: Site) -> Value:
    if name in ("__name__", "__qualname__", "__module__"):
        return getattr(value, name)
    if not hasattr(value, name):
        return MISSING
    if name == "fromkeys" and value is dict:
        return Native("dict.fromkeys", _fromkeys)
    if name in ("maketrans", "_make"):
        return _real_method(getattr(value, name), f"{value.__name__}.{name}")
    if name == "_fields":
        return getattr(value, name)

    def unbound(m: Evaluation, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if not args:
            return m.unknown("a method is called without its object", site)
        return m.call(m.attribute(args[0], name, site), args[1:], kwargs, site)

    return Native(f"{value.__name__}.{name}", unbound)


def _fromkeys(m: Evaluation, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = m.iterate(args[0], site)
    if isinstance(items, Unknown):
        return {items: items}
    return m.real(dict.fromkeys, list(items), args[1] if len(args) > 1 else None, site=site)


def _real_method(function: Any, name: str) -> Native:
    def run(m: Evaluation, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return m.real(function, *args, site=site, **kwargs)

    return Native(name, run)


def _of_plain(m: Evaluation, value: Value, name: str, site: Site) -> Value:
    if name == "__class__":
        return type(value)
    read = configuration_reads.attribute(value, name)
    if read is not None:
        return read
    if isinstance(value, tuple) and name in getattr(value, "_fields", ()):
        return getattr(value, name)
    found = methods.find(m, value, name, site)
    if found is None:
        known = not isinstance(value, PurePath) and not hasattr(value, name)
        return MISSING if known else m.unknown(f"{type(value).__name__}.{name}", site)
    return found


def _of_native(m: Evaluation, value: Native, name: str, site: Site) -> Value:
    if name in ("__name__", "__qualname__"):
        return value.short_name
    if name == "__module__":
        return value.module
    return m.unknown(f"{name} of {value.name} is not known", site)


def _of_wrapper(m: Evaluation, value: Wrapper, name: str, site: Site) -> Value:
    if name in ("setter", "deleter"):
        return Native(name, lambda m, site, args, kwargs: value)
    return m.attribute(value.function, name, site)


_GETTERS: dict[type, Callable[[Evaluation, Any, str, Site], Value]] = {
    ClassValue: _of_class,
    ConfigValue: config_attribute,
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
