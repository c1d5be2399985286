"""What the catalog asks for: places that datasets share, versions, copies, factories; and
parameters of all kinds."""

from __future__ import annotations

from random import Random
from string import Template

from equivalence.drawn import Drawn

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
