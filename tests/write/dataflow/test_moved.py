"""Moved functions by positions: the same text as by libcst, or left to it."""

from __future__ import annotations

import ast
import random
import textwrap
from pathlib import Path

import pytest
from running import PROJECTS

from migrate.api import plan_migration
from migrate.code.edits import Edits
from migrate.code.renaming import by_positions, plain, rename
from migrate.code.renaming_by_libcst import Renamer, parse_module
from migrate.model.diagnostics import CannotMigrate, Place
from migrate.model.migration import Argument, DataflowFunction, VerbatimStatement
from migrate.write.dataflow.functions import decorators
from migrate.write.dataflow.moved import moved_by_positions
from migrate.write.dataflow.moved_by_libcst import moved_text as moved_by_libcst


def same(function: DataflowFunction) -> bool:
    """Whether positions do; what they give is what libcst gives."""
    head = "".join(f"{line}\n" for line in decorators(function))
    text = by_positions(lambda: moved_by_positions(function, head))
    assert text is None or text == moved_by_libcst(function, head)
    return text is not None


def by_both(text: str, renames: dict[str, str]) -> str | None:
    """What positions make of a text, which is what libcst makes of it; None if left to it."""

    def renamed() -> str:
        edits = Edits(text)
        rename(edits, plain(text), renames)
        return edits.result()

    new = by_positions(renamed)
    assert new is None or new == parse_module(text).visit(Renamer(renames)).code
    return new


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_functions_of_whole_projects(folder: Path, tmp_path: Path) -> None:
    try:
        plan = plan_migration(folder, tmp_path / "new").plan
    except CannotMigrate:
        return
    parts = [part for module in plan.modules for part in module.parts]
    functions = [part for part in parts if isinstance(part, DataflowFunction) and part.source]
    done = [same(function) for function in functions]
    assert sum(done) >= len(done) * 0.8
    for part in parts:
        if isinstance(part, VerbatimStatement):
            by_both(part.text, dict(part.renames))


RENAMES = {"helper": "_helper", "LIMIT": "_LIMIT", "other": "_other"}
ARGUMENTS = (
    Argument("orders", "df", "pd.DataFrame", "orders.copy()", "changed"),
    Argument("size", "by", "int"),
)
HEADS = [
    "def work(df, by):",
    "def work(df: pd.DataFrame, by: int = LIMIT) -> pd.DataFrame:  # a comment",
    "# above\n@helper\n# between\n@other(df=1)  # beside\n# below\n\ndef  work ( df,by ) :",
    "@helper(\n    LIMIT,\n)\ndef work(\n    df: 'Ü',  # first\n    by: int = 3,\n    # last\n) -> (\n    int\n):",
    "def work(\n    df,\n    by=1, *, c=2\n):",
    "def work(df, by, c=LIMIT):",
    "def work(df, by, *args, **kwargs):",
    "def work(df, /, by):",
    "def work(df, by=(1), *, c=(2)) -> int:",
    "def work(df , by = 1 , c = 2 ) ->int:",
    "def work(by, df):",
    "def work(df, by \\\n  ):",
    "def \\\n  work(df, by):",
    "def work(df: (int), by: int=1,) -> 'x' :",
    "async def work(df, by):",
]
DOCSTRINGS = [
    '"""One `df`."""',
    '"""Many.\n\n    Args:\n        df: The {rows}.\n        by (int): A ümlaut.\n    """  # beside',
    "('in parentheses')",
    "'one' 'two'",
    "'one'; x = 1",
    "f'{df}'",
    "'a' f'{df}'",
    "b'bytes'",
    "r'''raw \\d {df}'''",
    "# no docstring, but a comment",
]
LINES = [
    "x = helper(df, by=by).df[LIMIT]",
    "print(f\"{df} and {by!r:>{LIMIT}} {d['a']}\", 'ü', df)",
    "print(f'rows of df: {df.shape} by {by}', f'{df=}')",
    "print(f'{{df}} {df}', f'{x:=^{by}}', rf'\\d{df}')",
    "print(f'''{df}\n  {by} # {helper(df)}''' f'{by}' 'df {by}')",
    "print(f'{df}' 'by' f'by {by}', \"üü\", by)",
    "print(f\"{d['df']}{df}\", f\"{d['}']}{df} by {by}\")",
    "print(f'\\N{BULLET} {df}', f'{(lambda df: df)(by)}', f'{[df for df in by]} {df}')",
    "print(f'{df!s}{df:{by}}', f'{f\"{df}\"}')",
    "y = [df for df in df if by]; z = {by: df for x in (by,)}",
    "if (n := len(df)) > LIMIT: print(n, [m := by for _ in df])",
    "g = lambda df, by=by, *helper: (df, by, helper, LIMIT)",
    "def inner(df, x: helper = LIMIT) -> other:\n    nonlocal_ = by\n    return df, by",
    "def helper(by):\n    global LIMIT\n    LIMIT = by\n    return helper",
    "class Inner(other, metaclass=helper):\n    LIMIT = LIMIT\n    by = by\n    def m(self): return LIMIT, by",
    "match df:\n    case {'a': by, **rest}: print(rest)\n    case Inner(df=other) | [other, *_]: print(df)\n    case helper.x: pass",
    "match by:\n    case df: print(df)",
    "try:\n    pass\nexcept helper as error:\n    print(error)\nexcept other as by:\n    pass",
    "import helper\nfrom os import path as df, sep as LIMIT",
    "import os.path as other, helper.x",
    "global other\nother = 1",
    "for df, (by, *x) in by: df += 1\nelse:\n    del df",
    "with helper(df) as by, other as x.df: pass",
    "x = 'é' + df + \\\n    by  # by",
    "x: 'df' = by; y: helper; df.by = df['by'] = 1",
    "# a comment about df\n\nassert df, f'{by}'",
    "helper(*df, **by, df=df, by=f'{by}')",
    "@helper\n@other(LIMIT)\ndef nested(): return df",
    "async def go():\n    async for x in df: await by\n    return [x async for x in df]",
    "x = yield df",
    "x = {'df': df, **by, f'{df}': 1}",
    "x = df if by else (df)",
    "µ = df; print(µ, ﬁ)",
    "return {'a': df, \"b\": by}",
    "return {('a'): df, 'b': by}",
    "return df, by",
    "return (df, by)",
    "return dict(a=df, b=by)",
    "return(df)",
    "return helper(\n    df,\n    by,\n)",
    "return",
]


def drawn(number: int) -> DataflowFunction:
    """A function of odd shape, and what becomes of it."""
    chance = random.Random(number)
    margin = chance.choice(["    ", "    ", "  ", "\t"])
    body = [chance.choice(DOCSTRINGS)] * chance.randint(0, 1)
    body += chance.sample(LINES, chance.randint(1, 4))
    text = f"{chance.choice(HEADS)}\n{textwrap.indent(chr(10).join(body), margin)}"
    if not chance.randrange(12):
        text = f"{chance.choice(HEADS[:2])} pass; x = df"
    text += chance.choice(["\n", "\n", "", "\n\n", f"\n{margin}# the end\n"])
    changes = [("\n", "\r\n"), ("    ", "\f    "), ("\n", "\r")]
    text = text.replace(*chance.choice(changes)) if not chance.randrange(12) else text
    arguments = ARGUMENTS[: chance.choice([2, 2, 2, 1])]
    return DataflowFunction(
        "result",
        ("node",),
        "moved",
        arguments
        if chance.randrange(3)
        else (Argument("df", "df", "int"), Argument("by", "by", "int")),
        chance.choice(["int", "pd.DataFrame", "'x'"]),
        Place("nodes.py", 1, 1),
        source=text,
        renames=RENAMES if chance.randrange(4) else {},
        fixed=chance.choice([(), (("c", "2"), ("by", "f(1, 'x')"))]),
        injected={"orders": "x"} if not chance.randrange(4) else {},
        keys={} if chance.randrange(3) else {"a": "first", "b": "second"},
        fields=(("first", "int"), ("second", "Any")),
    )


def valid(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize("start", range(0, 2000, 500))
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_functions_of_odd_shapes(start: int) -> None:
    functions = [drawn(number) for number in range(start, start + 500)]
    done = [same(each) for each in functions if each.source and valid(each.source)]
    assert sum(done) > len(done) * 0.05


@pytest.mark.parametrize("line", LINES)
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_lines_of_odd_shapes(line: str) -> None:
    text = f"def work(d):\n{textwrap.indent(line, '    ')}\n"
    for renames in ({"df": "orders", "by": "size"}, RENAMES, {"df": "f", "helper": "work"}):
        if valid(text):
            by_both(text, renames)
            by_both(f"work = 1\n{text}\nclass C:\n{textwrap.indent(text, '  ')}", renames)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("f'{df}'", "f'{orders}'"),
        ("x = 'é' f'df {df}' 'df', df", "x = 'é' f'df {orders}' 'df', orders"),
        ("f'{d[\"df\"]} {df}'", None),
        ("f'{{df}} {df}'", None),
        ("f'{df=}'", None),
        ("f'''\n{df}{df.df}'''", None),
        ("f'{x:{df}} {df!r}'", "f'{x:{orders}} {orders!r}'"),
    ],
)
def test_names_in_f_strings(text: str, new: str | None) -> None:
    assert by_both(f"{text}\n", {"df": "orders"}) == (new and f"{new}\n")
