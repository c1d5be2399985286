"""Shapes of code: conditional imports, relative paths, decorators, stored objects, defaults and
loops."""

from __future__ import annotations

from random import Random
from string import Template

from equivalence.drawn import Drawn, some

WAYS = {
    "try, there is none": "try:\n    from .gone import $add\nexcept ImportError:\n    from .slow import $add",
    "try, there is one": "try:\n    from .fast import $add\nexcept ImportError:\n    from .slow import $add",
    "try, other errors": "try:\n    import no_such_library\n    from .fast import $add\nexcept Exception:\n    from .slow import $add",
    "try, else": "try:\n    import json\nexcept ImportError:\n    from .slow import $add\nelse:\n    from .fast import $add",
    "try, define": "try:\n    from no_such_library import $add\nexcept ModuleNotFoundError:\n\n    def $add(xs):\n        return -sum(xs)",
    "try, none": "try:\n    from no_such_library import $add\nexcept ImportError:\n    $add = None\n\nif $add is None:\n    from .slow import $add",
    "flag": "FLAG_$n = True\nif FLAG_$n:\n    from .fast import $add\nelse:\n    from .slow import $add",
    "no flag": "FLAG_$n = False\nif FLAG_$n:\n    from .fast import $add\nelse:\n    from .slow import $add",
    "environment": "import os\n\nif os.environ.get('NO_SUCH_VARIABLE'):\n    from .fast import $add\nelse:\n    from .slow import $add",
    "found": "import importlib.util\n\nif importlib.util.find_spec('no_such_library'):\n    from .fast import $add\nelse:\n    from .slow import $add",
    "has": "try:\n    import no_such_library\n\n    HAS_$n = True\nexcept ImportError:\n    HAS_$n = False\n\nif HAS_$n:\n    from .fast import $add\nelse:\n    from .slow import $add",
    "version": "import sys\n\nif sys.version_info >= (3, 8):\n    from .fast import $add\nelse:\n    from .slow import $add",
    "old version": "import sys\n\nif sys.version_info < (3, 8):\n    from .fast import $add\nelse:\n    from .slow import $add",
    "typing": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .fast import $add\nelse:\n    from .slow import $add",
    "not typing": "from typing import TYPE_CHECKING\n\nif not TYPE_CHECKING:\n    from .fast import $add",
    "suppress": "$add = sum\nwith contextlib.suppress(ImportError):\n    from .gone import $add",
    "suppress, there is one": "$add = sum\nwith contextlib.suppress(ImportError):\n    from .fast import $add",
    "suppress two": "with contextlib.suppress(ImportError):\n    from .slow import $add\nwith contextlib.suppress(ImportError):\n    from .gone import other\n    from .fast import $add",
    "twice": "from .fast import $add\nfrom .slow import $add",
    "star": "from .slow import *\n\n$add = globals()['$add']",
    "by name": "import importlib\n\n$add = importlib.import_module('.slow', __package__).$add",
    "of a package": "from shop.pipelines.$pipeline import slow\n\n$add = slow.$add",
    "loop": "for _name in ('gone', 'slow'):\n    try:\n        $add = __import__('importlib').import_module(f'.{_name}', __package__).$add\n    except ImportError:\n        continue",
    "choice": "from . import fast, slow\n\n$add = (slow if not SEEN else fast).$add",
    "table": "from . import fast, slow\n\n_ADDERS_$n = {'f': fast.$add, 's': slow.$add}\n$add = _ADDERS_$n['f']",
    "nested": "import sys\n\ntry:\n    if sys.platform == 'no such platform':\n        from .fast import $add\n    else:\n        from .gone import $add\nexcept ImportError:\n    from .slow import $add",
    "of another module": "from .chosen_$n import $add",
    "deleted": "from .fast import $add as _fast_$n\n\n$add = _fast_$n\ndel _fast_$n",
    "while": "while True:\n    from .slow import $add\n\n    break",
    "raised": "try:\n    raise RuntimeError\nexcept (ImportError, RuntimeError):\n    from .slow import $add\nfinally:\n    pass",
    "in the function": "",
    "in the function, tried": "",
}
ADDERS = "def {add}(xs):\n    return {by} + int(sum(xs))\n"


def draw_imports(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Which branch binds a name is decided when the module is imported."""
    way = chance.choice(sorted(WAYS))
    drawn.kinds.append(f"imports: {way}")
    tables = [name for name in drawn.tables if name.isidentifier() and name != "raw"]
    add = chance.choice([f"add_{n}", f"add_{n}", f"summed_{n}", *(f"{t}" for t in tables[:1])])
    folder = f"src/shop/pipelines/{pipeline}"
    for name, by in (("fast", 100), ("slow", 10)):
        path = f"{folder}/{name}.py"
        drawn.more[path] = drawn.more.get(path, "") + "\n\n" + ADDERS.format(add=add, by=by)
    drawn.more[f"{folder}/chosen_{n}.py"] = (
        f"try:\n    from .gone import {add}\nexcept ImportError:\n    from .slow import {add}\n"
    )
    head = Template(WAYS[way]).substitute(add=add, n=n, pipeline=pipeline)
    inner = ""
    if way == "in the function":
        inner = f"    from .slow import {add}\n\n"
    elif way == "in the function, tried":
        inner = (
            f"    try:\n        from .gone import {add}\n    except ImportError:\n"
            f"        from .fast import {add}\n\n"
        )
    use = chance.choice(["body", "default", "helper", "node"])
    name = f"summed_{n}"
    if use == "default" and not inner:
        functions = f"def use_{n}(x, by={add}):\n    return [by(x['a'])]\n"
    elif use == "helper" and not inner:
        functions = (
            f"def _help_{n}(x):\n    return {add}(x['a'])\n\n\n"
            f"def use_{n}(x):\n    return [_help_{n}(x)]\n"
        )
    else:
        functions = f"def use_{n}(x):\n{inner}    return [{add}(x['a'])]\n"
    nodes = [f"node(nodes.use_{n}, 'raw', {name!r}, name='use_{n}')"]
    if use == "node" and not inner:
        nodes.append(f"node(nodes.{add}, {name!r}, 'of_{name}', name='of_{name}')")
    drawn.add(pipeline, f"{head}\n\n\n{functions}", *nodes)


OPENING = {
    "open": "with open('data/$f.txt') as stream:\n    text = stream.read()",
    "path": "from pathlib import Path\n\ntext = Path('data/$f.txt').read_text()",
    "joined": "from pathlib import Path\n\ntext = (Path('data') / '$f.txt').read_text()",
    "os": "import os\n\ntext = open(os.path.join('data', '$f.txt')).read()",
    "constant": "text = _PLACE_$n.read_text()",
    "folder": "text = (_FOLDER_$n / f'{name}.txt').read_text()",
    "pandas": "text = str(pd.read_csv('data/$f.txt', header=None).shape)",
    "default": "text = open(place).read()",
    "parameter": "text = open(given).read()",
    "numpy": "text = str(np.loadtxt('data/$f.txt', dtype=str).size)",
    "current": "import os\n\ntext = open(os.getcwd() + '/data/$f.txt').read()",
    "cwd": "from pathlib import Path\n\ntext = (Path.cwd() / 'data' / '$f.txt').read_text()",
    "listed": "import glob\n\ntext = ' '.join(sorted(glob.glob('data/$f*')))",
    "helper": "text = _read_$n('$f')",
    "own file": "from pathlib import Path\n\ntext = (Path(__file__).parents[4] / 'data/$f.txt').read_text()",
    "beside": "from pathlib import Path\n\ntext = (Path(__file__).parent / 'beside_$n.txt').read_text()",
}
WRITING = {
    "open": "with open('data/$f.txt', 'w') as stream:\n    stream.write(str(x['a'].sum()))",
    "path": "from pathlib import Path\n\nPath('data/$f.txt').write_text(str(len(x)))",
    "table": "x.to_csv('data/$f.txt', index=False)",
    "made": "import os\n\nos.makedirs('data', exist_ok=True)\nopen('data/$f.txt', 'w').write('1')",
    "top": "with open('$f.txt', 'w') as stream:\n    stream.write('top')\nx.to_csv('data/$f.txt')",
}


def draw_paths(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Functions that open relative paths: the current folder is the project's."""
    way = chance.choice(sorted(OPENING))
    drawn.kinds.append(f"paths: {way}")
    drawn.said |= {"K464"}
    file = f"notes_{n}"
    text = Template(OPENING[way]).substitute(f=file, n=n).replace("\n", "\n    ")
    head = "x, name='notes_0', place='data/$f.txt', given=''"
    head = head.replace("notes_0", file).replace("$f", file)
    drawn.parameters += f"place_{n}: data/{file}.txt\n"
    drawn.more[f"src/shop/pipelines/{pipeline}/beside_{n}.txt"] = "beside\n"
    functions = f"""
from pathlib import Path

_FOLDER_{n} = Path("data")
_PLACE_{n} = _FOLDER_{n} / "{file}.txt"


def _read_{n}(name):
    return open(f"data/{{name}}.txt").read()


def notes_{n}({head}):
    {text}
    return [len(x), text]
"""
    inputs = "'raw'"
    if way == "parameter":
        inputs = f"{{'x': 'raw', 'given': 'params:place_{n}'}}"
    nodes = [f"node(nodes.notes_{n}, {inputs}, 'noted_{n}', name='notes_{n}')"]
    if chance.random() < 0.5:
        drawn.data[f"data/{file}.txt"] = "a note\n"
    else:
        written = chance.choice(sorted(WRITING))
        drawn.kinds.append(f"paths: written, {written}")
        how = Template(WRITING[written]).substitute(f=file).replace("\n", "\n    ")
        linked = chance.random() < 0.5
        functions += f"""

def jot_{n}(x):
    {how}
    return {"True" if linked else "None"}
"""
        if linked:
            functions = functions.replace(f"notes_{n}(x, ", f"notes_{n}(x, done=None, ")
            nodes = [
                f"node(nodes.jot_{n}, 'raw', 'jotted_{n}', name='jot_{n}')",
                nodes[0].replace("'raw'", f"['raw', 'jotted_{n}']")
                if way != "parameter"
                else nodes[0].replace("{'x'", f"{{'done': 'jotted_{n}', 'x'"),
            ]
        else:
            drawn.ordered = True
            drawn.data[f"data/{file}.txt"] = "1\n"
            nodes.insert(0, f"node(nodes.jot_{n}, 'raw', None, name='jot_{n}')")
    drawn.add(pipeline, functions, *nodes)


DECORATORS = """
import functools
import inspect

CALLS = []


def wrapped(func):
    @functools.wraps(func)
    def inner(*args, **kwargs):
        return func(*args, **kwargs)

    return inner


def bare(func):
    def inner(*args, **kwargs):
        return func(*args, **kwargs)

    return inner


def named(func):
    @functools.wraps(func)
    def inner(*args, **kwargs):
        return [func.__name__, func(*args, **kwargs)]

    return inner


def tagged(tag="t"):
    def decorate(func):
        @functools.wraps(func)
        def inner(*args, **kwargs):
            return [tag, func(*args, **kwargs)]

        return inner

    return decorate


def counted(func):
    @functools.wraps(func)
    def inner(*args, **kwargs):
        CALLS.append(1)
        return func(*args, **kwargs)

    return inner


def changing(func):
    @functools.wraps(func)
    def inner(first, *args, **kwargs):
        first["a"] = first["a"] + 1
        return func(first, *args, **kwargs)

    return inner


def by_signature(func):
    known = list(inspect.signature(func).parameters)

    @functools.wraps(func)
    def inner(*args, **kwargs):
        return [known, func(*args, **kwargs)]

    return inner


class Wrapper:
    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func
        self.seen = 0

    def __call__(self, *args, **kwargs):
        self.seen += 1
        return [self.seen, self.func(*args, **kwargs)]


def filled(**more):
    return lambda func: functools.wraps(func)(functools.partial(func, **more))
"""
DRESSES = (
    "wrapped",
    "bare",
    "named",
    "tagged()",
    "tagged('u')",
    "counted",
    "changing",
    "by_signature",
    "Wrapper",
    "filled(k=4)",
)
CLASSES = {
    "plain": "class Thing_$n:\n    def __init__(self, n):\n        self.n = n\n\n    def told(self):\n        return self.n + 1",
    "dataclass": "from dataclasses import dataclass, field\n\n\n@dataclass\nclass Thing_$n:\n    n: int\n    more: list = field(default_factory=list)\n\n    def told(self):\n        self.more.append(1)\n        return self.n + len(self.more)",
    "tuple": "from typing import NamedTuple\n\n\nclass Thing_$n(NamedTuple):\n    n: int\n\n    def told(self):\n        return self.n + 2",
    "enum": "from enum import Enum\n\n\nclass Thing_$n(Enum):\n    ONE = 6\n    TWO = 9\n\n    def told(self):\n        return self.value",
    "dict": "class Thing_$n(dict):\n    def __init__(self, n=0):\n        super().__init__(n=n)\n\n    def told(self):\n        return self['n']",
    "subclass": "class _Base_$n:\n    by = 3\n\n    def told(self):\n        return self.n * self.by\n\n\nclass Thing_$n(_Base_$n):\n    def __init__(self, n):\n        self.n = n",
    "slots": "class Thing_$n:\n    __slots__ = ('n',)\n\n    def __init__(self, n):\n        self.n = n\n\n    def told(self):\n        return self.n",
    "function": "def Thing_$n(n):\n    return _told_$n if n == 6 else _other_$n\n\n\ndef _told_$n():\n    return 1\n\n\ndef _other_$n():\n    return 2",
    "partial": "def Thing_$n(n):\n    return functools.partial(_told_$n, n)\n\n\ndef _told_$n(n):\n    return n",
}


def draw_objects(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Decorated functions, and objects of the project's own classes that are stored."""
    drawn.more["src/shop/decorators.py"] = DECORATORS
    dresses = some(chance, DRESSES, 1, 2)
    drawn.kinds += [f"decorated: {each}" for each in dresses]
    above = "".join(f"@decorators.{each}\n" for each in dresses)
    drawn.ordered = drawn.ordered or "counted" in dresses or "Wrapper" in dresses
    kind = chance.choice(sorted(CLASSES))
    drawn.kinds.append(f"stored: {kind}")
    told = "x()" if kind in ("function", "partial") else "x.told()"
    define = Template(CLASSES[kind]).substitute(n=n)
    home = chance.choice(["here", "there"])
    if home == "there":
        drawn.more[f"src/shop/things_{n}.py"] = f"import functools\n\n\n{define}\n"
        define = f"from shop.things_{n} import Thing_{n}"
    put = chance.choice(["pickle", "pickle", "memory"])
    if put == "pickle":
        drawn.catalog[f"thing_{n}"] = (
            f"{{type: pickle.PickleDataset, filepath: data/thing_{n}.pkl}}"
        )
    held = chance.choice(["{0}", "{0}", "[{0}]", "{{'it': {0}}}"])
    taken = {"{0}": "thing", "[{0}]": "thing[0]", "{{'it': {0}}}": "thing['it']"}[held]
    checks = "" if kind in ("function", "partial") else f", isinstance({taken}, Thing_{n})"
    functions = f"""
from shop import decorators

{define}


{above}def dressed_{n}(x, k=2):
    return int(x["a"].sum()) + k


def thing_{n}(found, by):
    return {held.format(f"Thing_{n}(6)")}


def told_{n}(thing):
    x = {taken}
    return [{told}, {told}, type(x).__name__{checks}]
"""
    nodes = [
        f"node(nodes.dressed_{n}, 'raw', 'dressed_{n}', name='dressed_{n}')",
        f"node(nodes.thing_{n}, ['dressed_{n}', 'params:k'], 'thing_{n}', name='thing_{n}')",
    ]
    drawn.add(pipeline, functions, *nodes)
    told_node = f"node(nodes.told_{n}, 'thing_{n}', 'told_{n}', name='told_{n}')"
    if chance.random() < 0.5:
        drawn.nodes[pipeline].append(told_node)
        drawn.nodes[pipeline].append(told_node.replace(f"'told_{n}'", f"'told_{n}_again'"))
    elif put == "pickle":  # a pipeline that only uses what another one stores
        drawn.functions.setdefault(f"use_{n}", [])
        drawn.nodes.setdefault(f"use_{n}", [])
        drawn.add(
            f"use_{n}",
            f"from shop.pipelines.{pipeline}.nodes import told_{n}",
            told_node,
        )


LOOPS = {
    "partial": "*[node(partial(nodes.step_$n, k=i), 'raw', f'stepped_${n}_{i}', name=f'step_${n}_{i}') for i in (1, 2, 3)]",
    "names": "*[node(nodes.step_$n, ['raw', f'params:{name}'], f'stepped_${n}_{name}', name=f'step_${n}_{name}') for name in ('k', 't', 'x')]",
    "lambda, bound": "*[node(lambda x, i=i: nodes.step_$n(x, i), 'raw', f'stepped_${n}_{i}', name=f'step_${n}_{i}') for i in (1, 2)]",
    "lambda, late": "*[node(lambda x: nodes.step_$n(x, i), 'raw', f'stepped_${n}_{i}', name=f'step_${n}_{i}') for i in (1, 2)]",
    "items": "*[node(partial(nodes.step_$n, k=by), 'raw', f'stepped_${n}_{word}', name=f'step_${n}_{word}') for word, by in nodes.TABLE_$n.items()]",
    "zip": "*[node(nodes.step_$n, ['raw', p], o, name=o) for p, o in zip(['params:k', 'params:t'], ['a_$n', 'b_$n'])]",
    "chain": "*[node(nodes.step_$n, 'raw' if i == 0 else f'chained_${n}_{i - 1}', f'chained_${n}_{i}', name=f'chain_${n}_{i}') for i in range(3)]",
    "functions": "*[node(f, 'raw', f'by_{f.__name__}', name=f'by_{f.__name__}') for f in (nodes.step_$n, nodes.other_$n)]",
    "getattr": "*[node(getattr(nodes, f'{word}_$n'), 'raw', f'got_{word}_$n', name=f'got_{word}_$n') for word in ('step', 'other')]",
    "made": "*[node(nodes.maker_$n(i), 'raw', f'made_by_${n}_{i}', name=f'made_by_${n}_{i}') for i in range(2)]",
    "namespaces": "*[n for space in ('p_$n', 'q_$n') for n in pipeline([node(nodes.step_$n, ['table', 'params:k'], 'result')], namespace=space, inputs={'table': 'raw'}, parameters={'params:k'}).nodes]",
    "nested": "*[node(partial(nodes.step_$n, k=i, by=j), 'raw', f'stepped_${n}_{i}_{j}', name=f'step_${n}_{i}_{j}') for i in (1, 2) for j in range(2)]",
    "a dict": "*[node(nodes.step_$n, dict(x='raw', **more), f'stepped_${n}_{len(more)}', name=f'step_${n}_{len(more)}') for more in ({}, {'k': 'params:k'}, {'k': 'params:t', 'by': 'params:x'})]",
}
SIGNATURES = (
    "x, k=3, *, by=1",
    "x, *, k=3, by=LIMIT_$n",
    "x, k=LIMIT_$n, by=len(TABLE_$n)",
    "x, k=3, *, by=1, made_1=9, raw=4",
    "x, /, k=3, by=1",
    "x, k=3, by=1, *rest, **more",
)


def draw_loops(chance: Random, drawn: Drawn, pipeline: str, n: int) -> None:
    """Nodes that a loop makes, of functions whose defaults are nobody's inputs."""
    way = chance.choice(sorted(LOOPS))
    signature = chance.choice(SIGNATURES)
    positional = way in ("names", "zip", "lambda, bound", "lambda, late", "namespaces")
    if positional and "*, k" in signature:
        signature = SIGNATURES[0]
    if way == "a dict" and "/" in signature:
        signature = SIGNATURES[1]
    drawn.kinds.append(f"loops: {way}")
    signature = Template(signature).substitute(n=n)
    more = " + made_1 + raw" if "made_1" in signature else ""
    functions = f"""
LIMIT_{n} = 2
TABLE_{n} = {{"p": 1, "q": 2}}


def step_{n}({signature}):
    return x.assign(a=x["a"] * k + by{more})


def other_{n}(x, *, k=7):
    x["a"] = k
    return x


def maker_{n}(by):
    def inner(x, k=by):
        return x.assign(b=k + by)

    return inner
"""
    drawn.add(pipeline, functions, Template(LOOPS[way]).substitute(n=n))
    if chance.random() < 0.5:
        drawn.catalog[f"stepped_{n}_{{which}}"] = (
            f"{{type: pandas.CSVDataset, filepath: 'data/stepped_{n}_{{which}}.csv'}}"
        )
