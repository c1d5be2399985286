"""Objects that can't be copied, or have ways of their own; and objects of the caller."""

from __future__ import annotations

from random import Random
from string import Template

from equivalence.drawn import Drawn, function, some

OBJECTS = """
import threading


class Model:
    def __init__(self, n):
        self.n = n
        self.lock = threading.Lock()

    def score(self):
        return self.n

    def fit(self, n):
        self.n += n
        return self


class Kept(Model):
    def __getstate__(self):
        return {"n": self.n}

    def __setstate__(self, state):
        self.__init__(state["n"])


class Fixed:
    def __init__(self, n):
        self.n = n

    def score(self):
        return self.n

    def fit(self, n):
        self.n += n
        return self

    def __deepcopy__(self, memo):
        raise TypeError("no copies")


class DataFrame(Fixed):
    def copy(self):
        return DataFrame(self.n)

    __deepcopy__ = None


class Own:
    def __init__(self, n):
        self.n, self.inner = n, [n]

    def score(self):
        return [self.n, self.inner]

    def fit(self, n):
        self.n += n
        self.inner.append(n)
        return self

    def copy(self):
        made = Own(self.n)
        made.inner = self.inner
        return made
"""
# Classes, and the ways in which Kedro can hold their objects.
HELD = {
    "Model": ("assign",),
    "Kept": ("assign", "pickle"),
    "Fixed": ("assign", "pickle", "cached"),
    "DataFrame": ("memory", "assign", "pickle"),
    "Own": ("memory", "assign", "copy", "deepcopy", "pickle", "cached"),
}
HOLDERS = {
    "memory": "",
    "assign": "{type: MemoryDataset, copy_mode: assign}",
    "copy": "{type: MemoryDataset, copy_mode: copy}",
    "deepcopy": "{type: MemoryDataset, copy_mode: deepcopy}",
    "pickle": "{type: pickle.PickleDataset, filepath: 'data/$f.pkl'}",
    "cached": "{type: CachedDataset, copy_mode: assign, dataset: {type: pickle.PickleDataset, filepath: 'data/$f.pkl'}}",
}
OF_OBJECTS = (
    "return m.score()",
    "m.fit(3)\nreturn m.score()",
    "return m.fit(k).score()",
    "found = m\nfound.n = 0\nreturn [found.score()]",
    "return _tell(m)",
)


def draw_uncopied(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Objects that can't be copied, or have ways of their own; in memory and stored."""
    drawn.more["src/shop/objects.py"] = OBJECTS
    kind = chance.choice(sorted(HELD))
    holder = chance.choice(HELD[kind])
    drawn.kinds.append(f"uncopied: {kind} {holder}")
    if holder in ("assign", "copy", "cached"):
        drawn.said.add("K452")
    name = f"model_{n}"
    if entry := HOLDERS[holder]:
        drawn.catalog[name] = Template(entry).substitute(f=name)
    functions = [
        f"from shop.objects import {kind}\n\n\n" + function("_tell(m)", "return m.score()"),
        function(f"train_{n}(x, k)", f"return {kind}(len(x) + k)"),
        function(f"hand_{n}(m)", "return m"),
    ]
    nodes = [f"node(nodes.train_{n}, ['raw', 'params:k'], {name!r}, name='train_{n}')"]
    asked, before = name, ""
    if holder in ("assign", "pickle") and kind != "Model" and chance.randint(0, 3) == 0:
        asked = f"handed_{n}"  # some get what another node hands on and stores
        drawn.catalog[asked] = Template(HOLDERS["pickle"]).substitute(f=asked)
        nodes.append(f"node(nodes.hand_{n}, {name!r}, {asked!r}, name='hand_{n}')")
    for i, body in enumerate(some(chance, OF_OBJECTS, 1, 3)):
        made = f"score_{n}_{i}"
        head, inputs = "m, k", f"'{chance.choice([name, asked])}', 'params:k'"
        if before and chance.random() < 0.5:
            head, inputs = "m, k, done", f"{inputs}, {before!r}"
        functions.append(function(f"score_{n}_{i}({head})", body))
        if chance.randint(0, 3) == 0:
            functions[-1] = f"@decorated\n{functions[-1]}"
        nodes.append(f"node(nodes.score_{n}_{i}, [{inputs}], {made!r}, name='{made}')")
        if head == "m, k" and chance.randint(0, 3) == 0:  # once more
            inputs = f"'{chance.choice([name, asked])}', 'params:k'"
            nodes.append(
                f"node(nodes.score_{n}_{i}, [{inputs}], 'more_{made}', name='more_{made}')"
            )
        before = made
    drawn.ordered = drawn.ordered or holder in ("assign", "copy", "cached") or kind == "DataFrame"
    drawn.add(pipeline, "\n\n".join(functions), *nodes)


# What callers give, as text, and what functions do with it.
GIVEN = {
    "pd.DataFrame({'a': [3, 1], 'b': [0, 1]})": (
        "g['a'] += 1\nreturn g",
        "return g.sort_values('a', inplace=True) or g",
        "g.columns = ['b', 'a']\nreturn len(g.columns)",
        "return g",
    ),
    "[3, 1, 2]": ("g.sort()\nreturn g", "g.append(7)\nreturn len(g)", "return g", "return g + [1]"),
    "{'p': [1], 'q': {'r': 2}}": (
        "g['p'].append(2)\nreturn g['p']",
        "return g.pop('q')",
        "g['q']['r'] = 0\nreturn g",
        "return g['q']",
        "return g",
    ),
    "pd.Series([3, 1, 2])": ("g[0] = 9\nreturn g", "return g.map(lambda v: v + 1)", "return g"),
    "np.array([3, 1, 2])": ("g += 1\nreturn g", "g.sort()\nreturn g", "return g[:2]"),
    "{'t': pd.DataFrame({'a': [1]})}": ("g['t']['a'] = 5\nreturn g['t']", "return g['t']"),
    "[[1], [2]]": ("g[0].append(1)\nreturn g", "return g[0]", "a, b = g\na += b\nreturn a"),
}


def draw_given(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Data that the caller gives, with functions that may change it."""
    value = chance.choice(sorted(GIVEN))
    name = f"given_{n}"
    drawn.kinds.append("given")
    drawn.given[name] = value
    functions, nodes, handed = [], [], name
    for i, body in enumerate(some(chance, GIVEN[value], 1, 3)):
        made = f"took_{n}_{i}"
        functions.append(function(f"take_{n}_{i}(g)", body))
        func = f"nodes.take_{n}_{i}"
        if chance.randint(0, 3) == 0:
            functions[-1] = f"@decorated\n{functions[-1]}"
        elif chance.randint(0, 3) == 0:
            func = f"lambda v: {func}(v)"
        nodes.append(f"node({func}, {name!r}, {made!r}, name='{made}')")
        if body == "return g":
            handed = made
    functions.append(function(f"later_{n}(g)", chance.choice(GIVEN[value])))
    nodes.append(f"node(nodes.later_{n}, {handed!r}, 'later_{n}', name='later_{n}')")
    drawn.add(pipeline, "\n\n".join(functions), *nodes)
