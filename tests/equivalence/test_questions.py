"""What people ask and report about Kedro's nodes and pipelines: both sides make the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import pipeline_files

from equivalence.sides import raw_data, run_hamilton
from equivalence.test_traps import CATALOG, Shop, Trap, hold_both_sides
from migrate.api import plan_migration, write_project

REMEMBERING = """
    from pathlib import Path

    from kedro.io import AbstractDataset


    class Log(AbstractDataset):
        def __init__(self, filepath):
            self._path, self._lines = Path(filepath), []

        def load(self):
            return self._path.read_text()

        def save(self, data):
            self._lines.append(data)
            self._path.write_text(" ".join(self._lines))

        def _describe(self):
            return {}


    class Memo(Log):
        _memo = None

        def load(self):
            self._memo = self._memo or super().load().split()
            return self._memo
"""

QUESTIONS = {
    "names that change places under another namespace": Trap(
        """
        from kedro.pipeline import pipeline

        def other(raw):
            return raw.tail(1)

        def sides(left, right):
            left["a"] = 0
            return left["a"].tolist() + right["a"].tolist(), len(left)

        def told(*found):
            return list(found)
        """,
        """
        node(other, 'raw', 'other'),
        *[
            n
            for name, kept in {
                'one': {'left': 'raw', 'right': 'other'},
                'two': {'left': 'other', 'right': 'raw'},
            }.items()
            for n in pipeline(
                [node(sides, ['left', 'right'], ['sides', 'size']),
                 node(told, ['sides', 'params:k', 'size', 'params:sizes.k'], 'told')],
                namespace=name,
                inputs=kept,
                parameters={'k', 'sizes.k'} if name == 'one' else {'k': 'sizes.k', 'sizes.k': 'k'},
            ).nodes
        ]
        """,
    ),
    "decorators that are put on where nodes are made": Trap(
        """
        from functools import partial

        from shop.decorators import again, counted, eats, quiet

        def look(x, k=1):
            return [*x, k]

        @counted
        def start(raw):
            return [len(raw)]
        """,
        """
        node(start, 'raw', 'x'),
        node(counted(start), 'raw', 'two'),
        node(eats(look), 'x', 'a'),
        node(look, 'x', 'b'),
        node(quiet(look), 'x', 'c'),
        node(again(3)(look), dict(x='x', k='params:k'), 'd'),
        node(partial(again(times=2)(look), k=5), 'x', 'e'),
        *[node(again(n)(look), 'x', f'g{n}', name=f'g{n}') for n in (1, 2)]
        """,
        {
            "src/shop/decorators.py": """
                from functools import update_wrapper, wraps

                def counted(func):
                    @wraps(func)
                    def inner(*args):
                        return [len(args), *func(*args)]
                    return inner

                def eats(func):
                    @wraps(func)
                    def inner(x, *rest):
                        x.append("eaten")
                        return func(x, *rest)
                    return inner

                def quiet(func):
                    return update_wrapper(lambda *args: func(*args), func)

                def again(times):
                    def decorate(func):
                        @wraps(func)
                        def inner(x, **more):
                            for _ in range(times):
                                x = func(x, **more)
                            return x
                        return inner
                    return decorate
            """
        },
    ),
    "a dataset class of the project's own that remembers": Trap(
        """
        def words(raw):
            yield from ["a", "b", "c"]

        def same(found):
            return found

        def longer(found):
            found.append("more")
            return found
        """,
        """
        node(words, 'raw', 'log'), node(same, 'log', 'read'),
        node(longer, 'memo', 'longer'), node(same, 'memo', 'later')
        """,
        {
            "src/shop/remembering.py": REMEMBERING,
            "conf/base/catalog.yml": CATALOG
            + "log: {type: shop.remembering.Log, filepath: data/log.txt}\n"
            + "memo: {type: shop.remembering.Memo, filepath: data/raw.csv}\n",
        },
        ordered=True,
    ),
    "one file that is read before and after it is written": Trap(
        """
        def grow(raw):
            return raw.head(len(raw) - 1), True

        def seen(raw, done):
            return [len(raw), bool(len(done)) if hasattr(done, "columns") else done]
        """,
        """
        node(grow, 'raw', ['new', 'done']),
        node(seen, ['raw', 'done'], 'a'), node(seen, ['raw', 'new'], 'b')
        """,
        {
            "conf/base/catalog.yml": CATALOG
            + "new: {type: pandas.CSVDataset, filepath: data/raw.csv}\n",
        },
        ordered=True,
    ),
    "keywords of Python that are names of arguments": Trap(
        """
        def told(raw, **more):
            return sorted(more.items())
        """,
        "node(told, {'raw': 'raw', 'class': 'params:k', 'n': 'params:sizes.k'}, 'told')",
    ),
    "partials that fix what the function takes by **, one more than the other": Trap(
        """
        def told(raw, k, *, mode="x", **more):
            return [len(raw), k, mode, sorted(more.items())]
        """,
        """
        node(partial(told, k=1), 'raw', 'a', name='a'),
        node(partial(told, mode='y', z=4), ['raw', 'params:k'], 'b', name='b'),
        node(partial(told, k=2, z=5), 'raw', 'c', name='c'),
        """,
    ),
    "packages that are asked for their data": Trap(
        """
        import json
        import pkgutil

        WORDS = json.loads(pkgutil.get_data("shop.pipelines.p", "words/few.json"))

        def told(raw):
            return [len(raw), WORDS]
        """,
        "node(told, 'raw', 'told')",
        {"src/shop/pipelines/p/words/few.json": '["a", "b"]'},
    ),
    "functions that texts name by their import path": Trap(
        """
        from importlib import import_module

        OTHERS = {"more": "shop.pipelines.p.nodes.more"}

        def at(path):
            module, _, name = path.rpartition(".")
            return getattr(import_module(module), name)

        def size(raw):
            return len(raw)

        def more(raw):
            return len(raw) + 1

        def read(raw, path):
            return [at(path)(raw), at(OTHERS["more"])(raw), at("shop.api.size")(raw)]

        def shorter(name, mark):
            return len(name) > len(mark)

        def events(found):
            return sorted(found)
        """,
        """
        node(size, 'raw', 'a'), node(more, 'raw', 'b'), node(read, ['raw', 'params:k'], 'c'),
        node(events, 'found', 'd')
        """,
        {
            "src/shop/api.py": "from shop.pipelines.p.nodes import size\n",
            "conf/base/parameters.yml": "k: shop.pipelines.p.nodes.size\nsizes: {k: 2}\n",
            "conf/base/catalog.yml": CATALOG
            + "found: {type: partitions.IncrementalDataset, path: data, dataset: text.TextDataset,"
            " checkpoint: {comparison_func: shop.pipelines.p.nodes.shorter, force_checkpoint: x}}\n",
        },
    ),
    "a cache hands over what the file would change": Trap(
        """
        def make(raw):
            return {"t": (1, 2)}

        def change(kept):
            kept["t"] = type(kept["t"]).__name__
            return kept

        def look(kept):
            return type(kept["t"]).__name__
        """,
        "node(make, 'raw', 'kept'), node(change, 'kept', 'a'), node(look, 'kept', 'b')",
        {
            "conf/base/catalog.yml": CATALOG
            + "kept: {type: CachedDataset, dataset: {type: json.JSONDataset, "
            "filepath: data/kept.json}}\n"
        },
    ),
}


@pytest.mark.parametrize("trap", QUESTIONS.values(), ids=QUESTIONS)
def test_both_sides_make_the_same(trap: Trap, shop: Shop, tmp_path: Path) -> None:
    hold_both_sides(trap, shop, tmp_path)


@pytest.mark.parametrize(
    ("resolver", "said"),
    [("oc.env", False), ("oc.decode", True), ("lambda x: OmegaConf.to_container(x)", False)],
)
def test_resolvers_of_omegaconf_that_look_around_are_said(
    resolver: str, said: bool, shop: Shop, tmp_path: Path
) -> None:
    settings = "from omegaconf import OmegaConf\nfrom omegaconf.resolvers import oc\n\n"
    settings += f'CONFIG_LOADER_ARGS = {{"custom_resolvers": {{"own": {resolver}}}}}\n'
    files = {
        "conf/base/catalog.yml": CATALOG,
        "conf/base/parameters.yml": "k: ${own:HOME}\n",
        "src/shop/settings.py": settings,
        **pipeline_files(
            "p", "def f(raw, k):\n    return k\n", "node(f, ['raw', 'params:k'], 'x')"
        ),
    }
    migration = plan_migration(shop(files), tmp_path / "new")
    assert ("K222" in {each.code for each in migration.plan.diagnostics}) is said


@pytest.mark.parametrize("asked", ["a", "b", "both", "c"])
def test_outputs_are_stored_in_the_order_of_their_function(
    asked: str, shop: Shop, tmp_path: Path
) -> None:
    functions = """
        def make(raw):
            return [1], [2], [3]

        def both(a, c):
            return [*a, *c]
    """
    nodes = "node(make, 'raw', ['a', 'b', 'c']), node(both, ['a', 'c'], 'both')"
    place = "{type: json.JSONDataset, filepath: data/one.json}"
    kedro = shop(
        {
            **pipeline_files("p", functions, nodes),
            "conf/base/catalog.yml": f"{CATALOG}a: {place}\nb: {place}\nc: {place}\n",
        }
    )
    migration = plan_migration(kedro, tmp_path / "new")
    write_project(migration)
    assert "K443" in {each.code for each in migration.plan.diagnostics}
    raw_data(tmp_path / "new")
    run_hamilton(tmp_path / "new", "__default__", [asked])
    assert (tmp_path / "new/data/one.json").read_text().split() == ["[", "3", "]"]
