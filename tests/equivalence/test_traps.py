"""Code that a rewrite easily gets wrong: both sides make the same, in whatever order."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import pipeline_files

from equivalence.sides import raw_data, run_hamilton, run_kedro
from migrate.api import plan_migration, write_project

Shop = Callable[[Mapping[str, str]], Path]


class Trap(NamedTuple):
    """Functions and nodes; `more` are other files. `ordered` says that only Kedro's order is
    right, as functions share state."""

    functions: str
    nodes: str
    more: Mapping[str, str] = {}
    ordered: bool = False


TRAPS = {
    "a default that calls share": Trap(
        """
        def seen(x, before=[]):
            before.append(len(x))
            return list(before)
        """,
        "node(seen, 'raw', 'once', name='a'), node(seen, 'once', 'twice', name='b')",
        ordered=True,
    ),
    "a generator of the module": Trap(
        """
        import numpy as np

        RNG = np.random.default_rng(0)

        def first(raw):
            return float(RNG.random())

        def second(raw):
            return float(RNG.random())

        def third(x, y):
            return [x, y]
        """,
        "node(second, 'raw', 'z'), node(first, 'raw', 'y'), node(third, ['y', 'z'], 'both')",
        ordered=True,
    ),
    "one reads what another one sets": Trap(
        """
        LIMITS = {"n": [1]}
        LAST = None

        def look(raw):
            return [LIMITS["n"][:], LAST]

        def put(raw):
            global LAST
            LAST = len(raw)
            LIMITS["n"].append(LAST)
            return LAST

        def look_again(raw):
            return [LIMITS["n"][:], LAST]

        def both(x, y):
            return [x, y]
        """,
        "node(look_again, 'raw', 'z'), node(put, 'raw', 'y'), node(look, 'raw', 'x'),"
        "node(both, ['x', 'z'], 'both')",
        ordered=True,
    ),
    "datasets called like builtins": Trap(
        """
        def measure(raw) -> int:
            return len(raw)

        def combine(n: int, raw) -> dict[str, int]:
            return dict(n=n, most=max(n, len(raw)), all=sum([n, 1]))

        def keys(d: dict) -> list[str]:
            return list(map(str, sorted(d)))
        """,
        "node(measure, 'raw', 'len'), node(combine, ['len', 'raw'], 'dict'),"
        "node(keys, 'dict', 'list'), node(lambda x: sum(x.values()), 'dict', 'sum')",
    ),
    "an import called like a builtin": Trap(
        """
        from math import pow

        from .more import whole

        def real(raw):
            return [pow(2, 3), whole(2, 3)]
        """,
        "node(real, 'raw', 'powers'), node(whole, ['params:k', 'params:k'], 'power')",
        {"src/shop/pipelines/p/more.py": "def whole(a, b):\n    return pow(a, b)\n"},
    ),
    "functions that functions make": Trap(
        """
        def adder(n):
            def add(x):
                return len(x) + n
            return add

        def twice(function):
            def inner(*args):
                return function(*args) * 2
            return inner

        one, two = adder(1), adder(2)
        double = lambda x: x * 2

        @twice
        def helper(x):
            return x + 1

        if len("ab") > 1:
            def half(x):
                return x / 2
        else:
            def half(x):
                return x

        def use(x):
            return [double(x), helper(x), half(x), two("abc")]
        """,
        "node(one, 'raw', 'n', name='n'), node(use, 'n', 'all')",
    ),
    "a decorator that looks at names": Trap(
        """
        NAMES = []

        def register(function):
            NAMES.append(function.__name__)
            return function

        @register
        def helper(x):
            return x

        def names(raw):
            return helper(NAMES)
        """,
        "node(names, 'raw', 'names')",
    ),
    "a decorator that looks at positions": Trap(
        """
        from functools import singledispatch

        @singledispatch
        def kind(x):
            return "object"

        @kind.register
        def _(x: int):
            return "int"

        @kind.register(str)
        def _(x):
            return "str"
        """,
        "node(kind, 'raw', 'a', name='a'), node(kind, 'a', 'b', name='b'),"
        "node(kind, 'params:k', 'c', name='c')",
    ),
    "modules as a whole": Trap(
        """
        import shop.core.engine as engine
        from shop.core import run as go

        def all_of_it(raw):
            from .more import extra
            return [go(raw), engine.run(raw), engine.COUNT, extra(raw)]
        """,
        "node(all_of_it, 'raw', 'all'), node(nodes.go, 'all', 'one')",
        {
            "src/shop/core/__init__.py": "from .engine import run\n",
            "src/shop/core/engine.py": """
                COUNT = 7


                def run(x):
                    return len(x) + COUNT
            """,
            "src/shop/pipelines/p/more.py": "def extra(x):\n    return len(x)\n",
        },
    ),
    "generators that are drawn from": Trap(
        """
        import numpy as np

        def made(k):
            return np.random.default_rng(k)

        def sample(raw, rng):
            return raw.sample(2, random_state=rng)

        def number(rng):
            return float(rng.random())
        """,
        "node(made, 'params:k', 'rng'), node(sample, ['raw', 'rng'], 's'),"
        "node(number, 'rng', 'n'), node(number, 'rng', 'm', name='again')",
    ),
    "objects of modules that are returned": Trap(
        """
        from functools import lru_cache

        LOG = []
        MODEL = None

        @lru_cache
        def cached(k):
            return [k]

        def log(raw):
            LOG.append("log")
            return LOG

        def inside(x):
            LOG.append("inside")
            return {"log": LOG}, len(x)

        def kept(k, x):
            return cached(k)

        def model(x):
            global MODEL
            if MODEL is None:
                MODEL = {"n": len(x)}
            return MODEL

        def seen(x, before=[]):
            before.append(len(x))
            return before

        def change(k, x):
            model(x)["n"] = 9
            cached(k).append(7)
            return seen(x)

        def all_of_it(*x):
            return x
        """,
        "node(log, 'raw', 'x'), node(inside, 'x', ['y', 'n']), node(kept, ['params:k', 'y'], 'z'),"
        "node(model, 'z', 'm'), node(seen, 'm', 's'), node(change, ['params:k', 's'], 'c'),"
        "node(all_of_it, ['x', 'y', 'z', 'm', 's', 'c'], 'all')",
        ordered=True,
    ),
    "one object that several partials bind": Trap(
        """
        from .more import DONE

        SEEN = [1]

        def note(x, seen, done):
            seen.append(len(x))
            done.append(len(x))
            return list(seen), done[:]
        """,
        "node(partial(nodes.note, seen=nodes.SEEN, done=DONE), 'raw', ['a', 'b'], name='first'),"
        "node(partial(nodes.note, seen=nodes.SEEN, done=DONE), 'a', ['c', 'd'], name='second')",
        {"src/shop/pipelines/p/more.py": "DONE = [2]\n"},
        ordered=True,
    ),
    "a class that a partial binds": Trap(
        """
        class Size:
            n = 3

        def size(x, of):
            return len(x) + of.n
        """,
        "node(partial(nodes.size, of=nodes.Size), 'raw', 'n')",
    ),
    "methods of the class of an object": Trap(
        """
        from random import Random

        def made(raw):
            return [3, 1], {}, Random(3)

        def change(x, y, rng):
            type(x).append(x, 1)
            dict.update(y, n=1)
            return rng.sample(range(10), 2)

        def draw(x, y, rng, n):
            return [x, y, rng.random(), n]
        """,
        "node(made, 'raw', ['x', 'y', 'rng']), node(change, ['x', 'y', 'rng'], 'n'),"
        "node(draw, ['x', 'y', 'rng', 'n'], 'all')",
    ),
    "operations that change their object": Trap(
        """
        class Odd:
            def __init__(self):
                self.seen = []

            def __iter__(self):
                self.seen.append("iter")
                return iter([1])

            def __str__(self):
                self.seen.append("str")
                return "odd"

            def __getitem__(self, key):
                self.seen.append(key)
                return key

            @property
            def total(self):
                self.seen.append("total")
                return len(self.seen)

        def made(raw):
            return Odd()

        def loop(x):
            return [each for each in x]

        def text(x):
            return f"{x}"

        def item(x):
            return x[0]

        def total(x):
            return x.total

        def seen(x, *others):
            return [x.seen, others]
        """,
        "node(made, 'raw', 'x'), node(loop, 'x', 'a'), node(text, 'x', 'b'), node(item, 'x', 'c'),"
        "node(total, 'x', 'd'), node(seen, ['x', 'a', 'b', 'c', 'd'], 'all')",
    ),
    "a context around a function": Trap(
        """
        from contextlib import contextmanager

        TIMES = []

        @contextmanager
        def timer(name):
            TIMES.append(name)
            yield
            TIMES.append("end")

        @timer("measure")
        def measure(raw):
            return len(raw)

        def times(n):
            return list(TIMES)
        """,
        "node(measure, 'raw', 'n'), node(times, 'n', 'times')",
        ordered=True,
    ),
}


CATALOG = "raw: {type: pandas.CSVDataset, filepath: data/raw.csv}\n"
OWN = """
from pathlib import Path

from kedro.io import AbstractDataset


class Lines(AbstractDataset):
    def __init__(self, filepath):
        self._filepath = filepath

    def load(self):
        return self._lines(Path(self._filepath).read_text())

    def _lines(self, text):
        yield from text.splitlines()

    def save(self, data):
        Path(self._filepath).parent.mkdir(parents=True, exist_ok=True)
        Path(self._filepath).write_text("".join(f"{each}\\n" for each in data))

    def _describe(self):
        return {}
"""
KEPT = """
class Kept:
    def __init__(self):
        self.seen = []

    def __getstate__(self):
        return {"seen": self.seen}

    def __deepcopy__(self, memo):
        raise TypeError("no copies")

    def predict(self, x):
        self.seen.append(x)
        return list(self.seen)
"""
TRAPS |= {
    "chunks that two functions read": Trap(
        """
        def rows(chunks):
            return sum(len(chunk) for chunk in chunks)

        def head(chunks):
            return next(iter(chunks)).to_dict("list")
        """,
        "node(rows, 'parts', 'rows'), node(head, 'parts', 'head')",
        {
            "conf/base/catalog.yml": CATALOG
            + "parts: {type: pandas.CSVDataset, filepath: data/raw.csv, load_args: {chunksize: 1}}\n"
        },
    ),
    "chunks of what a function stored, in two pipelines of one namespace": Trap(
        """
        def same(raw):
            return raw

        def rows(chunks):
            return sum(len(chunk) for chunk in chunks)

        def sizes(chunks):
            return [len(chunk) for chunk in chunks]
        """,
        """
        node(same, 'raw', 'parts'),
        *pipeline([node(rows, 'parts', 'rows'), node(sizes, 'parts', 'sizes')],
            inputs='parts', namespace='one').nodes,
        *pipeline([node(rows, 'parts', 'rows'), node(sizes, 'parts', 'sizes')],
            inputs='parts', namespace='two').nodes,
        """,
        {
            "conf/base/catalog.yml": CATALOG
            + "parts: {type: pandas.CSVDataset, filepath: data/parts.csv, "
            "load_args: {iterator: true, chunksize: 2}}\n"
        },
    ),
    "a dataset of the project's own that yields": Trap(
        """
        def names(raw):
            return [str(name) for name in raw.columns]

        def count(lines):
            return sum(1 for _ in lines)

        def last(lines):
            return list(lines)[-1]
        """,
        "node(names, 'raw', 'lines'), node(count, 'lines', 'count'), node(last, 'lines', 'last')",
        {
            "src/shop/lines.py": OWN,
            "conf/base/catalog.yml": CATALOG
            + "lines: {type: shop.lines.Lines, filepath: data/lines.txt}\n",
        },
    ),
    "a stored object that can't be copied, and whose methods keep state": Trap(
        f"""
        {textwrap.indent(KEPT, " " * 8).strip()}

        def make(raw):
            return Kept()

        def first(kept):
            return kept.predict(1)

        def second(kept):
            return kept.predict(2)
        """,
        "node(make, 'raw', 'kept'), node(first, 'kept', 'a'), node(second, 'kept', 'b')",
        {
            "conf/base/catalog.yml": CATALOG
            + "kept: {type: pickle.PickleDataset, filepath: data/kept.pkl}\n"
        },
    ),
    "a stored object that one function changes, and memory in its place": Trap(
        """
        def make(raw):
            return {"rows": [1]}

        def more(found):
            found["rows"].append(2)
            return found["rows"]

        def less(found):
            return len(found["rows"])
        """,
        "node(make, 'raw', 'found'), node(more, 'found', 'a'), node(less, 'found', 'b'),"
        "node(make, 'raw', 'kept'), node(more, 'kept', 'c'), node(less, 'kept', 'd')",
        {
            "conf/base/catalog.yml": CATALOG
            + "found: {type: json.JSONDataset, filepath: data/found.json}\n"
        },
    ),
    "a function that is called like Hamilton's own nodes": Trap(
        """
        def make(raw):
            return {"rows": [1]}

        def more(found):
            found["rows"].append(2)
            return found["rows"]

        def less(found):
            return len(found.pop("rows"))
        """,
        "node(make, 'raw', 'found'), node(more, 'found', 'identity'), node(less, 'found', 'b')",
        {
            "conf/base/catalog.yml": CATALOG
            + "found: {type: json.JSONDataset, filepath: data/found.json}\n"
        },
    ),
    "a forecaster whose predict keeps state, in memory": Trap(
        """
        class Forecaster:
            def __init__(self):
                self.steps = 0

            def predict(self):
                self.steps += 1
                return self.steps

        def make(raw):
            return Forecaster()

        def first(model):
            return model.predict()

        def second(model):
            return model.predict()
        """,
        "node(make, 'raw', 'model'), node(first, 'model', 'a'), node(second, 'model', 'b')",
    ),
}


def hold_both_sides(trap: Trap, shop: Shop, tmp_path: Path) -> None:
    """Every dataset is the same on both sides, in whatever order the names are requested."""
    files = {
        "conf/base/catalog.yml": CATALOG,
        "conf/base/parameters.yml": "k: 5\nsizes: {k: 2}\n",
        **pipeline_files("p", trap.functions, trap.nodes),
    }
    kedro = shop({**files, **trap.more})
    migration = plan_migration(kedro, tmp_path / "new")
    write_project(migration)
    for side in (kedro, tmp_path / "new"):
        raw_data(side)
    names = migration.plan.names
    expected = {names[n]: plain(v) for n, v in run_kedro(kedro, "__default__")[0].items()}
    assert_same(expected, run_hamilton(tmp_path / "new", "__default__", None))
    wanted = list(expected)
    for seed in range(0 if trap.ordered else 2):
        random.Random(seed).shuffle(wanted)
        assert_same(expected, run_hamilton(tmp_path / "new", "__default__", wanted))


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_both_sides_make_the_same(trap: Trap, shop: Shop, tmp_path: Path) -> None:
    hold_both_sides(trap, shop, tmp_path)


ONE_PATH = """
parts_out: {type: json.JSONDataset, filepath: data/parts.json}
parts_in: {type: json.JSONDataset, filepath: data/parts.json}
joined: {type: json.JSONDataset, filepath: data/joined.json}
"""


def test_a_function_stores_all_of_its_outputs_whichever_is_asked_for(
    shop: Shop, tmp_path: Path
) -> None:
    functions = """
        def split(raw):
            return len(raw), {"n": len(raw)}, True

        def join(parts, done):
            return [parts, done]
    """
    nodes = "node(split, 'raw', ['kept', 'parts_out', 'done']), "
    nodes += "node(join, ['parts_in', 'done'], 'joined')"
    files = pipeline_files("p", functions, nodes)
    kedro = shop({**files, "conf/base/catalog.yml": CATALOG + ONE_PATH})
    migration = plan_migration(kedro, tmp_path / "new")
    write_project(migration)
    assert "K444" in {each.code for each in migration.plan.diagnostics}
    raw_data(tmp_path / "new")
    found = run_hamilton(tmp_path / "new", "__default__", ["joined"])
    assert found["joined"] == [{"n": 4}, True]
    (tmp_path / "new/data/parts.json").unlink()
    run_hamilton(tmp_path / "new", "__default__", ["kept"])
    assert (tmp_path / "new/data/parts.json").is_file()


def assert_same(expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    compared = expected.keys() & found.keys()
    assert compared
    for name in compared:
        assert plain(found[name]) == expected[name], name


def plain(value: Any) -> Any:
    """A value as one that can be compared."""
    if hasattr(value, "bit_generator"):
        return value.bit_generator.state
    if type(value).__name__ == "Odd":
        return value.seen
    if isinstance(value, random.Random):
        return value.getstate()
    if hasattr(value, "__next__"):  # it is there to be read once
        return [plain(each) for each in value]
    if type(value).__name__ in ("Kept", "Forecaster"):
        return vars(value)
    return value.to_dict() if hasattr(value, "to_dict") else value
