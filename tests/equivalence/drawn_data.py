"""Shapes of data: what is loaded once only, what lies on one path, what can't be copied, what the
caller gives, what the catalog asks for."""

from __future__ import annotations

from random import Random
from string import Template

from equivalence.drawn import Drawn, some

DATASETS = """
import csv
import sqlite3
from pathlib import Path

import pandas as pd
from kedro.io import AbstractDataset


class Text(AbstractDataset):
    def __init__(self, filepath):
        self._filepath = Path(filepath)

    def load(self):
        return self._filepath.read_text()

    def save(self, data):
        self._filepath.parent.mkdir(parents=True, exist_ok=True)
        with self._filepath.open("w") as stream:
            stream.writelines(f"{line}\\n" for line in data)

    def _describe(self):
        return {"filepath": self._filepath}


class Yielded(Text):
    def load(self):
        with self._filepath.open() as stream:
            for line in stream:
                yield line.strip()


class Opened(Text):
    def load(self):
        return self._filepath.open()


class Mapped(Text):
    def load(self):
        return map(str.strip, self._filepath.read_text().splitlines())


class Expression(Text):
    def load(self):
        lines = self._filepath.read_text().splitlines()
        found = (line.strip() for line in lines)
        return found


class Rows(Text):
    def load(self):
        return csv.reader(self._filepath.open())


class Shuffled(Text):
    def load(self):
        return _reader(self._filepath)


def _reader(path):
    return iter(path.read_text().splitlines())


class Chunks(AbstractDataset):
    def __init__(self, filepath, size=2):
        self._filepath, self._size = Path(filepath), size

    def load(self):
        return pd.read_csv(self._filepath, chunksize=self._size)

    def save(self, data):
        self._filepath.parent.mkdir(parents=True, exist_ok=True)
        data.to_csv(self._filepath, index=False)

    def _describe(self):
        return {}


class Cursor:
    def __init__(self, lines):
        self.lines = lines

    def fetch(self):
        return self.lines.pop(0) if self.lines else ""

    def __iter__(self):
        while self.lines:
            yield self.lines.pop(0)


class Selected(Text):
    def load(self):
        lines = self._filepath.read_text().splitlines()
        database = sqlite3.connect(":memory:")
        database.execute("create table t (line text)")
        database.executemany("insert into t values (?)", [(line,) for line in lines])
        return database.execute("select line from t")


class Queried(Text):
    def load(self):
        return Cursor(self._filepath.read_text().splitlines())
"""
# What gives chunks of a table, and what gives lines; each can be gone through once.
CHUNKED = {
    "csv chunks": "type: pandas.CSVDataset, filepath: 'data/$f.csv', load_args: {chunksize: 2}",
    "csv iterator": "type: pandas.CSVDataset, filepath: 'data/$f.csv', load_args: {iterator: true, chunksize: 3}",
    "json lines": "type: pandas.JSONDataset, filepath: 'data/$f.jsonl', load_args: {lines: true, chunksize: 1}, save_args: {orient: records, lines: true}",
    "own chunks": "type: shop.datasets.Chunks, filepath: 'data/$f.csv', size: 3",
    "versioned chunks": "type: pandas.CSVDataset, filepath: 'data/$f.csv', versioned: true, load_args: {chunksize: 2}",
}
LINES = ("Yielded", "Opened", "Mapped", "Expression", "Rows", "Shuffled", "Queried", "Selected")
# Functions of what comes in chunks `c`, or of lines `c`.
OF_CHUNKS = (
    "return sum(len(each) for each in c)",
    "return int(sum(each['a'].sum() for each in c))",
    "first = next(iter(c))\nreturn first.assign(b=len(first))",
    "return pd.concat(list(c), ignore_index=True)",
    "found = []\nfor each in c:\n    each['a'] += 1\n    found.append(each['a'].tolist())\nreturn found",
    "return [[len(each) for each in c], [len(each) for each in c]]",
    "def inner():\n    return [len(each) for each in c]\n\nreturn inner()",
    "return _lengths(c)",
    "with c as reader:\n    return [len(each) for each in reader]",
    "for each in c:\n    break\nreturn [each['a'].sum().item(), [len(each) for each in c]]",
)
OF_LINES = (
    "return list(c)",
    "return sum(1 for _ in c)",
    "return [str(each) for each in c][:2]",
    "return [next(iter(c)), list(c)]",
    "return dict(enumerate(c))",
    "return [list(c), list(c)]",
    "return sorted(map(str, c))",
    "return _lengths(c)",
    "for each in c:\n    pass\nreturn [each]",
)


def draw_once(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Data that can be gone through once, with one or more consumers; loaded, or stored before."""
    drawn.more["src/shop/datasets.py"] = DATASETS
    name, file = f"once_{n}", f"once_{n}"
    of_chunks = chance.random() < 0.5
    if of_chunks:
        kind = chance.choice(sorted(CHUNKED))
        entry = CHUNKED[kind]
    else:
        kind = chance.choice(LINES)
        entry = f"type: shop.datasets.{kind}, filepath: 'data/$f.txt'"
    drawn.kinds.append(f"once: {kind}")
    stored = kind == "versioned chunks" or chance.random() < 0.5
    asked, shown = name, f"'{name}'"
    entry = f"{{{Template(entry).substitute(f=file)}}}"
    how = chance.choice(["plain", "plain", "factory", "transcoded", "namespace"])
    if how == "factory":
        drawn.catalog[f"{{name}}_once_{n}"] = entry.replace(file, f"{{name}}_{n}")
        name = asked = f"any_once_{n}"
        file = f"any_{n}"
    elif how == "transcoded" and of_chunks and stored and kind != "versioned chunks":
        asked = f"{name}@chunks"
        drawn.catalog[asked] = entry
        drawn.catalog[f"{name}@whole"] = entry.partition(", load_args")[0].rstrip("}") + (
            ", save_args: {orient: records, lines: true}}" if kind == "json lines" else "}"
        )
        name = f"{name}@whole"
    else:
        drawn.catalog[name] = entry
    if stored:
        body = "return x.assign(a=x['a'] * 2)" if of_chunks else "return x['a'].astype(str)"
        if not of_chunks:
            body = chance.choice(
                [
                    "return x['a'].astype(str).tolist()",
                    "return (str(each) for each in x['a'])",
                    "return map(str, x['a'])",
                    "found = [str(each) for each in x['a']]\nreturn iter(found)",
                ],
            )
        body = body.replace("\n", "\n    ")
        drawn.add(
            pipeline,
            f"def fill_{n}(x):\n    {body}\n",
            f"node(nodes.fill_{n}, 'raw', {name!r}, name='fill_{n}')",
        )
    elif of_chunks and kind == "json lines":
        drawn.data[f"data/{file}.jsonl"] = "".join(f'{{"a": {i}, "b": {i}}}\n' for i in range(5))
    elif of_chunks:
        drawn.data[f"data/{file}.csv"] = "a,b\n" + "".join(f"{i},{i * 2}\n" for i in range(5))
    else:
        drawn.data[f"data/{file}.txt"] = "one,1\ntwo,2\nthree,3\n"
    shown = repr(asked)
    bodies = some(chance, OF_CHUNKS if of_chunks else OF_LINES, 1, 3)
    if kind == "json lines":  # what is read to its end is closed
        bodies = [each for each in bodies if each.count("in c") < 2] or [OF_CHUNKS[0]]
    if chance.randint(0, 3) == 0:
        bodies.append(bodies[0])
    before = ""
    nodes = []
    functions = ["def _lengths(c):\n    return [len(each) for each in c]\n"]
    for i, body in enumerate(bodies):
        made, word = f"found_{n}_{i}", chance.choice(["c", "chunks", "raw", f"once_{n}"])
        text = (
            body.replace("(c)", f"({word})")
            .replace("in c", f"in {word}")
            .replace("with c as", f"with {word} as")
            .replace(", c)", f", {word})")
        )
        inputs = shown
        head = word
        if before and chance.random() < 0.5:
            inputs, head = f"[{shown}, {before!r}]", f"{word}, done"
        elif chance.randint(0, 5) == 0:
            inputs, head = f"[{shown}, {shown}]", f"{word}, same"
        text = text.replace("\n", "\n    ")
        functions.append(f"def read_{n}_{i}({head}):\n    {text}\n")
        func = f"nodes.read_{n}_{i}"
        dress = chance.choice(["", "", "lambda", "decorated", "again"])
        if dress == "lambda":
            func = f"lambda {head}: {func}({head})"
        elif dress == "decorated":
            functions[-1] = f"@decorated\n{functions[-1]}"
        elif dress == "again":
            nodes.append(f"node({func}, {inputs}, 'more_{made}', name='more_{made}')")
        nodes.append(f"node({func}, {inputs}, {made!r}, name='{made}')")
        before = made
        if chance.choice([0, 0, 1]):
            drawn.catalog[made] = f"{{type: pickle.PickleDataset, filepath: data/{made}.pkl}}"
    if how == "namespace":
        outputs = ", ".join(f"{each.rpartition(', name=')[2]}" for each in nodes).replace(")", "")
        nodes = [f"*pipeline([{', '.join(nodes)}], namespace='ns_{n}', inputs={{{shown}}}).nodes"]
        drawn.catalog = {
            (f"ns_{n}.{k}" if k.startswith(f"found_{n}_") else k): v
            for k, v in drawn.catalog.items()
        }
        del outputs
    drawn.add(pipeline, "\n\n".join(functions), *nodes)


ONE_PATH = ("csv", "pickle", "json")
PLACES = {
    "csv": "{type: pandas.CSVDataset, filepath: '$p'}",
    "pickle": "{type: pickle.PickleDataset, filepath: '$p'}",
    "json": "{type: json.JSONDataset, filepath: '$p'}",
}


def draw_one_path(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Two datasets on one path, with or without a marker that orders them."""
    kind = chance.choice(ONE_PATH)
    drawn.kinds.append(f"one path: {kind}")
    drawn.said |= {"K443", "K444", "K442"}
    path = f"data/place_{n}.{kind[:3]}"
    spelled = chance.choice([path, f"./{path}", f"data/../{path}"])
    for name, place in ((f"left_{n}", path), (f"right_{n}", spelled)):
        drawn.catalog[name] = Template(PLACES[kind]).substitute(p=place)
    make = "pd.DataFrame({'a': [k]})" if kind == "csv" else "{'a': k}"
    seen = "x['a'].tolist()" if kind == "csv" else "[x['a']]"
    change = "x['a'] = x['a'] + 1\n    return x"
    way = chance.choice(["marker", "chain", "before and after", "two writers", "none"])
    drawn.kinds.append(f"one path: {way}")
    functions = f"""
def put_{n}(x, k):
    return {make}


def put_marked_{n}(x, k):
    return {make}, True


def see_{n}(x, *done):
    return {seen}


def change_{n}(x):
    {change}
"""
    nodes = {
        "marker": [
            f"node(nodes.put_marked_{n}, ['raw', 'params:k'], ['left_{n}', 'done_{n}'], name='put_{n}')",
            f"node(nodes.see_{n}, ['right_{n}', 'done_{n}'], 'seen_{n}', name='see_{n}')",
        ],
        "chain": [
            f"node(nodes.put_{n}, ['raw', 'params:k'], 'left_{n}', name='put_{n}')",
            f"node(nodes.change_{n}, 'left_{n}', 'right_{n}', name='change_{n}')",
            f"node(nodes.see_{n}, 'right_{n}', 'seen_{n}', name='see_{n}')",
        ],
        "before and after": [
            f"node(nodes.put_{n}, ['raw', 'params:k'], 'left_{n}', name='put_{n}')",
            f"node(nodes.see_{n}, 'left_{n}', 'first_{n}', name='first_{n}')",
            f"node(lambda x, done: nodes.change_{n}(x), ['left_{n}', 'first_{n}'], 'right_{n}', name='change_{n}')",
            f"node(nodes.see_{n}, ['left_{n}', 'right_{n}'], 'seen_{n}', name='see_{n}')",
        ],
        "two writers": [
            f"node(nodes.put_{n}, ['raw', 'params:k'], 'left_{n}', name='a_{n}')",
            f"node(nodes.put_{n}, ['raw', 'params:x'], 'right_{n}', name='b_{n}')",
            f"node(nodes.see_{n}, ['left_{n}', 'right_{n}'], 'seen_{n}', name='see_{n}')",
        ],
        "none": [
            f"node(nodes.put_{n}, ['raw', 'params:k'], 'left_{n}', name='put_{n}')",
            f"node(nodes.see_{n}, 'right_{n}', 'seen_{n}', name='see_{n}')",
        ],
    }[way]
    if way in ("none", "before and after", "marker"):
        text = {"csv": "a\n1\n", "json": '{"a": 1}'}
        if kind in text:
            drawn.data[path] = text[kind]
        else:
            nodes = [each for each in nodes if way != "none" or "see" not in each]
    drawn.ordered = drawn.ordered or way in ("none", "two writers")
    drawn.add(pipeline, functions, *nodes)


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
        f"from shop.objects import {kind}\n\n\ndef _tell(m):\n    return m.score()\n",
        f"def train_{n}(x, k):\n    return {kind}(len(x) + k)\n",
    ]
    if chance.randint(0, 2) == 0:
        functions[-1] = f"@decorated\n{functions[-1]}"
    nodes = [f"node(nodes.train_{n}, ['raw', 'params:k'], {name!r}, name='train_{n}')"]
    before = ""
    for i, body in enumerate(some(chance, OF_OBJECTS, 1, 3)):
        text, made = body.replace("\n", "\n    "), f"score_{n}_{i}"
        head, inputs = "m, k", f"[{name!r}, 'params:k']"
        if before and chance.random() < 0.5:
            head, inputs = "m, k, done", f"[{name!r}, 'params:k', {before!r}]"
        functions.append(f"def score_{n}_{i}({head}):\n    {text}\n")
        if chance.randint(0, 3) == 0:
            functions[-1] = f"@decorated\n{functions[-1]}"
        nodes.append(f"node(nodes.score_{n}_{i}, {inputs}, {made!r}, name='{made}')")
        before = made
    if chance.randint(0, 3) == 0 and holder in ("assign", "pickle") and kind != "Model":
        functions.append(f"def hand_{n}(m):\n    return m\n")
        drawn.catalog[f"handed_{n}"] = Template(HOLDERS["pickle"]).substitute(f=f"handed_{n}")
        nodes.append(f"node(nodes.hand_{n}, {name!r}, 'handed_{n}', name='hand_{n}')")
        nodes.append(
            f"node(nodes.score_{n}_0, ['handed_{n}', 'params:k'] + (['{name}'] if False else []), 'last_{n}', name='last_{n}')"
            if "done" not in functions[2]
            else f"node(nodes.hand_{n}, 'handed_{n}', 'again_{n}', name='again_{n}')"
        )
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
    functions, nodes, last = [], [], ""
    for i, body in enumerate(some(chance, GIVEN[value], 1, 3)):
        text, made = body.replace("\n", "\n    "), f"took_{n}_{i}"
        functions.append(f"def take_{n}_{i}(g):\n    {text}\n")
        func = f"nodes.take_{n}_{i}"
        if chance.randint(0, 3) == 0:
            functions[-1] = f"@decorated\n{functions[-1]}"
        elif chance.randint(0, 3) == 0:
            func = f"lambda v: {func}(v)"
        nodes.append(f"node({func}, {name!r}, {made!r}, name='{made}')")
        if body == "return g":
            last = made
    if last and chance.random() < 0.5:  # a second one gets what the first one has only handed on
        again = chance.choice(GIVEN[value])
        text = again.replace("\n", "\n    ")
        functions.append(f"def later_{n}(g):\n    {text}\n")
        nodes.append(f"node(nodes.later_{n}, {last!r}, 'later_{n}', name='later_{n}')")
    drawn.add(pipeline, "\n\n".join(functions), *nodes)


VALUES = {
    "none": ("null", "return [v is None]"),
    "float": ("1e-3", "return v * 2"),
    "date": ("2024-01-02", "return str(v) + type(v).__name__"),
    "list": ("[1, [2]]", "v[1].append(3)\nreturn v"),
    "deep": ("{p: {q: [1]}}", "v['p']['q'] += [2]\nreturn v"),
    "text": ("'007'", "return v"),
    "bool": ("yes", "return [v]"),
    "octal": ("0o17", "return v"),
    "empty": ("{}", "v['new'] = 1\nreturn v"),
    "list of dicts": ("[{a: 1}, {a: 2}]", "v[0]['a'] = v.pop()\nreturn v"),
}
ENTRIES = {
    "versioned csv": "{type: pandas.CSVDataset, filepath: 'data/$f.csv', versioned: true}",
    "versioned pickle": "{type: pickle.PickleDataset, filepath: 'data/$f.pkl', versioned: true}",
    "json": "{type: json.JSONDataset, filepath: 'data/$f.json'}",
    "csv with index": "{type: pandas.CSVDataset, filepath: 'data/$f.csv', save_args: {index: true}, load_args: {index_col: 0}}",
    "table as json": "{type: pandas.JSONDataset, filepath: 'data/$f.json'}",
    "partitions": "{type: partitions.PartitionedDataset, path: 'data/$f', dataset: pandas.CSVDataset, filename_suffix: .csv}",
    "copy": "{type: MemoryDataset, copy_mode: copy}",
    "assign": "{type: MemoryDataset, copy_mode: assign}",
    "deepcopy": "{type: MemoryDataset, copy_mode: deepcopy}",
    "cached": "{type: CachedDataset, dataset: {type: pandas.CSVDataset, filepath: 'data/$f.csv'}}",
}
MADE = {
    "json": ("return {'n': k, 1: (1, 2)}", "return x"),
    "partitions": (
        "return {'p': pd.DataFrame({'a': [k]}), 'q': lambda: pd.DataFrame({'a': [1]})}",
        "return {name: load()['a'].tolist() for name, load in sorted(x.items())}",
    ),
}
TABLE = (
    "return pd.DataFrame({'a': ['01', '2'], 'b': [k, None]}, index=[5, 3])",
    "x['a'] = 'z'\nreturn x",
)


def draw_catalog(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Parameters of all kinds, versions, copy modes, factories; consumers that change."""
    value = chance.choice(sorted(VALUES))
    text, use = VALUES[value]
    drawn.parameters += f"v_{n}: {text}\nin_{n}:\n  deep:\n    v: {text}\n"
    asked = chance.choice([f"params:v_{n}", f"params:in_{n}.deep.v", "parameters"])
    body = use.replace("\n", "\n    ")
    if asked == "parameters":
        body = f"v = v['v_{n}']\n    {body}"
    kind = chance.choice(sorted(ENTRIES))
    drawn.kinds += [f"parameter: {value}", f"entry: {kind}"]
    if kind in ("copy", "assign"):
        drawn.said.add("K452")
    make, see = MADE.get(kind, TABLE)
    name = f"kept_{n}"
    entry = Template(ENTRIES[kind]).substitute(f=name)
    if chance.random() < 0.5 and kind not in ("copy", "assign", "deepcopy"):
        drawn.catalog[f"{{any}}_{n}"] = entry.replace(name, f"{{any}}_{n}")
        drawn.kinds.append("factory")
    else:
        drawn.catalog[name] = entry
    see = see.replace("\n", "\n    ")
    ordered = kind == "assign"
    drawn.ordered = drawn.ordered or ordered
    functions = f"""
def option_{n}(v):
    {body}


def keep_{n}(x, k):
    {make}


def look_{n}(x):
    {see}


def twice_{n}(x, y, z=2):
    return [repr(x), repr(y), z]
"""
    nodes = [
        f"node(nodes.option_{n}, {asked!r}, 'chosen_{n}x', name='option_{n}')",
        f"node(nodes.option_{n}, {asked!r}, 'chosen_{n}y', name='option_{n}y')",
        f"node(nodes.keep_{n}, ['raw', 'params:k'], {name!r}, name='keep_{n}')",
        f"node(nodes.look_{n}, {name!r}, 'looked_{n}x', name='look_{n}')",
        f"node(nodes.look_{n}, {name!r}, 'looked_{n}y', name='look_{n}y')",
    ]
    if kind != "partitions":
        nodes.append(
            f"node(nodes.twice_{n}, [{name!r}, 'looked_{n}x'], 'twice_{n}x', name='twice_{n}')"
        )
    drawn.add(pipeline, functions, *nodes)
