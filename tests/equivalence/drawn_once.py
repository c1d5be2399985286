"""Data that can be gone through once: chunks of tables, generators, open files, cursors."""

from __future__ import annotations

import re
from random import Random
from string import Template

from equivalence.drawn import Drawn, function, some

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


# What fills a dataset of lines.
FILLS = (
    "return x['a'].astype(str).tolist()",
    "return (str(each) for each in x['a'])",
    "return map(str, x['a'])",
    "found = [str(each) for each in x['a']]\nreturn iter(found)",
)


def draw_once(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Data that can be gone through once, with one or more consumers; loaded, or stored before."""
    drawn.more["src/shop/datasets.py"] = DATASETS
    kind = chance.choice([*CHUNKED, *LINES])
    drawn.kinds.append(f"once: {kind}")
    stored = kind == "versioned chunks" or chance.random() < 0.5
    how = chance.choice(["plain", "plain", "factory", "transcoded", "namespace"])
    if (how == "transcoded" and not (kind in CHUNKED and stored)) or kind == "versioned chunks":
        how = "plain"
    filled, asked, file = _entries(drawn, kind, how, n)
    if stored:
        body = "return x.assign(a=x['a'] * 2)" if kind in CHUNKED else chance.choice(FILLS)
        drawn.add(
            pipeline,
            function(f"fill_{n}(x)", body),
            f"node(nodes.fill_{n}, 'raw', {filled!r}, name='fill_{n}')",
        )
    elif kind == "json lines":
        drawn.data[f"data/{file}.jsonl"] = "".join(f'{{"a": {i}, "b": {i}}}\n' for i in range(5))
    elif kind in CHUNKED:
        drawn.data[f"data/{file}.csv"] = "a,b\n" + "".join(f"{i},{i * 2}\n" for i in range(5))
    else:
        drawn.data[f"data/{file}.txt"] = "one,1\ntwo,2\nthree,3\n"
    bodies = some(chance, OF_CHUNKS if kind in CHUNKED else OF_LINES, 1, 3)
    if kind == "json lines":  # what is read to its end is closed
        bodies = [each for each in bodies if each.count("in c") < 2] or [OF_CHUNKS[0]]
    functions, nodes = _readers(chance, drawn, asked, bodies, n)
    if how == "namespace":
        nodes = [f"*pipeline([{', '.join(nodes)}], namespace='ns_{n}', inputs={{{asked!r}}}).nodes"]
    drawn.add(pipeline, functions, *nodes)


def _entries(drawn: Drawn, kind: str, how: str, n: int) -> tuple[str, str, str]:
    """Put a dataset into the catalog: its name for who fills it, for who reads it, its file's."""
    name, file = f"once_{n}", f"once_{n}"
    entry = CHUNKED.get(kind, f"type: shop.datasets.{kind}, filepath: 'data/$f.txt'")
    entry = f"{{{Template(entry).substitute(f=file)}}}"
    if how == "factory":
        drawn.catalog[f"{{name}}_once_{n}"] = entry.replace(file, f"{{name}}_{n}")
        return f"any_once_{n}", f"any_once_{n}", f"any_{n}"
    if how == "transcoded":
        whole = entry.partition(", load_args")[0].rstrip("}")
        lines = ", save_args: {orient: records, lines: true}" if kind == "json lines" else ""
        drawn.catalog |= {f"{name}@chunks": entry, f"{name}@whole": f"{whole}{lines}}}"}
        return f"{name}@whole", f"{name}@chunks", file
    drawn.catalog[name] = entry
    return name, name, file


def _readers(
    chance: Random, drawn: Drawn, asked: str, bodies: list[str], n: int
) -> tuple[str, list[str]]:
    """Functions that go through a dataset, and their nodes."""
    functions, nodes = [function("_lengths(c)", "return [len(each) for each in c]")], []
    before = ""
    for i, body in enumerate(bodies):
        made, word = f"found_{n}_{i}", chance.choice(["c", "chunks", "raw", f"once_{n}"])
        inputs, head = repr(asked), word
        if before and chance.random() < 0.5:
            inputs, head = f"[{asked!r}, {before!r}]", f"{word}, done"
        elif chance.randint(0, 5) == 0:
            inputs, head = f"[{asked!r}, {asked!r}]", f"{word}, same"
        functions.append(function(f"read_{n}_{i}({head})", re.sub(r"\bc\b", word, body)))
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
        if chance.randint(0, 2) == 0:
            drawn.catalog[made] = f"{{type: pickle.PickleDataset, filepath: data/{made}.pkl}}"
    return "\n\n".join(functions), nodes
