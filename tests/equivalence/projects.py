"""Random Kedro projects that run: functions that mutate, alias, default, capture; several
pipelines and slices of them; stored and in-memory datasets; parameters; one function in several
nodes; a pipeline of several outputs under namespaces."""

from __future__ import annotations

import textwrap
from random import Random

from equivalence.drawn import FORMATS, Drawn
from equivalence.drawn_code import draw_imports, draw_loops, draw_objects, draw_paths
from equivalence.drawn_data import draw_catalog, draw_one_path
from equivalence.drawn_objects import draw_given, draw_uncopied
from equivalence.drawn_once import draw_once

# What a function does with its tables `{x}`, `{y}`, its dict of tables `{d}` and the number
# `{k}`; `{t}` is a local's name.
BODIES = {
    "pure": "return {x}.assign(a={x}['a'] + {k})",
    "change": "{x}['a'] = {x}['a'] * 2 + {k}\nreturn {x}.assign(b=1)",
    "change and return": "{x}['a'] += {k}\nreturn {x}",
    "same object": "return {x}",
    "change by loc": "{x}.loc[{x}['a'] > 2, 'b'] = {k}\nreturn {x}.sort_values('a')",
    "change a view": "{t} = {x}\n{t}.columns = ['b', 'a']\nreturn {t}.assign(a=range(len({t})))",
    "change in a helper": "_bump({x}, {k})\nreturn {x}",
    "change a second name": "{t} = [{x}, 1]\n{t}[0].drop(columns='b', inplace=True)\nreturn {t}[0].assign(b={k})",
    "join": "return {x}.assign(b={y}['a'].to_numpy()[: len({x})].sum() + {k})",
    "change one of two": "{y}['b'] = {y}['a'] - {k}\nreturn {x}.assign(a={y}['b'].sum())",
    "local of another's name": "{t} = {x}['a'].sum()\nreturn {x}.assign(a={t} + {k})",
    "comprehension": "return {x}.assign(a=[{t} + {k} for {t} in {x}['a']])",
    "closure": "def inner({t}):\n    return {t} + {k} + len({x})\n\nreturn {x}.assign(a={x}['a'].map(inner))",
    "random": "return {x}.assign(a=np.random.rand(len({x})) + {k})",
    "seed": "np.random.seed({k})\nreturn {x}",
    "remember": "SEEN.append(len({x}))\nreturn {x}.assign(a=len(SEEN) * {k})",
    "by a condition": "return {x}.assign(a=weigh({x}['a']) + {k})",
    "from a dict": "return {d}['table'].assign(b={k})",
    "change within a dict": "{d}['table']['a'] += {k}\nreturn {d}['table']",
    "take out of a dict": "{t} = {d}.pop('table')\nreturn {t}.assign(b=len({d}) + {k})",
}
LISTS = {
    "two": "return {x}, {x}.assign(a={k})",
    "one object twice": "return [{x}, {x}]",
    "change, then two": "{x}['a'] = {k}\nreturn {x}, {x}[:2]",
}
KEYS = {
    "two by key": "return {{'first': {x}, 'second': {x}.assign(a={k})}}",
    "change, then by key": "{x}['a'] = {k}\n{t} = dict(second={x})\n{t}['first'] = {x}\nreturn {t}",
}
DICTS = {
    "table in a dict": "return {{'table': {x}, 'by': {k}}}",
    "new table in a dict": "return {{'table': {x}.assign(a={k}), 'by': {k}}}",
    "dict that changes": "{d}['by'] = {k}\nreturn {d}",
    "same dict": "return {d}",
}
SINKS = {
    "change at the end": "{x}['a'] = {k}",
    "clear a dict": "{d}.clear()",
    "remember at the end": "SEEN.append(len({x}))\nreturn {x}",
}
GENERATORS = {
    "halves": "for {t} in (0, 1):\n    yield {x}[{t} * 2 : {t} * 2 + 2].assign(b={k})",
    "one changing object": "for {t} in range(3):\n    {x}['a'] += {t} + {k}\n    yield {x}",
}
# The kinds of function, how often each is drawn, and what each makes.
KINDS = {
    "table": BODIES,
    "list": LISTS,
    "keys": KEYS,
    "dict": DICTS,
    "sink": SINKS,
    "generator": GENERATORS,
}
OFTEN = ["table"] * 6 + ["list", "keys", "dict", "dict", "sink", "generator"]

DICT_FORMATS = ("pickle", "memory")
# How a dataset's name is made of a word: some are no identifiers.
NAMES = ("{}",) * 5 + ("{} (new)", "1-{}", "{}.part", "{}#1")

SLICES = (
    'pipelines["__default__"].from_nodes("{node}")',
    'pipelines["__default__"].to_nodes("{node}")',
    'pipelines["__default__"].only_nodes("{node}")',
    'pipelines["__default__"].only_nodes_with_tags("chosen")',
)

# A pipeline of two steps, the first with two outputs, under namespaces.
REUSED_NODES = {
    "split": "return {x}[:2], {x}[1:]",
    "split and change": "{x}['b'] = {k}\nreturn {x}, {x}.assign(a=0)",
}
REUSED_RESULTS = {
    "add": "return {x}.assign(a={y}['a'].sum() + {k})",
    "change": "{y}['b'] += {k}\nreturn {x}.assign(a={y}['b'].sum())",
}


# How the odder shapes are drawn, beside the plain nodes.
SHAPES = {
    "once": draw_once,
    "one path": draw_one_path,
    "uncopied": draw_uncopied,
    "given": draw_given,
    "catalog": draw_catalog,
    "imports": draw_imports,
    "paths": draw_paths,
    "objects": draw_objects,
    "loops": draw_loops,
}


def project(seed: int) -> Drawn:
    """The random project of this number (of package `shop`), whose raw table is `raw`."""
    chance = Random(seed)
    while True:
        drawn = _draw(chance)
        every = "".join(drawn.files().values())
        if "np.random.rand" not in every or "np.random.seed" in every:
            return drawn  # unseeded chance is not compared


def _draw(chance: Random) -> Drawn:
    drawn = Drawn(tables=["raw"], catalog={"raw": FORMATS["csv"].format(file="raw")})
    number = 0
    for pipeline in ("early", "late")[: chance.randint(1, 2)]:
        drawn.functions[pipeline], drawn.nodes[pipeline] = [], []
        for _ in range(chance.randint(1, 3)):
            number += 1
            _draw_node(chance, drawn, pipeline, number)
        for _ in range(chance.randint(1, 3)):
            number += 1
            SHAPES[chance.choice(sorted(SHAPES))](chance, drawn, pipeline, number)
    if chance.randint(0, 2) == 0:
        _draw_reuse(chance, drawn)
    for _ in range(chance.randint(0, 2)):
        drawn.slices.append(chance.choice(SLICES).format(node="node_1"))
    if chance.randint(0, 2) == 0:
        _draw_environment(chance, drawn)
    return drawn


def _draw_environment(chance: Random, drawn: Drawn) -> None:
    """An environment that keeps some datasets otherwise."""
    entries = {}
    for name, entry in drawn.catalog.items():
        way = chance.choice(["same", "same", "elsewhere", "memory"])
        if way == "elsewhere":
            entries[name] = entry.replace("data/", "data/prod/")
        elif way == "memory":
            entries[name] = "{type: MemoryDataset}"
    raw = FORMATS["csv"].format(file="raw")
    lines = [f"{name!r}: {entry}" for name, entry in {**entries, "raw": raw}.items() if entry]
    drawn.more["conf/prod/catalog.yml"] = "\n".join(lines) + "\n"
    drawn.more["conf/prod/parameters.yml"] = "t: 8\nx: 1.5\n"
    drawn.kinds.append("environment")


def _draw_node(chance: Random, drawn: Drawn, pipeline: str, number: int) -> None:
    makes = chance.choice(OFTEN)
    bodies = {k: b for k, b in KINDS[makes].items() if drawn.dicts or "{d}" not in b}
    body = bodies[chance.choice(sorted(bodies))]
    kinds = [kind for kind in "xyd" if f"{{{kind}}}" in body]
    inputs = [chance.choice(drawn.dicts if k == "d" else drawn.tables) for k in kinds]
    variables = [name for name in drawn.tables if name.isidentifier()]
    names = ["x", "frame", "t"][: len(kinds) + 1]
    if len(variables) > 1:
        names = chance.sample(["x", "df", "kept", *variables, f"made_{number}"], len(names))
    words = dict(zip((*kinds, "t"), names, strict=True))
    k = chance.choice(["k", "t", "size"])
    words["k"] = "number" if k in names else k
    bound = chance.choice(["parameter", "default", "partial", "dotted", "whole"])
    shape = chance.choice(["list", "list", "dict", "keywords only", "args", "kwargs"])
    if bound == "partial" and shape == "args":
        shape = "list"
    drawn.functions[pipeline].append(_function(number, kinds, words, bound, shape, body))
    func = f"nodes.work_{number}"
    dressed = chance.choice(["", "", "", "decorated", "lambda"])
    if dressed == "decorated" and makes != "generator":
        drawn.functions[pipeline][-1] = f"@decorated\n{drawn.functions[pipeline][-1]}"
    plain = makes != "generator" and bound != "partial" and shape in ("list", "args")
    if dressed == "lambda" and plain:
        count = len(kinds) + (bound != "default")
        names = ", ".join("abcd"[:count])
        func = f"lambda {names}: {func}({names})"
    if bound == "partial":
        func = f"partial({func}, {words['k']}=4)"
    given = [words[kind] for kind in kinds]
    if name := {"parameter": "params:k", "dotted": "params:sizes.k", "whole": "params:sizes"}.get(
        bound
    ):
        inputs.append(name)
        given.append(words["k"])
    by_name = shape in ("dict", "keywords only", "kwargs")
    outputs = _draw_outputs(chance, drawn, makes, number)
    tags = chance.choice(["", "", ", tags=['chosen']"])
    shown = repr(dict(zip(given, inputs, strict=True)) if by_name else inputs)
    drawn.nodes[pipeline].append(f"node({func}, {shown}, {outputs!r}, name='node_{number}'{tags})")
    if (
        makes == "table" and not by_name and "lambda" not in func and chance.randint(0, 3) == 0
    ):  # once more
        again = [chance.choice(drawn.tables) if n in drawn.tables else n for n in inputs]
        output = _draw_outputs(chance, drawn, "table", number + 100)
        drawn.nodes[pipeline].append(
            f"node({func}, {again!r}, {output!r}, name='node_{number}_again')"
        )


def _function(
    number: int, kinds: list[str], words: dict[str, str], bound: str, shape: str, body: str
) -> str:
    k, parameters = words["k"], [words[kind] for kind in kinds]
    number_of = f"{k}['k']" if bound == "whole" else k
    inner = body.format(**{**words, "k": number_of})
    if bound == "whole":
        inner = f"{number_of} += 1\n{inner}"
    last = f"{k} = 3" if bound == "default" else k
    if shape == "args" and bound != "default":
        head = "*given"
        inner = f"{', '.join([*parameters, k])}, = given\n{inner}"
    elif shape == "kwargs":
        head = "**given"
        taken = [f"{name} = given[{name!r}]" for name in parameters]
        taken.append(f"{k} = given.get({k!r}, 3)")
        inner = "\n".join([*taken, inner])
    elif shape == "keywords only":
        head = f"*, {', '.join([*parameters, last])}"
    else:
        head = ", ".join([*parameters, last])
    return f"def work_{number}({head}):\n{textwrap.indent(inner, '    ')}\n"


def _draw_outputs(
    chance: Random, drawn: Drawn, makes: str, number: int
) -> str | list[str] | dict[str, str] | None:
    if makes == "sink":
        return None
    words = [f"made_{number}", f"more_{number}"][: 2 if makes in ("list", "keys") else 1]
    names = [chance.choice(NAMES).format(word) for word in words]
    formats = DICT_FORMATS if makes == "dict" else sorted(FORMATS)
    for name, word in zip(names, words, strict=True):
        (drawn.dicts if makes == "dict" else drawn.tables).append(name)
        if entry := FORMATS[chance.choice(formats)]:
            drawn.catalog[name] = entry.format(file=word)
    if makes == "keys":
        return dict(zip(("first", "second"), names, strict=True))
    return names if makes == "list" else names[0]


def _draw_reuse(chance: Random, drawn: Drawn) -> None:
    split = REUSED_NODES[chance.choice(sorted(REUSED_NODES))]
    result = REUSED_RESULTS[chance.choice(sorted(REUSED_RESULTS))]
    drawn.functions["reused"] = [
        f"def split(table, k):\n{textwrap.indent(split.format(x='table', k='k'), '    ')}\n",
        f"def result(left, right, k=6):\n"
        f"{textwrap.indent(result.format(x='left', y='right', k='k'), '    ')}\n",
    ]
    drawn.nodes["reused"] = [
        "node(nodes.split, ['table', 'params:k'], ['left', 'right'], name='split')",
        "node(nodes.result, ['left', 'right'], 'result', name='result')",
    ]
    uses = []
    for namespace in ("one", "two", "three")[: chance.randint(1, 3)]:
        table = chance.choice(drawn.tables)
        outputs = ""
        if chance.random() < 0.5:
            outputs = f", outputs={{'result': 'result_of_{namespace}'}}"
        uses.append(
            f"pipeline(made, namespace={namespace!r}, inputs={{'table': {table!r}}}{outputs}, "
            "parameters={'params:k'})"
        )
        for name in (f"{namespace}.left", f"{namespace}.right", f"{namespace}.result"):
            if not (outputs and name.endswith("result")) and chance.randint(0, 2) == 0:
                entry = FORMATS[chance.choice(sorted(FORMATS))]
                drawn.catalog[name] = entry.format(file=name)
    drawn.reused = " + ".join(uses)
