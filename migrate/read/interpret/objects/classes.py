"""Classes of the project: definitions, instances, dataclasses, enumerations, Node subclasses."""

from __future__ import annotations

import ast
import operator

from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives.kedro_api import (
    NODE_CLASSES,
    PIPELINE_CLASSES,
    make_node,
    make_pipeline,
    relocate,
)
from migrate.read.interpret.values import (
    REQUIRED,
    ClassValue,
    FieldValue,
    FunctionValue,
    InstanceValue,
    Library,
    Making,
    Raised,
    Scope,
    Site,
    Unknown,
    Value,
    Wrapper,
    special,
)

ENUMS = {"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "enum.IntFlag"}
_FIELD_CLASSES = {"pydantic.BaseModel", "typing.NamedTuple", "pydantic.main.BaseModel"}
_CONTAINERS = (dict, list, set, tuple, str, int, float)


def define(m: Evaluation, node: ast.ClassDef, scope: Scope) -> Value:
    """The class that a `class` statement makes, its decorators not yet applied."""
    bases = [m.evaluate(base, scope) for base in node.bases if not isinstance(base, ast.Starred)]
    for keyword in node.keywords:
        m.evaluate(keyword.value, scope)
    made = ClassValue(node.name, f"{scope.prefix}{node.name}", scope.module, node, tuple(bases))
    made.mro = _mro(made, bases)
    made.opaque = any(isinstance(base, Unknown) for base in made.mro)
    inner = Scope(made.names, scope.module, scope, "class", prefix=f"{made.qualname}.")
    m.run(node.body, inner)
    for value in made.names.values():
        function = value.function if isinstance(value, Wrapper) else value
        if isinstance(function, FunctionValue) and function.owner is None:
            function.owner = made
    dotted = {base.dotted for base in made.library_bases()}
    if dotted & ENUMS:
        _make_members(m, made, scope)
    if dotted & _FIELD_CLASSES:
        made.fields = made.dataclass_fields()
    return made


def _mro(cls: ClassValue, bases: list[Value]) -> tuple[Value, ...]:
    """The class and its bases, each behind all that derive from it."""
    order: list[Value] = [cls]
    for base in bases:
        order += base.mro if isinstance(base, ClassValue) else (base,)
    kept: list[Value] = []
    for base in reversed(order):
        if not any(base is k or (isinstance(base, Library) and base == k) for k in kept):
            kept.append(base)
    return tuple(reversed(kept))


def _make_members(m: Evaluation, cls: ClassValue, scope: Scope) -> None:
    members: list[InstanceValue] = []
    mixed = any(base in (str, int) for base in cls.mro) or any(
        b.dotted in ("enum.StrEnum", "enum.IntEnum") for b in cls.library_bases()
    )
    for name, value in list(cls.names.items()):
        if name.startswith("_") or isinstance(value, FunctionValue | Wrapper):
            continue
        if isinstance(value, Unknown) and value.origin == "enum.auto":
            value = len(members) + 1 if not mixed else name.lower()
        member = _member(m, members, value, Site(cls.node, scope))
        if member is None:
            member = InstanceValue(cls, {"name": name, "value": value, "_name_": name})
            member.attributes["_value_"] = value
            if mixed:
                member.payload = value
            members.append(member)
        cls.names[name] = member
    cls.members = members


# --- instances ------------------------------------------------------------------------------


def instantiate(
    m: Evaluation, cls: ClassValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    """`cls(*args, **kwargs)`."""
    if cls.members is not None:
        return _enum_member(m, cls, args, site)
    made = Making(cls, list(args), dict(kwargs), m.place(site.node, site.scope))
    instance = InstanceValue(cls, made=made)
    if init := special(instance, "__init__"):
        m.call(init, [instance, *args], kwargs, site)
    else:
        base_init(m, instance, args, kwargs, site)
    made.left = dict(instance.attributes)
    if instance.payload is not None:
        instance.payload = relocate(m, instance.payload, site)
    return instance


def _member(
    m: Evaluation, members: list[InstanceValue], value: Value, site: Site
) -> InstanceValue | None:
    """The member of an enumeration that has a value."""
    values = [member.attributes["value"] for member in members]
    found = m.real(operator.contains, values, value, site=site)
    return members[values.index(value)] if found else None


def _enum_member(m: Evaluation, cls: ClassValue, args: list[Value], site: Site) -> Value:
    if args and isinstance(args[0], Unknown):
        return args[0]
    members = cls.members or []
    if args and args[0] in members:  # by identity
        return args[0]
    found = _member(m, members, args[0], site) if args else None
    if found is not None:
        return found
    raise Raised(ValueError(f"no such {cls.name}"), m.place(site.node, site.scope))


def base_init(
    m: Evaluation, instance: Value, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    """The `__init__` that is not the project's: a dataclass's, Kedro's, a builtin type's."""
    if not isinstance(instance, InstanceValue):
        return None
    cls = instance.cls
    for base in cls.mro:
        dotted = base.dotted if isinstance(base, Library) else ""
        if dotted in NODE_CLASSES:
            instance.payload = make_node(m, site, args, kwargs)
            return None
        if dotted in PIPELINE_CLASSES:
            instance.payload = make_pipeline(m, site, args, kwargs)
            return None
        if isinstance(base, type) and base in _CONTAINERS:
            instance.payload = m.call(base, args, kwargs, site)
            return None
        if isinstance(base, type) and issubclass(base, BaseException):
            instance.attributes["args"] = tuple(args)
            return None
    if cls.fields is not None:
        _set_fields(m, instance, args, kwargs, site)
    else:
        # A library's base keeps what it is given in ways we can't see: best by name.
        instance.attributes.update(kwargs)
    return None


def _set_fields(
    m: Evaluation, instance: InstanceValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> None:
    rest = dict(kwargs)
    values = list(args)
    for name, default in (instance.cls.fields or {}).items():
        takes = not isinstance(default, FieldValue) or default.init
        if values and takes:
            instance.attributes[name] = values.pop(0)
        elif name in rest:
            instance.attributes[name] = rest.pop(name)
        else:
            instance.attributes[name] = _default(m, instance.cls, name, default, site)
    instance.attributes.update(rest)
    if after := special(instance, "__post_init__"):
        m.call(after, [instance], {}, site)


def _default(m: Evaluation, cls: ClassValue, name: str, default: Value, site: Site) -> Value:
    if isinstance(default, FieldValue):
        if default.factory is not None:
            return m.call(default.factory, [], {}, site)
        default = default.default
    if default is REQUIRED:
        if cls.library_bases():
            return m.unknown(f"{cls.name}.{name} is not given", site)
        error = TypeError(f"{cls.name}() misses its argument {name}")
        raise Raised(error, m.place(site.node, site.scope))
    return default
