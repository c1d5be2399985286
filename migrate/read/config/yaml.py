"""YAML as Kedro reads it: OmegaConf's scalars, with the position of every key.

Kedro's loader differs from plain PyYAML: `1e-3` and `1e5` are floats, a date stays text and the
same key twice in one mapping is an error. Kedro before 0.19 (without OmegaConf) used PyYAML's own
scalars: `legacy=True` reads those.

How mappings merge (`<<`) is settled here, since PyYAML's own way depends on its version: from 6.0.4
on, which of two merged mappings wins depends on where their keys lie in memory. We merge as
OmegaConf 2.4 does, which has a way of its own, and for old projects as PyYAML did before 6.0.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from migrate.model.asked import KeyPath

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

Position = tuple[int, int]
"""Line and column, from 1."""

MAX_CHARACTERS = 20_000_000
MAX_DEPTH = 100
MAX_NODES = 200_000
# OmegaConf's own bound: aliases may not blow a document up more than this.
MAX_ALIAS_RATIO = 100
ALIAS_RATIO_FROM = 1_000

_MERGE = "tag:yaml.org,2002:merge"
_VALUE = "tag:yaml.org,2002:value"
_STR = "tag:yaml.org,2002:str"
_FLOAT = "tag:yaml.org,2002:float"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
# What OmegaConf reads as a float beyond PyYAML: an exponent without a sign, or without a point.
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9_]*)?[eE][-+]?[0-9]+\Z")
_Pairs = list[tuple[Node, Node]]
_SCALARS = (str, int, float, bool, bytes, type(None))
_KEYS = (str, int, float, bool, bytes)


class YamlError(Exception):
    """A file that can't be read. `line` and `column` count from 1 (0: unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a YAML file, and where each of its keys and list items stands.

    `faults` are what Kedro refuses the file for although the rest of it can be read: a key that
    stands twice (the last one counts here), a tag that is not known (ignored here). `dates` are
    where an old Kedro read a date, which is text here.
    """

    value: Any
    positions: Mapping[KeyPath, Position] = field(default_factory=dict)
    faults: tuple[tuple[str, Position], ...] = ()
    dates: tuple[Position, ...] = ()


class _Loader(_Base):
    """PyYAML's safe loader without dates: they stay text, as in OmegaConf."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.faults: dict[Position, str] = {}
        self.dates: dict[Position, None] = {}

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to configure a loader
        first: [(tag, regexp) for tag, regexp in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }

    def flatten_mapping(self, node: MappingNode) -> None:
        """Puts what is merged into a mapping before its own pairs: of a key, the last counts."""
        merged: _Pairs = []
        own: _Pairs = []
        for key, value in node.value:
            if key.tag == _MERGE:
                merged += self._merged(value)
                continue
            if key.tag == _VALUE:
                key.tag = _STR
            own.append((key, value))
        node.value = merged + own

    def _merged(self, node: Node) -> _Pairs:
        """The pairs of a mapping that is merged, or of a list of them, whose first one counts."""
        if isinstance(node, SequenceNode):
            for item in node.value:
                self._flat(item)
            return [pair for item in reversed(node.value) for pair in item.value]
        return self._flat(node)

    def _flat(self, node: Node) -> _Pairs:
        if not isinstance(node, MappingNode):
            raise _unsupported(node, "only mappings can be merged")
        self.flatten_mapping(node)
        pairs: _Pairs = node.value
        return pairs


class _OmegaConfLoader(_Loader):
    """The rules of `OmegaConf.load`."""

    def flatten_mapping(self, node: MappingNode) -> None:
        written: set[str] = set()
        for key in (key for key, _ in node.value if key.tag == _STR):
            if key.value in written:
                fault = f"the key '{key.value}' stands twice in one mapping"
                self.faults[_position(key)] = fault
            written.add(key.value)
        own = sum(key.tag != _MERGE for key, _ in node.value)
        super().flatten_mapping(node)
        merged = len(node.value) - own
        # A written key takes its own place in the order, not that of the key it replaces.
        node.value = [
            pair
            for index, pair in enumerate(node.value)
            if index >= merged or pair[0].tag != _STR or pair[0].value not in written
        ]


_OmegaConfLoader.add_implicit_resolver(_FLOAT, _EXPONENT, list("-+0123456789"))


class _LegacyLoader(_Loader):
    """The rules of PyYAML, which Kedro used before OmegaConf."""

    yaml_implicit_resolvers = _Base.yaml_implicit_resolvers


def _date(loader: _LegacyLoader, node: ScalarNode) -> str:
    loader.dates[_position(node)] = None
    return str(node.value)


_LegacyLoader.add_constructor(_TIMESTAMP, _date)


def _untagged(loader: _Loader, node: Node) -> Any:
    """A value with a tag that is not known, read as if it had none."""
    loader.faults[_position(node)] = f"the tag '{node.tag}' is not known"
    if isinstance(node, MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_constructor(None, _untagged)


def parse_yaml(text: str, *, legacy: bool = False) -> Document:
    """The one document in `text`, with positions.

    Raises YamlError for what can't be read (broken syntax, aliases that contain themselves) and
    for files that would cost too much to read.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlError(f"the file is longer than {MAX_CHARACTERS:,} characters")
    loader_class = _LegacyLoader if legacy else _OmegaConfLoader
    try:
        _check_depth(text, loader_class)
        return _load(text, loader_class)
    except yaml.MarkedYAMLError as error:
        raise _from_marked(error) from error
    except yaml.reader.ReaderError as error:
        character = error.character if isinstance(error.character, int) else 0
        raise YamlError(f"the character #x{character:04x} is not allowed in YAML") from error
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise YamlError(f"a value can't be read ({error})") from error


def _load(text: str, loader_class: type[_Loader]) -> Document:
    loader = loader_class(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Document(None)
        # Without aliases, a text has at most two values for each character.
        if "*" in text or 2 * len(text) + 2 > MAX_NODES:
            _check_size(root)
        value = loader.construct_document(root)
        positions = dict(_positions(root, loader, (), value))
    finally:
        loader.dispose()
    faults = tuple((text, at) for at, text in loader.faults.items())
    return Document(value, positions, faults, tuple(loader.dates))


def _from_marked(error: yaml.MarkedYAMLError) -> YamlError:
    mark = error.problem_mark or error.context_mark
    parts = [error.problem or "", error.context or ""]
    if parts[0].startswith("but "):
        parts.reverse()
    message = " ".join(filter(None, parts))
    if mark is None:
        return YamlError(message)
    return YamlError(message, mark.line + 1, mark.column + 1)


def _check_depth(text: str, loader_class: type[_Loader]) -> None:
    """Refuses deep nesting before the parser, which recurses in C, can run out of stack."""
    margins = (len(line) - len(line.lstrip(" \t-?:")) for line in text.splitlines())
    # A line opens one level for each character before its text, one with that text and up to two
    # with each bracket.
    if max(margins, default=0) + 1 + 2 * (text.count("[") + text.count("{")) <= MAX_DEPTH:
        return
    depth = 0
    for event in yaml.parse(text, Loader=loader_class):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise YamlError(f"values are nested more than {MAX_DEPTH} levels deep", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value


def _check_size(root: Node) -> None:
    """Refuses aliases that contain themselves or blow the document up."""
    sizes: dict[Node, int] = {}
    open_nodes: set[Node] = set()

    def size(node: Node) -> int:
        if node in sizes:
            return sizes[node]
        if node in open_nodes:
            mark = node.start_mark
            raise YamlError("an alias contains itself", mark.line + 1, mark.column + 1)
        open_nodes.add(node)
        sizes[node] = 1 + sum(map(size, _children(node)))
        open_nodes.discard(node)
        return sizes[node]

    total = size(root)
    blown_up = total > ALIAS_RATIO_FROM and total > len(sizes) * MAX_ALIAS_RATIO
    if total > MAX_NODES or blown_up:
        raise YamlError(f"the file holds too many values ({total:,} with its aliases)")


def _positions(
    node: Node, loader: _Loader, path: KeyPath, value: Any
) -> Iterator[tuple[KeyPath, Position]]:
    """Walks nodes beside the values that were made of them."""
    if isinstance(node, MappingNode) and isinstance(value, dict):
        # Of a key that stands twice, the last one gave the value.
        pairs = {loader.construct_object(pair[0], deep=True): pair for pair in node.value}
        for key, (key_node, value_node) in pairs.items():
            if not isinstance(key, _KEYS):
                raise _unsupported(key_node, f"{key!r} can't be a key")
            below = (*path, key)
            yield below, _position(key_node)
            yield from _positions(value_node, loader, below, value[key])
    elif isinstance(node, SequenceNode) and isinstance(value, list):
        for index, (item_node, item) in enumerate(zip(node.value, value, strict=True)):
            yield (*path, index), _position(item_node)
            yield from _positions(item_node, loader, (*path, index), item)
    elif not isinstance(node, ScalarNode) or not isinstance(value, _SCALARS):
        raise _unsupported(node, f"values of type {type(value).__name__} are not supported")


def _position(node: Node) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _unsupported(node: Node, message: str) -> YamlError:
    return YamlError(message, *_position(node))
