"""What random projects have found: small ones of each kind, on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from equivalence.comparing import compare
from equivalence.drawn import Drawn
from equivalence.drawn_code import DECORATORS

CSV = "{type: pandas.CSVDataset, filepath: data/raw.csv}"
PLACE = "{type: json.JSONDataset, filepath: data/place.json}"
ASSIGN = "{type: MemoryDataset, copy_mode: assign}"
MODEL = """
import threading


class Model:
    def __init__(self, n):
        self.n = n
        self.lock = threading.Lock()


class Fixed(Model):
    def __getstate__(self):
        return {"n": self.n}

    def __deepcopy__(self, memo):
        raise TypeError("no copies")


class DataFrame(Model):
    pass
"""
PLAIN = """

class Plain:
    def __init__(self, n):
        self.n = n
"""
LINES = """
from pathlib import Path

from kedro.io import AbstractDataset


class Lines(AbstractDataset):
    def __init__(self, filepath):
        self.path = Path(filepath)

    def load(self):
        return iter(self.path.read_text().splitlines())

    def save(self, data):
        self.path.write_text("\\n".join(data))

    def _describe(self):
        return {}
"""
SAID = {"two nodes that write to one place": ["K443"]}


def project(functions: str, *nodes: str, **catalog: str) -> Drawn:
    drawn = Drawn(catalog={"raw": CSV, **catalog}, ordered=True)
    drawn.functions["early"], drawn.nodes["early"] = [], []
    drawn.add("early", functions, *nodes)
    drawn.more = {"src/shop/model.py": MODEL, "src/shop/decorators.py": DECORATORS}
    return drawn


def handed_on(kind: str) -> Drawn:
    """An object of a class that all share, and what a node makes of it, stored by default alone."""
    drawn = project(
        f"""
        from shop.model import {kind}


        def make(raw):
            return {kind}(len(raw))


        def hand(made):
            return made


        def grow(made, handed, by):
            made.n += by
            return made.n + handed.n


        def look(handed, grown):
            handed.n += grown
            return handed.n
        """,
        "node(nodes.make, 'raw', 'made', name='a')",
        "node(nodes.hand, 'made', 'handed', name='b')",
        "node(nodes.grow, ['made', 'handed', 'params:k'], 'grown', name='c')",
        "node(nodes.look, ['handed', 'grown'], 'looked', name='d')",
        "node(nodes.look, ['handed', 'looked'], 'last', name='e')",
        made=ASSIGN,
        handed="{type: pickle.PickleDataset, filepath: data/handed.pkl}",
    )
    drawn.more["src/shop/model.py"] += PLAIN
    drawn.more["conf/prod/catalog.yml"] = (
        f"raw: {CSV}\nmade: {ASSIGN}\nhanded: {{type: MemoryDataset}}\n"
    )
    return drawn


FOUND = {
    "an object that can't be copied, handed on and stored in one environment": handed_on("Fixed"),
    "an object that is handed on, and changed later": handed_on("Plain"),
    "a parameter that is null, for several nodes": project(
        "def told(v):\n    return [v]",
        "node(nodes.told, 'params:nothing', 'a', name='a')",
        "node(nodes.told, 'params:nothing', 'b', name='b')",
    ),
    "an object that can't be copied, and is handed to all": project(
        """
        from shop.model import Model


        def train(raw):
            return Model(len(raw))


        def more(model, by):
            model.n += by
            return model.n


        def told(model, done):
            return [model.n, done]
        """,
        "node(nodes.train, 'raw', 'model', name='train')",
        "node(nodes.more, ['model', 'params:k'], 'b', name='z')",
        "node(nodes.more, ['model', 'params:t'], 'a', name='y')",
        "node(nodes.told, ['model', 'a'], 'told', name='told')",
        model=ASSIGN,
    ),
    "a shared object that others get a copy of": project(
        """
        def make(raw):
            return {"n": [len(raw)]}


        def hand(made):
            return made


        def grow(made, by):
            made["n"].append(by)
            return len(made["n"])
        """,
        "node(nodes.make, 'raw', 'made', name='a')",
        "node(nodes.hand, 'made', 'copied', name='b')",
        "node(nodes.hand, 'copied', 'second', name='c')",
        "node(lambda made, by: nodes.grow(made, by), ['made', 'params:k'], 'x', name='d')",
        "node(lambda made, by: nodes.grow(made, by), ['second', 'params:t'], 'y', name='e')",
        "node(lambda x, made, copied, second: [x, made, copied, second], "
        "['x', 'made', 'copied', 'second'], 'all', name='f')",
        made=ASSIGN,
        second=ASSIGN,
    ),
    "a shared object that is stored": project(
        """
        from shop.model import Fixed


        def train(raw):
            return Fixed(len(raw))


        def hand(model):
            return model


        def more(model):
            model.n += 1
            return model.n
        """,
        "node(nodes.train, 'raw', 'model', name='a')",
        "node(nodes.hand, 'model', 'kept', name='b')",
        "node(lambda model: nodes.more(model), 'model', 'x', name='c')",
        "node(lambda kept, x: [kept.n, x], ['kept', 'x'], 'told', name='d')",
        model=ASSIGN,
        kept="{type: pickle.PickleDataset, filepath: data/kept.pkl}",
    ),
    "a decorator that fixes an argument, over one that changes another": project(
        """
        from shop import decorators


        @decorators.filled(k=4)
        @decorators.changing
        def total(x, k=2):
            return int(x["a"].sum()) + k


        @decorators.filled(k=4)
        @decorators.Wrapper
        def count(x, k=2):
            return len(x) + k
        """,
        "node(nodes.total, 'raw', 'total', name='total')",
        "node(nodes.count, 'raw', 'count', name='count')",
    ),
    "what nobody uses, in a module of two pipelines": project(
        """
        LIMIT = [7]
        UNUSED = LIMIT * 2


        def make(raw):
            return len(raw) + LIMIT[0]


        @decorated
        def told(made):
            return [made]
        """,
        "node(nodes.make, 'raw', 'made', name='made')",
    ),
    "a function that is chosen when its module is imported": project(
        """
        from functools import partial

        try:
            import no_such_library
            from shop.fast import size, width
        except ImportError:
            from shop.slow import size, width
        """,
        "node(nodes.size, 'raw', 'a', name='a')",
        "node(partial(nodes.width, by=2), 'raw', 'b', name='b')",
        "node(nodes.size, 'raw', 'c', name='c')",
    ),
    "a generator that a function gives, beside a function that yields": project(
        """
        def chunks(raw):
            for start in (0, 2):
                yield raw[start : start + 2]


        def lines(raw):
            return (str(each) for each in raw["a"])


        def count(lines, chunks):
            return [len(list(lines)), len(chunks)]
        """,
        "node(nodes.chunks, 'raw', 'chunks', name='a')",
        "node(nodes.lines, 'raw', 'lines', name='b')",
        "node(nodes.count, ['lines', 'chunks'], 'count', name='c')",
        lines="{type: shop.lines.Lines, filepath: data/lines.txt}",
        chunks="{type: pandas.CSVDataset, filepath: data/chunks.csv}",
    ),
    "an object whose class is called DataFrame": project(
        """
        from shop.model import DataFrame


        def make(raw):
            return DataFrame(len(raw))


        def look(made, by):
            return made.n + by


        def grow(made, by):
            made.n += by
            return made.n
        """,
        "node(nodes.make, 'raw', 'made', name='a')",
        "node(nodes.look, ['made', 'params:k'], 'y', name='z')",
        "node(nodes.grow, ['made', 'params:k'], 'x', name='c')",
        "node(nodes.look, ['made', 'x'], 'last', name='d')",
    ),
    "an object whose class is called DataFrame, stored in one environment": project(
        """
        from shop.model import DataFrame


        def make(raw):
            return DataFrame(len(raw))


        def grow(made, by):
            made.n += by
            return made.n
        """,
        "node(nodes.make, 'raw', 'made', name='a')",
        "node(nodes.grow, ['made', 'params:k'], 'x', name='z')",
        "node(nodes.grow, ['made', 'params:t'], 'y', name='c')",
        made="{type: pickle.PickleDataset, filepath: data/made.pkl}",
    ),
    "two nodes that write to one place": project(
        """
        def put(x, k):
            return {"k": k}


        def look(one, other):
            return [one, other]
        """,
        "node(nodes.put, ['raw', 'params:k'], 'one', name='a')",
        "node(nodes.put, ['raw', 'params:x'], 'other', name='b')",
        "node(nodes.look, ['one', 'other'], 'both', name='c')",
        one=PLACE,
        other=PLACE,
    ),
}
LATE = FOUND["what nobody uses, in a module of two pipelines"]
LATE.functions["late"] = ["from shop.pipelines.early.nodes import told\n"]
LATE.nodes["late"] = ["node(nodes.told, 'made', 'told', name='told')"]
SIZES = (
    "def size(x):\n    return len(x){0}\n\n\ndef width(x, by):\n    return by * len(x.columns){0}\n"
)
FOUND["a function that is chosen when its module is imported"].more |= {
    "src/shop/fast.py": SIZES.format(""),
    "src/shop/slow.py": SIZES.format(" + 100"),
}
FOUND["a generator that a function gives, beside a function that yields"].more[
    "src/shop/lines.py"
] = LINES
FOUND["an object whose class is called DataFrame, stored in one environment"].more = {
    "src/shop/model.py": PLAIN.replace("Plain", "DataFrame"),
    "conf/prod/catalog.yml": f"raw: {CSV}\nmade: {{type: MemoryDataset}}\n",
}
FOUND["a parameter that is null, for several nodes"].parameters += "nothing: null\n"


@pytest.mark.parametrize("kind", FOUND)
def test_both_sides_make_the_same(kind: str, tmp_path: Path) -> None:
    outcome = compare(tmp_path, FOUND[kind])
    assert outcome.word == "equal", outcome
    assert outcome.codes == SAID.get(kind, [])
