"""Where relative paths start: those of the catalog and those in functions, on both sides."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import Migration, plan_migration, write_project
from migrate.cli import main

pytestmark = [pytest.mark.usefixtures("any_layout"), pytest.mark.integration]

# Functions that open relative paths, each in another way.
NODES = """
import glob
import os
from pathlib import Path

import numpy as np

WORDS = Path("data") / "01_raw" / "words.txt"


def note(orders):
    with open("data/08_notes/rows.txt", "w") as file:
        file.write(str(len(orders)))
    return orders


def count(noted):
    known = WORDS.read_text().split()
    with open("history.log", "a") as log:
        log.write(f"{len(known)}\\n")
    return int(noted["n"].sum()) + len(known)


def parts(counted):
    os.makedirs(os.path.join("scratch", "deep"), exist_ok=True)
    for n in range(2):
        np.save(f"scratch/deep/{n}.npy", np.arange(n))
    return True


def whole(done, out, mode="w"):
    found = sorted(glob.glob("scratch/deep/*.npy"))
    sizes = [len(np.load(each)) for each in found]
    Path(out).open(mode).write(",".join(found))
    return sizes


def limit(sizes, where="conf/base/limit.txt"):
    return {"limit": int(open(where).read()), "sizes": sizes}
"""
FILES = {
    **pipeline_files(
        "sales",
        NODES,
        """
        node(note, "orders", "noted", name="note"),
        node(count, "noted", "counted", name="count"),
        node(parts, "counted", "done", name="parts"),
        """,
    ),
    **pipeline_files(
        "report",
        NODES,
        """
        node(whole, ["done", "params:out"], "sizes", name="whole"),
        node(limit, "sizes", "limited", name="limit"),
        """,
    ),
    "conf/base/catalog.yml": """
        orders: {type: pandas.CSVDataset, filepath: data/01_raw/orders.csv}
        noted: {type: pandas.CSVDataset, filepath: data/02/noted.csv}
        counted: {type: json.JSONDataset, filepath: data/03/counted.json}
        done: {type: json.JSONDataset, filepath: done.json}
        limited: {type: json.JSONDataset, filepath: data/08_notes/limited.json}
    """,
    "conf/base/parameters.yml": "out: data/08_notes/found.txt\n",
    "conf/base/limit.txt": "7",
    "data/01_raw/orders.csv": "n\n1\n2\n",
    "data/01_raw/words.txt": "a b c",
    "data/08_notes/.gitkeep": "",
    "history.log": "",
}


def call(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False
    )


def data(root: Path) -> dict[str, str]:
    """What the run may write, with the inputs."""
    tops = ("data", "scratch", "history.log", "done.json", "conf/base/limit.txt")
    files = [f for top in tops for f in [root / top, *(root / top).rglob("*")] if f.is_file()]
    return {f.relative_to(root).as_posix(): f.read_bytes().hex() for f in files}


def bring(migration: Migration) -> None:
    subprocess.run(["sh", "-c", migration.plan.bring], cwd=migration.output, check=True)


def test_functions_and_catalog_start_from_one_folder_on_both_sides(shop, tmp_path: Path) -> None:
    project = shop(FILES)
    migration = plan_migration(project, tmp_path / "new")
    write_project(migration)
    output = migration.output
    opened = {each.name for each in migration.plan.diagnostics if each.code == "K480"}
    assert opened == {
        *("data/08_notes/rows.txt", "data/01_raw/words.txt", "history.log", "scratch/deep"),
        *("scratch/deep/{n}.npy", "scratch/deep/*.npy", "data/08_notes/found.txt"),
        "conf/base/limit.txt",
    }
    assert not migration.needs_a_look
    # Without the inputs: a sentence, before and after an empty folder is there.
    for _ in range(2):
        done = call(output, "run.py")
        missing = output / "data/01_raw/orders.csv"
        assert done.returncode == 2
        assert done.stderr.strip() == (
            f"[Errno 2] No such file or directory: '{missing}'; "
            f"`{migration.plan.bring}` brings the inputs"
        )
        (output / "data").mkdir(exist_ok=True)
    bring(migration)
    assert data(output) == data(project)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    script = str(output / "run.py")
    steps = [
        ([], output, []),
        ([], elsewhere, []),
        (["--pipeline", "report"], elsewhere, ["--pipeline", "report"]),
        (["--to-outputs", "counted"], output, ["counted"]),
    ]
    for kedro, folder, ours in steps:
        done = call(project, "-m", "kedro", "run", *kedro)
        assert done.returncode == 0, done.stderr
        expected = data(project)
        done = call(folder, script, *ours)
        assert done.returncode == 0, done.stderr
        assert data(output) == expected == data(project)
    assert not [*elsewhere.iterdir()]
    assert len(data(output)["history.log"]) == 3 * len(b"3\n".hex())


def test_a_driver_leaves_the_current_folder_alone(shop, tmp_path: Path) -> None:
    files = {
        **pipeline_files(
            "sales",
            "def note(orders):\n    open('rows.txt', 'w')\n    return orders\n",
            'node(note, "orders", "noted", name="note"),',
        ),
        "conf/base/catalog.yml": "orders: {type: pandas.CSVDataset, filepath: orders.csv}\n"
        "noted: {type: pandas.CSVDataset, filepath: noted.csv}\n",
        "orders.csv": "n\n1\n",
    }
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    bring(migration)
    code = f"import sys; sys.path.insert(0, {str(migration.output)!r})\n"
    code += "from shop import driver\ndriver.build().execute(['noted'])"
    (tmp_path / "mine").mkdir()
    assert call(tmp_path / "mine", "-c", code).returncode == 0
    assert (tmp_path / "mine/rows.txt").exists()
    assert (migration.output / "noted.csv").exists()


def test_modules_that_open_relative_paths_while_they_are_imported(shop, tmp_path: Path) -> None:
    files = {
        **pipeline_files(
            "sales",
            "import json\nfrom pathlib import Path\n\n"
            'KNOWN = json.load(open("conf/base/known.json"))\n'
            'HAS = Path("data/orders.csv").exists()\n\n\n'
            "def note(orders):\n    return {'known': KNOWN, 'has': HAS}\n",
            'node(note, "orders", "noted", name="note"),',
        ),
        "conf/base/catalog.yml": "orders: {type: pandas.CSVDataset, filepath: data/orders.csv}\n"
        "noted: {type: json.JSONDataset, filepath: noted.json}\n",
        "conf/base/known.json": "[1, 2]",
        "data/orders.csv": "n\n1\n",
    }
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    assert not migration.needs_a_look
    run = str(migration.output / "run.py")
    done = call(tmp_path, run)
    assert done.returncode == 2 and f"; `{migration.plan.bring}` brings the inputs" in done.stderr
    bring(migration)
    (tmp_path / "mine").mkdir()
    done = call(tmp_path / "mine", run)
    assert done.returncode == 0, done.stderr
    assert json.loads((migration.output / "noted.json").read_text()) == {
        "known": [1, 2],
        "has": True,
    }
    assert not [*(tmp_path / "mine").iterdir()]


ROOTS = {
    "a folder beside it": "store",
    "a folder with a space": "my store",
    "a folder in it": "new/store",
    "an absolute one": "{here}/deep/store",
    "the Kedro project, as asked": "shop",
}


@pytest.mark.parametrize("name", ROOTS)
def test_another_folder_is_settled_by_the_migration(
    name: str, shop, tmp_path: Path, monkeypatch, capsys
) -> None:
    project = shop(FILES)
    before = data(project)
    root = Path(tmp_path, ROOTS[name].format(here=tmp_path))
    monkeypatch.chdir(tmp_path)
    command = ["kedro-to-declarative", "shop", "--output", "new"]
    command += ["--data-root", ROOTS[name].format(here=tmp_path)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    document = json.loads((tmp_path / "new/migration.json").read_text())
    settled, brings = document["data"]["root"], document["data"]["bring"]
    assert Path(os.path.normpath(tmp_path / "new" / settled)) == root
    assert f"Relative paths start from {settled}." in printed
    assert bool(brings) == (root != project)
    if brings:
        assert f"    {brings}\n" in printed
        done = call(tmp_path / "new", "run.py")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"; `{brings}` brings the inputs" in done.stderr
        readme = (tmp_path / "new/README.md").read_text()
        line = next(each for each in readme.splitlines() if each.endswith("# brings the inputs"))
        subprocess.run(["sh", "-c", line.strip()], cwd=tmp_path / "new", check=True)
    done = call(tmp_path, "new/run.py")
    assert done.returncode == 0, done.stderr
    assert (root / "data/08_notes/rows.txt").read_text() == "2"
    assert (root / "data/02/noted.csv").exists()
    assert (data(project) == before) == (root != project)
    if root != project:  # in which the run has left new files
        # The same command again gives the same.
        assert main([*command, "--check"]) == 0


def test_a_data_root_that_is_a_file_is_refused(shop, tmp_path: Path, capsys) -> None:
    project = shop(FILES)
    wrong = project / "pyproject.toml"
    assert main(["kedro-to-declarative", str(project), "--data-root", str(wrong)]) == 2
    assert f"the data root {wrong} is a file; choose another --data-root" in capsys.readouterr().err


# --- what is not there ----------------------------------------------------------------------

OWN = """
from pathlib import Path

from kedro.io import AbstractDataset


class Maker(AbstractDataset):
    \"\"\"Makes its file itself.\"\"\"

    def __init__(self, filepath):
        self._filepath = Path(filepath)

    def _load(self):
        if not self._filepath.exists():
            self._filepath.parent.mkdir(parents=True, exist_ok=True)
            self._filepath.write_text("made")
        return self._filepath.read_text()

    def _save(self, data):
        raise RuntimeError("never")

    def _describe(self):
        return {}


class Strict(Maker):
    def _load(self):
        if not self._filepath.exists():
            raise RuntimeError("bring it first")
        return self._filepath.read_text()


class Deep(Maker):
    def __init__(self, source):
        self._filepath = Path(source["filepath"])

    def _load(self):
        return self._filepath.read_text()


class Broken(Maker):
    def _load(self):
        raise RuntimeError("broken on purpose")
"""
ABSENT = {
    "table": "{type: pandas.CSVDataset, filepath: data/table.csv}",
    "pickled": "{type: pickle.PickleDataset, filepath: data/a.pkl}",
    "parts": "{type: partitions.PartitionedDataset, path: data/parts, dataset: text.TextDataset}",
    "no_parts": "{type: partitions.PartitionedDataset, path: data/none, dataset: text.TextDataset}",
    "versions": "{type: text.TextDataset, filepath: data/versions.txt, versioned: true}",
    "strict": "{type: shop.own.Strict, filepath: data/strict.txt}",
    "deep": "{type: shop.own.Deep, source: {filepath: data/deep.txt}}",
    "lines": "{type: pandas.CSVDataset, filepath: data/lines.csv, load_args: {chunksize: 1}}",
}
# Nothing is missing here, so it is not said.
THERE = {
    "maker": "{type: shop.own.Maker, filepath: data/made/maker.txt}",
    "broken": "{type: shop.own.Broken, filepath: data/broken.txt}",
    "wrong": "{type: json.JSONDataset, filepath: data/wrong.json}",
}
SAID = {
    "table": "table can't be loaded: there is no {root}/data/table.csv",
    "pickled": "pickled can't be loaded: there is no {root}/data/a.pkl",
    "parts": "parts can't be loaded: there is no {root}/data/parts",
    "no_parts": "no_parts can't be loaded: {root}/data/none is empty",
    "versions": "versions has no version in {root}/data/versions.txt",
    "strict": "strict can't be loaded: there is no {root}/data/strict.txt",
    "deep": "deep can't be loaded: there is no {root}/data/deep.txt",
    "lines": "lines can't be loaded: there is no {root}/data/lines.csv",
}
MANY = """
import contextlib, io, json, sys
import run

found = {}
for name in json.loads(sys.argv[1]):
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        try:
            code = run.main(["--pipeline", name, *sys.argv[2:]]) or 0
        except SystemExit as end:
            code = end.code
        except Exception as error:
            code = str(error)
    found[name] = [code, errors.getvalue()]
print("\\n" + json.dumps(found))
"""


def many(output: Path, names: list[str], *arguments: str) -> dict[str, tuple[object, str]]:
    done = call(output, "-c", MANY, json.dumps(names), *arguments)
    assert done.returncode == 0, done.stderr
    return {name: tuple(each) for name, each in json.loads(done.stdout.splitlines()[-1]).items()}


def test_what_is_not_there_is_named_with_what_brings_it(shop, tmp_path: Path) -> None:
    entries = {**ABSENT, **THERE}
    files: dict[str, str] = {}
    for name in entries:
        body = "list(value)" if name == "lines" else "value"
        nodes = f"def first():\n    return 1\n\n\ndef use(value):\n    {body}\n"
        listed = f'node(first, None, "first_{name}"), node(use, "{name}", None, name="{name}"),'
        files |= pipeline_files(name, nodes, listed)
    catalog = "".join(f"{name}: {entry}\n" for name, entry in entries.items())
    files |= {"src/shop/own.py": OWN, "conf/base/catalog.yml": catalog}
    files |= {"data/none/.gitkeep": "", "data/broken.txt": "1", "data/wrong.json": "{"}
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    output = migration.output
    for name in ("none", "there"):
        (output / "data" / name).mkdir(parents=True)
    for name in ("broken.txt", "wrong.json"):
        (output / "data" / name).write_text("{")
    found = many(output, [*entries])
    for name in ABSENT:
        code, said = found[name]
        assert code == 2 and "brings the inputs" in said, (name, code, said)
        assert f"{output}/data/" in said, (name, said)
    assert found["maker"][0] == 0
    assert (output / "data/made/maker.txt").read_text() == "made"
    assert found["broken"][0] == "broken on purpose"
    assert "brings the inputs" not in found["wrong"][1] and found["wrong"][0] not in (0, 2)
    # With a folder of one's own, the command would bring nothing there.
    other = tmp_path / "other"
    other.mkdir()
    code, said = many(output, ["table"], "--data-root", str(other))["table"]
    assert code == 2 and f"{other}/data/" in said
    # The driver raises what one expects of a file that is not there.
    code = (
        "from shop import driver\ndriver.build('table').execute(driver.PIPELINES['table'].outputs)"
    )
    assert "FileNotFoundError" in call(output, "-c", code).stderr.splitlines()[-1]
    code = f"try:\n    {code.splitlines()[1]}\nexcept FileNotFoundError:\n    print('caught')"
    assert "caught" in call(output, "-c", f"from shop import driver\n{code}").stdout


REFUSE = """
import errno, os, sys
from pathlib import Path

def refuse(self, *_, **__):
    raise OSError(errno.NAME, os.strerror(errno.NAME), str(self))

Path.mkdir = refuse
import run
sys.exit(run.main([]))
"""


def test_a_folder_that_can_not_be_written_is_named(shop, tmp_path: Path) -> None:
    nodes = "def one():\n    return {'a': 1}\n"
    files = {
        **pipeline_files("sales", nodes, 'node(one, None, "made", name="one"),'),
        "conf/base/catalog.yml": "made: {type: json.JSONDataset, filepath: data/deep/made.json}\n",
    }
    write_project(plan_migration(shop(files), tmp_path / "new"))
    # A file in the place of a folder is nobody's permission: the error itself is raised.
    wrong = tmp_path / "file"
    wrong.write_text("")
    found = many(tmp_path / "new", ["sales"], "--data-root", str(wrong))
    assert found["sales"][0] == 2 and f"'{wrong}'" in found["sales"][1]
    # What a system without permission says; tests may run as root, who has it.
    for name in ("EACCES", "EROFS"):
        done = call(tmp_path / "new", "-c", REFUSE.replace("NAME", name))
        folder = tmp_path / "new/data/deep"
        assert done.returncode == 2 and os.strerror(getattr(errno, name)) in done.stderr
        assert str(folder) in done.stderr and "Traceback" not in done.stderr


# --- what is not migrated -------------------------------------------------------------------

MANUAL = "{type: shop.gone.Thing, filepath: data/thing.bin}"


def test_what_is_not_migrated_refuses_the_run_before_its_first_function(
    shop, tmp_path: Path
) -> None:
    nodes = "def first():\n    print('ran')\n    return 1\n\n\ndef use(one, two):\n    return one\n"
    listed = 'node(first, None, "{0}start"), node(use, ["{0}start", "{1}"], "{2}", name="{0}"),'
    files: dict[str, str] = {}
    for name, pair in {"loaded": ("thing", "x"), "saved": ("plain", "thing2")}.items():
        files |= pipeline_files(name, nodes, listed.format(name, *pair))
    files |= pipeline_files("later", nodes, listed.format("later", "in_prod", "y"))
    files |= pipeline_files(
        "spaced",
        nodes,
        'pipeline([node(first, None, "start"), node(use, ["start", "thing"], "end")],'
        ' namespace="space"),',
    )
    plain = "{type: json.JSONDataset, filepath: data/plain.json}"
    base = f"thing: {MANUAL}\nthing2: {MANUAL}\nspace.thing: {MANUAL}\n"
    files |= {
        "conf/base/catalog.yml": f"{base}plain: {plain}\nin_prod: {plain}\n",
        "conf/prod/catalog.yml": f"in_prod: {MANUAL}\n",
        "data/plain.json": "1",
    }
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    bring(migration)
    output = migration.output

    def ran(*arguments: str) -> tuple[int, str, bool]:
        done = call(output, "run.py", *arguments)
        return done.returncode, done.stderr, "ran" in done.stdout

    for name, arguments in {
        "thing": ["--pipeline", "loaded"],
        "thing2": ["--pipeline", "saved"],
        "space_thing": ["--pipeline", "spaced"],
        "in_prod": ["--pipeline", "later", "--env", "prod"],
    }.items():
        code, said, has_run = ran(*arguments)
        assert code == 2 and name in said and "Traceback" not in said and not has_run
    assert ran("--pipeline", "later") == (0, "", True)
    unsaved = "driver.build('saved', store=False).execute(driver.PIPELINES['saved'].outputs)"
    assert call(output, "-c", f"from shop import driver\n{unsaved}").returncode == 0
    assert ran("--pipeline", "loaded", "loadedstart")[::2] == (0, True)
    # Once they are written, it runs.
    catalog = output / "shop/catalog.py"
    text = catalog.read_text()
    refuse = re.compile(r"(\"thing\": Dataset\(\s*\"data/thing.bin\"),\s*todo=\"[^\"]+\"")
    assert len(refuse.findall(text)) == 1
    catalog.write_text(refuse.sub(r"\1, lambda path: 1", text))
    assert ran("--pipeline", "loaded") == (0, "", True)
