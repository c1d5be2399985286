"""What is known of libraries: a table from dotted names to functions that we carry out."""

from __future__ import annotations

import ast
import collections
import itertools
import math
import os
import re
import string
from collections.abc import Callable, Iterator
from typing import Any

from migrate.read.interpret import costs, operators
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives import files, find_pipelines, folders, kedro_api, kedro_settings
from migrate.read.interpret.natives.builtins import TYPES, _pure, items_of
from migrate.read.interpret.values import (
    REQUIRED,
    ClassValue,
    FieldValue,
    FunctionValue,
    InstanceValue,
    Library,
    Native,
    PartialValue,
    Site,
    Suppress,
    Unknown,
    Value,
    Wrapper,
    simple_class,
)

Args = list[Value]
Kwargs = dict[str, Value]
Run = Callable[[Evaluation, Site, Args, Kwargs], Value]


# --- functools ------------------------------------------------------------------------------


def _partial(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    function, texts = args[0], _texts(m, site)
    arguments, keywords = args[1:], dict(kwargs)
    m.spend(len(function.arguments) if isinstance(function, PartialValue) else 1)
    if isinstance(function, PartialValue) and not function.attributes:
        before = len(function.arguments)
        texts = {
            **function.texts,
            **{str(int(k) + before) if k.isdigit() else k: t for k, t in texts.items()},
        }
        arguments = function.arguments + arguments
        keywords = {**function.keywords, **keywords}
        function = function.function
    return PartialValue(function, arguments, keywords, texts, scope_module=site.scope.module.name)


def _texts(m: Evaluation, site: Site) -> dict[str, str]:
    """The expressions of a partial's arguments, as they are written in its call."""
    node = site.node
    if not isinstance(node, ast.Call):
        return {}
    module = site.scope.module
    found: dict[str, str] = {}
    for index, argument in enumerate(node.args[1:]):
        if isinstance(argument, ast.Starred):
            break
        found[str(index)] = module.segment(argument)
    for keyword in node.keywords:
        if keyword.arg:
            found[keyword.arg] = module.segment(keyword.value)
    return found


def update_wrapper(wrapper: Value, wrapped: Value) -> Value:
    """`functools.update_wrapper`: the wrapper gets the name and the module of the wrapped."""
    if isinstance(wrapper, FunctionValue):
        if isinstance(wrapped, FunctionValue):
            wrapper.name, wrapper.qualname = wrapped.name, wrapped.qualname
            wrapper.module_name = wrapped.module_name
            wrapper.attributes.update(wrapped.attributes)
        elif isinstance(wrapped, Library):
            wrapper.name = wrapped.qualname.rpartition(".")[2]
            wrapper.qualname, wrapper.module_name = wrapped.qualname, wrapped.module
        wrapper.wrapped = wrapped
    elif isinstance(wrapper, PartialValue):
        if isinstance(wrapped, FunctionValue):
            wrapper.attributes.update(__name__=wrapped.name, __module__=wrapped.module_name)
            wrapper.attributes.update(__qualname__=wrapped.qualname)
        elif isinstance(wrapped, Library):
            name = wrapped.qualname.rpartition(".")[2]
            wrapper.attributes.update(__name__=name, __module__=wrapped.module)
        wrapper.wrapped = wrapped
    return wrapper


def _wraps(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return Native("functools.wraps", lambda m, s, given, k: update_wrapper(given[0], args[0]))


def _reduce(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    items = items_of(m, args[1], site)
    if len(args) > 2:
        items.insert(0, args[2])
    if not items:
        return m.real(max, [], site=site)
    total = items[0]
    for item in items[1:]:
        total = m.call(args[0], [total, item], {}, site)
    return total


def _same(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """A decorator that changes nothing that matters, with or without arguments."""
    if len(args) == 1 and not kwargs and isinstance(args[0], FunctionValue | ClassValue):
        return args[0]
    return Native("decorator", lambda m, s, given, k: given[0])


def _binary(op: type[ast.operator]) -> Run:
    return lambda m, site, args, kwargs: operators.binary(m, op, args[0], args[1], site)


def _itemgetter(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    def get(m: Evaluation, s: Site, given: Args, k: Kwargs) -> Value:
        found = [operators.subscript(m, given[0], key, s) for key in args]
        return found[0] if len(found) == 1 else tuple(found)

    return Native("operator.itemgetter", get)


def _attrgetter(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return Native("operator.attrgetter", lambda m, s, given, k: m.attribute(given[0], args[0], s))


# --- itertools, collections, copy -----------------------------------------------------------


def _iterators(function: Callable[..., Iterator[Any]]) -> Run:
    """A function of itertools: the arguments that can be iterated are its columns."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        given = [a if isinstance(a, int) else items_of(m, a, site) for a in args]
        unknown = next(
            (x for a in given if isinstance(a, list) for x in a if isinstance(x, Unknown)), None
        )
        if unknown is not None and function is not itertools.chain:
            return iter([unknown])
        return m.real(function, *given, site=site, **kwargs)

    return run


def _flatten(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return iter([x for part in items_of(m, args[0], site) for x in items_of(m, part, site)])


def _copy(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    value = args[0]
    if isinstance(value, list | dict | set):
        return m.real(type(value).copy, value, site=site)
    return value


def _deep_copy(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return deep_copy(m, args[0], {})


def deep_copy(m: Evaluation, value: Value, done: dict[int, Value]) -> Value:
    """A copy of a value and of the containers in it; what is shared stays shared."""
    m.spend()
    if id(value) in done:
        return done[id(value)]
    made: Value = value
    if isinstance(value, list):
        items: list[Value] = []
        made = done[id(value)] = items
        items += [deep_copy(m, x, done) for x in value]
    elif type(value) is tuple:
        made = done[id(value)] = tuple(deep_copy(m, x, done) for x in value)
    elif isinstance(value, set):
        made = done[id(value)] = set(value)
    elif isinstance(value, dict):
        entries: dict[Value, Value] = {}
        made = done[id(value)] = entries
        entries.update({k: deep_copy(m, v, done) for k, v in value.items()})
    return made


def _default_dict(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    factory = args[0] if args else None
    made: Any = collections.defaultdict(lambda: m.call(factory, [], {}, site))
    for arg in args[1:]:
        operators.update_dict(m, made, TYPES[dict](m, site, [arg], {}), site)
    made.update(kwargs)
    return made


def _ordered_dict(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return TYPES[dict](m, site, args, kwargs)


def _namedtuple(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    defaults = kwargs.get("defaults")
    names = args[1] if len(args) > 1 else kwargs.get("field_names")
    if not isinstance(args[0], str) or not isinstance(names, str | list | tuple):
        return m.unknown("a namedtuple's fields are not known", site)
    m.spend(20 * len(names))
    return m.real(collections.namedtuple, args[0], names, defaults=defaults, site=site)


# --- dataclasses, contextlib, importlib -----------------------------------------------------


def _dataclass(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    def decorate(m: Evaluation, s: Site, given: Args, k: Kwargs) -> Value:
        if isinstance(given[0], ClassValue):
            given[0].fields = given[0].dataclass_fields()
        return given[0]

    return decorate(m, site, args, {}) if args else Native("dataclass", decorate)


def _field(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return FieldValue(
        kwargs.get("default", args[0] if args else REQUIRED),
        kwargs.get("default_factory"),
        kwargs.get("init") is not False,
    )


def _dataclass_replace(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if not isinstance(args[0], InstanceValue):
        return m.unknown("what is replaced is not known", site)
    return InstanceValue(args[0].cls, {**args[0].attributes, **kwargs})


def _suppress(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return Suppress(tuple(args))


def _import_module(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    name = args[0]
    if isinstance(name, Unknown) or not isinstance(name, str):
        return name if isinstance(name, Unknown) else m.unknown("a module's name", site)
    if name.startswith("."):
        package = kwargs.get("package", args[1] if len(args) > 1 else None)
        if not isinstance(package, str):
            return m.unknown("a module's package is not known", site)
        up = len(name) - len(name.lstrip(".")) - 1
        parts = package.split(".")
        name = ".".join([*parts[: len(parts) - up], name.lstrip(".")])
    return m.import_module(name, site)


def _namespace(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return InstanceValue(simple_class("SimpleNamespace"), dict(kwargs))


def _environment(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`os.environ.get(name, default)`: taken as unset, with a note."""
    default = kwargs.get("default", args[1] if len(args) > 1 else None)
    m.note("K109", m.place(site.node, site.scope), name=args[0])
    return default


def _nothing(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return None


def _first(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return args[-1]


def _auto(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return m.unknown("enum.auto()", site, "enum.auto")


def _search(function: Callable[..., Any]) -> Run:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        for value in args:
            if isinstance(value, Unknown):
                return value
        texts = [text for text in args[:3] if isinstance(text, str)]
        if kwargs or len(texts) < len(args[:3]):
            return m.unknown("a regular expression is not evaluated", site)
        m.spend(costs.pattern(*texts))
        return m.real(function, *args, site=site)

    return run


# --- the table ------------------------------------------------------------------------------

# Decorators that leave a function as it is, as far as Kedro can see.
TRANSPARENT = {
    "kedro.framework.hooks.hook_impl",
    "abc.abstractmethod",
    "typing.no_type_check",
    "typing.overload",
    "typing.final",
    "typing.override",
    "typing.runtime_checkable",
    "pytest.fixture",
}

_CACHES = ("functools.lru_cache", "functools.cache", "functools.total_ordering", "enum.unique")


def _literal(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    text = args[0]
    if isinstance(text, Unknown):
        return text
    if not isinstance(text, str) or len(text) > 10_000:
        return m.unknown("what a text means as a literal is not known", site)
    return m.real(ast.literal_eval, text, site=site)


FUNCTIONS: dict[str, Run] = {
    **dict.fromkeys(_CACHES, _same),
    "ast.literal_eval": _literal,
    "collections.OrderedDict": _ordered_dict,
    "collections.defaultdict": _default_dict,
    "collections.namedtuple": _namedtuple,
    "contextlib.contextmanager": _first,
    "contextlib.suppress": _suppress,
    "copy.copy": _copy,
    "copy.deepcopy": _deep_copy,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "dataclasses.replace": _dataclass_replace,
    "enum.auto": _auto,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "functools.update_wrapper": lambda m, site, args, kwargs: update_wrapper(args[0], args[1]),
    "functools.wraps": _wraps,
    "functools.cached_property": lambda m, site, args, kwargs: Wrapper("property", args[0]),
    "importlib.import_module": _import_module,
    "itertools.chain": _iterators(itertools.chain),
    "itertools.chain.from_iterable": _flatten,
    "itertools.combinations": _iterators(itertools.combinations),
    "itertools.islice": _iterators(itertools.islice),
    "itertools.permutations": _iterators(itertools.permutations),
    "itertools.product": _iterators(itertools.product),
    "itertools.repeat": _iterators(itertools.repeat),
    "itertools.zip_longest": _iterators(itertools.zip_longest),
    "kedro.framework.project.find_pipelines": find_pipelines.find_pipelines,
    "logging.warning": _nothing,
    "math.ceil": _pure(math.ceil),
    "math.floor": _pure(math.floor),
    "operator.add": _binary(ast.Add),
    "operator.and_": _binary(ast.BitAnd),
    "operator.attrgetter": _attrgetter,
    "operator.iadd": _binary(ast.Add),
    "operator.itemgetter": _itemgetter,
    "operator.mul": _binary(ast.Mult),
    "operator.or_": _binary(ast.BitOr),
    "operator.sub": _binary(ast.Sub),
    "os.environ.get": _environment,
    "os.getenv": _environment,
    "re.fullmatch": _search(re.fullmatch),
    "re.match": _search(re.match),
    "re.search": _search(re.search),
    "re.sub": _search(re.sub),
    "types.MappingProxyType": _first,
    "types.SimpleNamespace": _namespace,
    "typing.cast": _first,
    "warnings.warn": _nothing,
    **files.FUNCTIONS,
    **folders.FUNCTIONS,
    **kedro_settings.FUNCTIONS,
    **kedro_api.FUNCTIONS,
}

NATIVES = {name: Native(name, run) for name, run in FUNCTIONS.items()}

CONSTANTS: dict[str, Value] = {
    "os.sep": os.sep,
    "os.linesep": "\n",
    "math.pi": math.pi,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
}


def constant(m: Evaluation, value: Library, name: str, site: Site) -> Value:
    """The value of an attribute of a library, where that is known; None if not."""
    dotted = f"{value.dotted}.{name}"
    if dotted in CONSTANTS:
        return CONSTANTS[dotted]
    return kedro_settings.attribute(m, value, name, site)


def item(m: Evaluation, value: Library, index: Value, site: Site) -> Value:
    """The value of `library[index]`; None for subscripts of types."""
    if value.dotted == "sys.modules" and index in m.loaded:
        return m.loaded[index]
    if value.dotted == "os.environ":
        return m.unknown(f"the environment variable {index} is read", site)
    return kedro_settings.item(m, value, index, site)
