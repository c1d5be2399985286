"""Format functions: entries that are loaded and saved in one way are calls of one function.

    def csv(path: str, **load: Any) -> Dataset:
        return Dataset(path, partial(pd.read_csv, **load), pd.DataFrame.to_csv)

What differs is its parameters: what all of them give is named, what only some give goes in by
`**load` or `**save`. A function is written where that takes fewer lines.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from migrate.model.expressions import (
    NOTHING,
    Call,
    Expression,
    Lambda,
    Literal,
    Name,
    is_call_of,
    separated,
)
from migrate.model.literals import literal
from migrate.model.migration import StoredDataset

_DEEP = 8  # where entries begin in their line
_ALONE = 3  # lines that a function for one entry has to save
_FEW = 10  # variants that are tried one by one
# Strings, brackets and commas.
_MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()\[\]{},]""")
# Words for what a type's own name says badly.
_WORDS = {
    "incremental": "increments",
    "matplotlib": "figure",
    "partitioned": "partitions",
    "pickle": "pickled",
    "plotly": "chart",
}
_FLAGS = ("exact", "versioned", "each", "streamed")
# What a written module has in any case.
_TAKEN = {"Dataset", "Storage", "at", "datasets", "environment", "found", "path", "runtime"}


class Formats(NamedTuple):
    """The functions, and for each of their entries the call that stands for it."""

    functions: tuple[Expression, ...]
    calls: Mapping[StoredDataset, Expression]


def formats_of(entries: Iterable[StoredDataset], taken: Iterable[str], width: int) -> Formats:
    """The functions that are worth it; none has a name that is `taken`."""
    names = {*taken, *_TAKEN}
    functions: list[Expression] = []
    calls: dict[StoredDataset, Expression] = {}
    for alike in _families(entries):
        free = (name for name in _names(alike[0].format) if name not in names)
        if (name := next(free, None)) and (found := _function(name, alike, width)):
            names.add(name)
            functions.append(found.code)
            calls |= found.calls
    return Formats(tuple(functions), calls)


def written_out(entry: StoredDataset) -> Expression:
    """An entry without a function."""
    named = {"confirm": entry.confirm} if entry.confirm else {}
    named |= {flag: Literal(True) for flag, is_set in _flags(entry).items() if is_set}
    named |= {"todo": Literal(entry.manual)} if entry.manual else {}
    named |= {"after": Literal(entry.after)} if entry.after else {}
    return _dataset(entry.path, entry.load, entry.save, named)


def _flags(entry: StoredDataset) -> dict[str, bool]:
    """The flags that mean something for an entry: only what is saved is read back, or need not."""
    flags = {
        "versioned": entry.versioned,
        "each": entry.each,
        "streamed": entry.streamed,
    }
    if entry.exact is None or entry.each or not (entry.save and entry.load):
        return flags
    return {"exact": entry.exact, **flags}


def _dataset(
    path: Expression, load: Expression, save: Expression, named: Mapping[str, Expression]
) -> Expression:
    given = {"path": path, "load": load, "save": save}
    first = [*takewhile(bool, given.values())]
    rest = {key: code for key, code in [*given.items()][len(first) :] if code}
    return Call(Name("Dataset"), first, {**rest, **named}.items())


# --- which entries are alike ----------------------------------------------------------------


def _families(entries: Iterable[StoredDataset]) -> Iterator[list[StoredDataset]]:
    """Entries that differ in arguments only; those that only load go with the most that save."""
    by_load: dict[tuple[object, ...], list[StoredDataset]] = {}
    for entry in dict.fromkeys(entries):
        is_alone = entry.after or entry.manual or "runtime" in entry.load.text + entry.save.text
        if not is_alone:
            key = (entry.format, entry.confirm, _parted(entry.load).head, bool(entry.path))
            by_load.setdefault(key, []).append(entry)
    for alike in by_load.values():
        saves = Counter(_parted(entry.save).head for entry in alike if entry.save)
        heads = [head for head, _ in saves.most_common()] or [NOTHING]
        for head in heads:
            also = {NOTHING, head} if head == heads[0] else {head}
            yield [entry for entry in alike if _parted(entry.save).head in also]


class _Callable(NamedTuple):
    """`head`, or `partial(head, key=value)` with the arguments."""

    head: Expression
    arguments: Mapping[str, Expression]


def _parted(code: Expression) -> _Callable:
    if (
        not isinstance(code, Call)
        or not is_call_of(code, "partial")
        or not all(name for name, _ in code.named)
    ):
        return _Callable(code, {})
    return _Callable(Expression(*separated(code.positional)), dict(code.named))


def _names(format_: str) -> Iterator[str]:
    """Names for a function, after Kedro's type."""
    group, _, name = format_.rpartition(".")
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"Data[Ss]et$", "", name)).lower()
    word, group = _WORDS.get(kind, kind), group.rpartition(".")[2]
    for found in (word, f"{group}_{word}" if group not in ("", word) else word, f"{word}_file"):
        if found.isidentifier() and not keyword.iskeyword(found) and not hasattr(builtins, found):
            yield found


# --- one function ---------------------------------------------------------------------------


class _Function(NamedTuple):
    code: Expression
    calls: Mapping[StoredDataset, Expression]
    height: int  # of the code and the calls, in lines


def _function(name: str, alike: Sequence[StoredDataset], width: int) -> _Function | None:
    """The function for those of the entries for which it is worth it; None if it is for none."""
    variants: dict[tuple[object, ...], list[StoredDataset]] = {}
    for entry in alike:
        variants.setdefault((entry.load, entry.save, *_flags(entry).items()), []).append(entry)
    first, *others = sorted(variants.values(), key=len, reverse=True)
    found = _made(name, first, width)
    if found and len(others) > _FEW and (whole := _made(name, alike, width)):
        rest = sum(_written_height(variant, width) for variant in others)
        found = whole if whole.height <= found.height + rest else found
    for variant in others[:_FEW] if found and len(found.calls) < len(alike) else ():
        wider = _made(name, [*found.calls, *variant], width) if found else None
        if found and wider and wider.height <= found.height + _written_height(variant, width):
            found = wider
    if not found:
        return None
    saved = _written_height(found.calls, width) - found.height
    return found if saved >= (1 if len(found.calls) > 1 else _ALONE) else None


class _Parameter(NamedTuple):
    """What differs: its default, if it has one, and its type."""

    default: Expression
    type: str

    @classmethod
    def of(cls, values: Counter[Expression]) -> _Parameter:
        types = {(each.type if isinstance(each, Literal) else "") or "Any" for each in values}
        usual, times = values.most_common(1)[0]
        is_default = "Any" not in types and (times > 1 or types == {"bool"})
        type_ = types.pop() if len(types) == 1 else "Any"
        return cls(usual if is_default else NOTHING, type_)

    def named(self, name: str) -> Expression:
        default = (" = ", self.default) if self.default else ()
        return Expression(f"{name}: ", Name(self.type), *default)


class _Merged(NamedTuple):
    """Arguments of several entries: those on which they agree, those that differ, and those that
    only some of them give.
    """

    fixed: Mapping[str, Expression]
    named: Mapping[str, _Parameter]
    rest: frozenset[str]

    def shown(self, given: Mapping[str, Expression]) -> dict[str, Expression]:
        """Those of one entry that its call has to give."""
        named = {k: v for k, v in given.items() if k in self.named and v != self.named[k].default}
        return {**named, **{k: v for k, v in given.items() if k in self.rest}}

    def callable(self, head: Expression, side: str) -> Expression:
        """What loads or saves, in the function."""
        inner = [*self.fixed.items(), *((key, Name(key)) for key in self.named)]
        inner += [("", Name(side))] if self.rest else []
        is_call = inner or ("," in head.text and not isinstance(head, Lambda))
        return Call(Name("partial"), [head], inner) if is_call else head


def _merged(rows: Sequence[Mapping[str, Expression]]) -> _Merged:
    found: dict[str, Counter[Expression]] = defaultdict(Counter)
    for row in rows:
        for key, value in row.items():
            found[key][value] += 1
    every = {key: values for key, values in found.items() if values.total() == len(rows)}
    fixed = {key: next(iter(values)) for key, values in every.items() if len(values) == 1}
    named = {key: _Parameter.of(values) for key, values in every.items() if len(values) > 1}
    return _Merged(fixed, named, frozenset(found.keys() - every.keys()))


def _made(name: str, entries: Sequence[StoredDataset], width: int) -> _Function | None:
    """The function for all of the entries; None if there can be none."""
    rows = {
        "load": {each: _parted(each.load).arguments for each in entries if each.load},
        "save": {each: _parted(each.save).arguments for each in entries if each.save},
        "flags": _flag_rows(entries),
    }
    merged = {side: _merged([*found.values()]) for side, found in rows.items()}
    load, save, flags = merged.values()
    codes = [each.load for each in entries], [each.save for each in entries]
    heads = [max((_parted(code).head for code in side), key=str) for side in codes]
    if _clash(rows, merged, heads):
        return None
    more = {"confirm": entries[0].confirm} if entries[0].confirm else {}
    for flag in _FLAGS:
        if flag in flags.named or flags.fixed.get(flag) == Literal(True):
            more[flag] = Name(flag) if flag in flags.named else Literal(True)
    loads, saves = load.callable(heads[0], "load"), save.callable(heads[1], "save")
    path, is_text = Name("path") if entries[0].path else NOTHING, all(map(_is_text, entries))
    type_ = "str" if is_text else "Any"
    body = _dataset(path, loads, saves, more)
    named = {**load.named, **save.named, **flags.named}
    parameters = [
        *([Expression("path: ", Name(type_))] if path else []),
        *(each.named(key) for key, each in named.items() if not each.default),
        *(each.named(key) for key, each in named.items() if each.default),
        *(Expression(f"**{side}: ", Name("Any")) for side, found in merged.items() if found.rest),
    ]
    head = Expression(f"def {name}(", *separated(parameters), ") -> ", Name("Dataset"), ":")
    calls = {}
    for each in entries:
        given: dict[str, Expression] = {}
        for side, found in merged.items():
            given |= found.shown(rows[side].get(each, {}))
        ordered = {key: given[key] for key in (*named, *given) if key in given}
        calls[each] = Call(Name(name), [each.path] if path else [], ordered.items())
    height = 1 if len(head.text) <= width else 3
    height += _height(body.text, width - 4, len("return ")) + _entries_height(calls, width)
    return _Function(Expression(head, "\n    return ", body, "\n"), calls, height)


def _flag_rows(entries: Iterable[StoredDataset]) -> dict[StoredDataset, Mapping[str, Expression]]:
    """The flags of each entry; one that means nothing for it is as it is for most."""
    known = {entry: _flags(entry) for entry in entries}
    usual: dict[str, Counter[bool]] = defaultdict(Counter)
    for flags in known.values():
        for flag, is_set in flags.items():
            usual[flag][is_set] += 1
    likely = {flag: values.most_common(1)[0][0] for flag, values in usual.items()}
    return {
        entry: {flag: Literal(is_set) for flag, is_set in {**likely, **flags}.items()}
        for entry, flags in known.items()
    }


def _clash(
    rows: Mapping[str, Mapping[StoredDataset, Mapping[str, Expression]]],
    merged: Mapping[str, _Merged],
    heads: Iterable[Expression],
) -> bool:
    """Whether one name would mean two things in the function, or one of its calls lack it."""
    load, save, flags = merged.values()
    both = load.named.keys() & save.named.keys()
    loads, saves = rows["load"], rows["save"]
    pairs: list[tuple[Mapping[str, object], Mapping[str, object]]]
    pairs = [(loads[each], saves[each]) for each in loads.keys() & saves]
    pairs.append((load.named, save.named))
    asked = {key for key, each in save.named.items() if not each.default} - load.named.keys()
    code = " ".join(map(str, [*heads, *load.fixed.values(), *save.fixed.values()]))
    used = {"path", "load", "save", *flags.fixed, *flags.named, *re.findall(r"\w+", code)}
    named = load.named.keys() | save.named.keys()
    return (
        bool(load.rest and save.rest)
        or bool(asked and loads.keys() - saves)
        or any(ours[key] != theirs[key] for ours, theirs in pairs for key in both)
        or bool(named & used)
        or bool((load.rest | save.rest) & (named | {"path", *flags.named}))
    )


def _is_text(entry: StoredDataset) -> bool:
    """Whether its path is one, and not what gives one or is more than one."""
    return not isinstance(entry.path, Lambda) and not is_call_of(entry.path, "_Remote")


# --- how many lines it takes ----------------------------------------------------------------


def _written_height(entries: Iterable[StoredDataset], width: int) -> int:
    return _entries_height({each: written_out(each) for each in entries}, width)


def _entries_height(calls: Mapping[StoredDataset, Expression], width: int) -> int:
    return rows_height({literal(e.name): code for e, code in calls.items()}, width - _DEEP)


def rows_height(rows: Mapping[str, Expression], width: int) -> int:
    """How many lines the rows of a dict take."""
    return sum(_height(code.text, width, len(name) + 2) for name, code in rows.items())


@cache
def _height(code: str, width: int, before: int = 0) -> int:
    """How many lines an expression takes as ruff lays it out, after what stands before it."""
    if before + len(code) + 1 <= width:
        return 1
    parts, inner = _parts(code), width - 4
    if not parts:
        return 1
    if not code.startswith("{") and sum(len(part) + 2 for part in parts) - 2 <= inner:
        return 3
    named = (re.match(r"(?:\*\*|[A-Za-z_]\w*=|\"[^\"]*\": )?", part) for part in parts)
    starts = (found.end() if found else 0 for found in named)
    return 2 + sum(_height(part[n:], inner, n) for part, n in zip(parts, starts, strict=True))


def _parts(code: str) -> list[str]:
    """What stands between the commas of a call or of a dict; nothing where it is neither."""
    depth, start = 0, 0
    parts: list[str] = []
    for mark in _MARKS.finditer(code):
        if mark[0] in "([{":
            depth += 1
            start = mark.end() if depth == 1 else start
        elif mark[0] in ")]}":
            depth -= 1
            if depth == 0 and mark.end() == len(code):
                return [*parts, code[start : mark.start()].strip()]
            if depth == 0:
                return []  # something is done with the result
        elif mark[0] == "," and depth == 1:
            parts.append(code[start : mark.start()].strip())
            start = mark.end()
    return []
