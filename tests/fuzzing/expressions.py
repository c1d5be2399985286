"""Random Python of the kinds that a project's pipelines are defined with, some of it immense."""

from __future__ import annotations

import random

_VALUES = (
    *("0", "1", "-3", "7", "2.5", "None", "True", "''", "'a'", "'ab_c'", "b'ab'", "()", "[]", "{}"),
    *("'a' * 900000", "10 ** 1000", "-10 ** 9", "10 ** 9", "7 ** 30000", "1 << 90000", "1e308"),
    *("range(10 ** 12)", "list(range(50000))", "['a'] * 90000", "'%s' * 5000", "'{0}' * 9000"),
    *("{'a': 1}", "{1, 2}", "[3, 1, 2]", "('a', 'b')", "'a,b,c'.split(',')", "{97: 'b' * 900000}"),
    *("float('nan')", "slice(None)", "...", "node", "Pipeline([])", "lib.x()", "Path('a')", "len"),
)
_BUILTINS = """
    abs all any bool bytes callable chr dict dir divmod enumerate filter float frozenset
    getattr hasattr hash int isinstance iter len list map max min next ord pow range repr
    reversed round set setattr sorted str sum tuple type vars zip print format hex bin input
    open exec
""".split()  # noqa: SIM905
_LIBRARY = """
    itertools.product itertools.permutations itertools.combinations itertools.chain
    itertools.repeat itertools.islice itertools.count itertools.zip_longest functools.reduce
    functools.partial copy.deepcopy copy.copy re.match re.sub re.search json.loads json.dumps
    yaml.safe_load ast.literal_eval operator.add operator.mul collections.defaultdict
    collections.OrderedDict collections.namedtuple collections.Counter math.ceil math.floor
    Path os.path.join os.listdir Pipeline node pipeline
""".split()  # noqa: SIM905
_METHODS = """
    append extend insert pop remove clear copy reverse sort count index get keys values items
    setdefault update popitem add discard union intersection difference join split rsplit
    replace translate maketrans format format_map zfill ljust rjust center expandtabs encode
    decode find rfind startswith partition title strip splitlines casefold bit_length hex
    fromkeys glob rglob iterdir read_text joinpath with_name tag only_nodes_with_tags filter
    describe nodes
""".split()  # noqa: SIM905
_OPERATORS = "+ - * / // % ** << >> | & ^ @ == != < <= > >= in is".split()  # noqa: SIM905
_WORDS = ("tabsize=10 ** 9", "key=len", "key=lambda x: -x", "repeat=9", "reverse=True", "start=''")


def expression(chance: random.Random, depth: int = 3) -> str:
    """A random expression over `x` and `y`."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice([*_VALUES, "x", "y", "x", "y"])

    def inner() -> str:
        return expression(chance, depth - 1)

    def arguments() -> str:
        given = [inner() for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3]))]
        if chance.random() < 0.1:
            given.append(chance.choice(_WORDS))
        return ", ".join(given)

    forms = (
        lambda: f"({inner()} {chance.choice(_OPERATORS)} {inner()})",
        lambda: f"({inner()} {chance.choice(_OPERATORS)} {inner()})",
        lambda: f"{chance.choice(_BUILTINS)}({arguments()})",
        lambda: f"{chance.choice(_BUILTINS)}({arguments()})",
        lambda: f"{chance.choice(_LIBRARY)}({arguments()})",
        lambda: f"({inner()}).{chance.choice(_METHODS)}({arguments()})",
        lambda: f"({inner()}).{chance.choice(_METHODS)}({arguments()})",
        lambda: f"({inner()}).{chance.choice(_METHODS)}({arguments()})",
        lambda: f"({inner()})[{inner()}]",
        lambda: f"({inner()})[{inner()}:{inner()}:{inner()}]",
        lambda: f"[{inner()}, {inner()}]",
        lambda: f"({inner()}, {inner()})",
        lambda: f"{{{inner()}: {inner()}}}",
        lambda: f"[{inner()} for z in {inner()} for w in {inner()}]",
        lambda: f"({inner()} if {inner()} else {inner()})",
        lambda: f"f'{{({inner()})!r:>{chance.choice(['', '9', '999', '99999'])}}}'".replace(
            "\n", " "
        ),
        lambda: f"(lambda z=1, *a: {inner()})({arguments()})",
    )
    return chance.choice(forms)()


def statements(chance: random.Random) -> str:
    """A few random statements."""
    lines = [
        "import ast, collections, copy, functools, itertools, json, math, operator, os, re, yaml",
        "from pathlib import Path",
        "from kedro.pipeline import Pipeline, node, pipeline",
        f"x = {expression(chance, 2)}",
        f"y = {expression(chance, 2)}",
    ]
    for _ in range(chance.randint(1, 4)):
        first, second = expression(chance), expression(chance)
        lines.append(
            chance.choice(
                (
                    f"x = {first}",
                    f"x += {first}",
                    f"x[{first}] = {second}",
                    f"x, *y = {first}",
                    f"for z in {first}:\n    x = {second}",
                    f"for z in range({chance.choice([60, 3000, 10**6])}):\n    x = {second}",
                    "for z in range(60):\n    x, y = (x, x), (y, y)",
                    "for z in range(60):\n    x, y = [x, x], {1: y, 2: y}",
                    f"while {first}:\n    y = {second}",
                    f"if {first}:\n    x = {second}",
                    f"try:\n    x = {first}\nexcept Exception as e:\n    y = e, {second}",
                    f"def g(a, b={second}):\n    yield {first}\n\nx = g(x)",
                    f"class C:\n    a = {first}\n    def __eq__(self, x):\n        return {second}\n\ny = C()",
                )
            )
        )
    # A program that is wrong ends the registry: mostly it goes on.
    if chance.random() < 0.8:
        lines[3:] = [_guarded(line) for line in lines[3:]]
    return "\n".join(lines)


def _guarded(lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines.split("\n"))
    return f"try:\n{body}\nexcept Exception:\n    pass"
