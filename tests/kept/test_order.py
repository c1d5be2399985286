"""What acts beyond its values: imports, seeds, and files that nobody declared act as in Kedro."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from conftest import FRAME
from hamilton.base import HamiltonGraphAdapter
from hamilton.plugins.h_threadpool import FutureAdapter

from kept.sides import DEFAULT, Sides, Steps, migrated, stored

IMPORTED = {
    "loud": Steps(
        """
        import random

        import matplotlib.pyplot as plt
        import numpy as np
        import pandas as pd

        random.seed(7)
        np.random.seed(7)
        plt.style.use("ggplot")
        pd.set_option("display.max_rows", 7)

        def draw(raw):
            return [random.random(), np.random.rand()]
        """,
        "node(draw, 'raw', 'drawn')",
    ),
    "quiet": Steps(
        """
        import random

        import matplotlib as mpl
        import numpy as np
        import pandas as pd

        def draw_too(raw):
            return [random.random(), np.random.rand()]

        def look(raw):
            return [mpl.rcParams["axes.facecolor"], pd.get_option("display.max_rows")]
        """,
        "node(draw_too, 'raw', 'drawn_too'), node(look, 'raw', 'looks')",
    ),
}


@pytest.fixture
def as_in_a_new_process() -> Iterator[Callable[[], None]]:
    """Sets back what imports have set; so is it done in the end."""

    def set_back() -> None:
        random.seed(0)
        np.random.seed(0)
        matplotlib.rcdefaults()
        pd.reset_option("display.max_rows")

    yield set_back
    set_back()


FOUND = {"src/shop/pipeline_registry.py": FRAME["src/shop/pipeline_registry.py"]}


@pytest.mark.parametrize(
    "registry",
    [pytest.param({}, id="all of them"), pytest.param(FOUND, id="those that are found")],
)
def test_importing_a_pipeline_acts_on_all_that_are_run_then(
    tmp_path: Path, as_in_a_new_process: Callable[[], None], registry: dict[str, str]
) -> None:
    sides = migrated(tmp_path, IMPORTED, more=registry)
    for pipeline in (DEFAULT, "loud", "quiet"):
        as_in_a_new_process()
        expected = sides.run_kedro(pipeline)
        as_in_a_new_process()
        assert sides.execute(pipeline) == expected
        looks = ["white", 60] if registry and pipeline == "quiet" else ["#E5E5E5", 7]
        assert expected.get("looks", looks) == looks


def test_what_an_older_kedro_finds_acts_for_every_pipeline(
    tmp_path: Path, as_in_a_new_process: Callable[[], None]
) -> None:
    older = {"pyproject.toml": FRAME["pyproject.toml"].replace("1.7.0", "1.4.0")}
    sides = migrated(tmp_path, IMPORTED, more=FOUND | older)
    as_in_a_new_process()
    assert sides.execute("quiet")["looks"] == ["#E5E5E5", 7]


def test_what_the_registry_imports_itself_acts_for_every_pipeline(
    tmp_path: Path, as_in_a_new_process: Callable[[], None]
) -> None:
    registry = textwrap.dedent(FOUND["src/shop/pipeline_registry.py"])
    registry = f"from shop.pipelines.loud import nodes\n{registry}"
    sides = migrated(tmp_path, IMPORTED, more={"src/shop/pipeline_registry.py": registry})
    as_in_a_new_process()
    expected = sides.run_kedro("quiet")
    as_in_a_new_process()
    assert sides.execute("quiet") == expected
    assert expected["looks"] == ["#E5E5E5", 7]


# Kedro's order is neither that of the list nor that of the names.
SEEDS = Steps(
    """
    import numpy as np

    def seed(raw):
        np.random.seed(len(raw))
        return len(raw)

    def draw(raw):
        return np.random.rand()

    def draw_again(raw):
        return np.random.rand()

    def draw_last(seeded, raw):
        return np.random.rand()
    """,
    """
    node(draw_last, ['seeded', 'raw'], 'd', name='aa'), node(draw, 'raw', 'c', name='zz'),
    node(seed, 'raw', 'seeded', name='mm'), node(draw_again, 'raw', 'b', name='bb')
    """,
)
# A file is the only way from one function to another.
NOTES = Steps(
    """
    from pathlib import Path

    NOTES = Path("data/notes.txt")

    def begin(raw):
        NOTES.write_text("begun ")
        return len(raw)

    def note(raw):
        with NOTES.open("a") as file:
            file.write("noted ")

    def note_late(begun):
        with NOTES.open("a") as file:
            file.write("late ")

    def read(raw):
        return NOTES.read_text()
    """,
    """
    node(read, 'raw', 'text', name='y'), node(note, 'raw', None, name='b'),
    node(begin, 'raw', 'begun', name='a'), node(note_late, 'begun', None, name='x')
    """,
)


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    names = ("seeded", "b", "c", "d", "begun", "text")
    steps = {"seeds": SEEDS, "notes": NOTES}
    return migrated(tmp_path, steps, {name: stored(name) for name in names})


def test_the_order_of_effects_is_kedros(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    np.random.seed(1)
    monkeypatch.chdir(sides.kedro)
    sides.run_kedro()
    np.random.seed(1)
    monkeypatch.chdir(sides.written)
    sides.execute()
    assert sides.files() == sides.kedros_files()


def test_the_order_of_effects_is_kedros_in_a_program_of_its_own(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is drawn before a seed is set is another number each time.
    monkeypatch.chdir(sides.kedro)
    sides.run_kedro()
    assert sides.run().returncode == 0
    kedros = sides.kedros_files()
    same = {name for name, data in sides.files().items() if kedros[name] == data}
    assert kedros.keys() - same <= {"b.json", "c.json"}


# Nothing but the order of the list says which function comes first.
WAITING = Steps(
    """
    import time
    from pathlib import Path

    NOTES = Path("data/notes.txt")

    def begin(raw):
        for _ in range(100):
            if NOTES.exists():  # another function runs at the same time
                break
            time.sleep(0.01)
        NOTES.write_text("begun ")

    def note(raw):
        with NOTES.open("a") as file:
            file.write("noted ")
    """,
    "node(begin, 'raw', None, name='a'), node(note, 'raw', None, name='b')",
)


def test_an_executor_of_threads_keeps_the_order_or_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = migrated(tmp_path, WAITING)
    monkeypatch.chdir(sides.written)
    try:
        sides.execute(adapters=(FutureAdapter(),))
    except ValueError as error:
        assert "order" in str(error)
        assert sides.files().keys() == {"raw.csv"}
    else:
        monkeypatch.chdir(sides.kedro)
        sides.run_kedro()
        assert sides.files() == sides.kedros_files()


class Legacy(HamiltonGraphAdapter):
    """An adapter that executes nodes itself, as Hamilton's for Dask does."""

    check_input_type = staticmethod(lambda type_, value: True)
    check_node_type_equivalence = staticmethod(lambda one, other: True)

    def execute_node(self, node: Any, kwargs: dict[str, Any]) -> Any:
        raise AssertionError(f"{node.name} must not run")


def test_no_executor_is_taken_where_several_functions_act(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = migrated(tmp_path, WAITING)
    monkeypatch.chdir(sides.written)
    refusal = "no executor keeps the order of begin_result, note_result"
    with sides.driver() as driver:
        both = driver.PIPELINES[DEFAULT].outputs
        for adapter in (FutureAdapter(), Legacy()):
            built = driver.build(adapters=[adapter])
            with pytest.raises(ValueError, match=refusal):
                built.execute(list(both))
        dynamic = driver.builder().enable_dynamic_execution(allow_experimental_mode=True)
        with pytest.raises(ValueError, match=refusal):
            dynamic.build().execute(list(both))
        assert sides.files().keys() == {"raw.csv"}
        # One of them acts alone.
        driver.build(adapters=[FutureAdapter()]).execute([both[1]])
    assert sides.files()["notes.txt"] == b"noted "
    done = sides.run("--executor", "threads")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{refusal}\n")
