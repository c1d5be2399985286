"""Which relative paths the code of a project opens, and what brings the inputs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.plan.catalog.inputs import below, bring_command

pytestmark = pytest.mark.usefixtures("any_layout")

# What a node's function does with its table -> the relative paths that are found. Words of the
# module are there: OUT, FOLDER, write.
MODULE = """
import os
import os.path as p
import shutil
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

OUT = "data/08/rows.txt"
FOLDER = Path("data") / "08"


def write(path, text, *, mode="w"):
    with open(path, mode) as file:
        file.write(text)


def write_there(text, folder=FOLDER):
    write(folder / "there.txt", text)


class Writer:
    def write(self, text, path="data/08/by_class.txt"):
        Path(path).write_text(text)


def act(table, where, settings):
    {body}
    return table
"""
# What is found of the words themselves, used or not.
ALWAYS = {"data/08/there.txt", "data/08/by_class.txt"}
BODIES = {
    'open("data/08/rows.txt", "w")': {"data/08/rows.txt"},
    "open(OUT)": {"data/08/rows.txt"},
    "open(file=OUT)": {"data/08/rows.txt"},
    '(FOLDER / "a.txt").write_text("1")': {"data/08/a.txt"},
    'Path("data", "08", "a.txt").open()': {"data/08/a.txt"},
    'Path(OUT).with_name("x").exists()': set(),
    'os.makedirs(os.path.join("data", "08"))': {"data/08"},
    'os.listdir(p.join("data", str(where)))': {"data/{where}"},
    'np.save(f"data/08/{len(table)}.npy", table)': {"data/08/{len(table)}.npy"},
    'pd.read_csv("data/01/" + "a.csv")': {"data/01/a.csv"},
    'pd.read_csv(filepath_or_buffer="data/01/a.csv")': {"data/01/a.csv"},
    'table.to_csv("data/08/%s.csv" % where)': {"data/08/%s.csv"},
    'table.to_csv("data/08/{}.csv".format(1))': {"data/08/{}.csv"},
    'joblib.dump(table, "data/06/model.pkl")': {"data/06/model.pkl"},
    'shutil.copy("data/a", "data/b")': {"data/a", "data/b"},
    'name = "data/08/x.txt"; open(name)': {"data/08/x.txt"},
    'write("data/08/by_helper.txt", "1")': {"data/08/by_helper.txt"},
    'write(text="1", path=FOLDER / "k.txt")': {"data/08/k.txt"},
    'write_there("1")': {"data/08/there.txt"},
    'Writer().write("1")': {"data/08/by_class.txt"},
    "open(where)": {"w"},
    'open(settings["notes"])': {"data/08/notes.txt"},
    'open(f"{where}/x.txt")': {"w/x.txt"},
    'open(str(Path("data/08/x").resolve()))': {"data/08/x"},
    # None of these is known to start from the current folder.
    'open("/data/08/rows.txt")': set(),
    'open("~/rows.txt")': set(),
    'pd.read_csv("s3://bucket/a.csv")': set(),
    'pd.read_csv(r"C:\\data\\a.csv")': set(),
    "open(Path(__file__).parent / 'a.txt')": set(),
    'open(f"{table}/a.txt")': set(),
    'write(table.name, "1")': set(),
    'table.replace("data/a", "data/b")': set(),
    'pd.read_sql("select 1", table)': set(),
    '"data/a.txt".split("/")': set(),
    "OUT = table; open(OUT)": set(),
    'table.open("data/a")': set(),
}


@pytest.mark.parametrize("body", BODIES)
def test_relative_paths_that_functions_open_are_found(shop, body: str) -> None:
    nodes = 'node(act, ["table", "params:where", "parameters"], "made", name="act"),'
    files = {
        **pipeline_files("sales", MODULE.replace("{body}", body), nodes),
        "conf/base/parameters.yml": "where: w\nnotes: data/08/notes.txt\n",
    }
    plan = plan_migration(shop(files)).plan
    found = {each.name for each in plan.diagnostics if each.code == "K480"}
    assert found == BODIES[body] | ALWAYS
    assert all(each.severity == "info" for each in plan.diagnostics if each.code == "K480")


def test_other_nodes_are_looked_at_too(shop) -> None:
    module = """
    def write(table, path):
        open(path, "w")


    def only_lists(table, path):
        return path
    """
    nodes = """
        node(partial(write, path="data/partial.txt"), "table", None, name="a"),
        node(lambda table: open("data/lambda.txt"), "table", "made", name="b"),
        node(partial(only_lists, path="data/nothing.txt"), "table", "listed", name="c"),
    """
    plan = plan_migration(shop(pipeline_files("sales", module, nodes))).plan
    found = {each.name: each.place for each in plan.diagnostics if each.code == "K480"}
    assert found.keys() == {"data/partial.txt", "data/lambda.txt"}
    assert all(place.path.endswith("sales/pipeline.py") for place in found.values())


BELOW = {
    "data/a.csv": "data/a.csv",
    "./data//a.csv": "data/a.csv",
    "file://data/a.csv": "data/a.csv",
    "data/{name}/a.csv": "data",
    "data/${globals:x}.csv": "data",
    "{name}.csv": "",
    "../shared/a.csv": "",
    "data/../../a.csv": "",
    "/data/a.csv": "",
    "~/a.csv": "",
    "C:/a.csv": "",
    "s3://b/a.csv": "",
    ".": "",
}


def test_paths_below_the_project() -> None:
    assert {path: below(path) for path in BELOW} == BELOW


COMMANDS = [
    (("../shop", "", ["data/a", "data/b/c"]), "cp -r ../shop/data ."),
    (
        ("../shop", "", ["data/a", "raw/b", "c.csv"]),
        "cp -r ../shop/c.csv ../shop/data ../shop/raw .",
    ),
    (("../my shop", "", ["the data/a"]), "cp -r '../my shop/the data' ."),
    (("../shop", "../store", ["data/a"]), "mkdir -p ../store && cp -r ../shop/data ../store"),
    (
        ("../shop", "", ["conf/base/a.csv", "data/b"]),
        "mkdir -p conf/base && cp -r ../shop/conf/base/a.csv conf/base && cp -r ../shop/data .",
    ),
    (("../shop", "", ["shop/a.csv"], {"shop"}), "mkdir -p shop && cp -r ../shop/shop/a.csv shop"),
    (("../shop", "", ["data/a"], (), {"data"}), "cp -rL ../shop/data ."),
    (("../shop", "", []), ""),
    (("", "", ["data/a"]), ""),
]


@pytest.mark.parametrize(("given", "command"), COMMANDS)
def test_one_command_brings_the_inputs(given, command: str, tmp_path: Path) -> None:
    assert bring_command(*given) == command
    source, root, paths, *_ = given
    if not command:
        return
    here = tmp_path / "here"
    here.mkdir()
    for path in paths:
        file = here / source / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    for _ in range(2):  # as often as one likes
        subprocess.run(["sh", "-c", command], cwd=here, check=True)
        assert all((here / root / path).read_text() == path for path in paths)


def test_only_what_no_pipeline_makes_is_brought(shop) -> None:
    nodes = """
        node(lambda a, b: a, ["a", "b"], "c", name="one"),
        node(lambda c, d: c, ["c", "d"], "e", name="two"),
    """
    catalog = """
        a: {type: pandas.CSVDataset, filepath: raw/a.csv}
        b: {type: partitions.PartitionedDataset, path: parts/b, dataset: pandas.CSVDataset}
        c: {type: pandas.CSVDataset, filepath: made/c.csv}
        d: {type: pandas.CSVDataset, filepath: s3://elsewhere/d.csv}
        e: {type: pandas.CSVDataset, filepath: made/e.csv}
        unused: {type: pandas.CSVDataset, filepath: unused/x.csv}
    """
    files = {**pipeline_files("sales", "", nodes), "conf/base/catalog.yml": catalog}
    plan = plan_migration(project := shop(files)).plan
    assert plan.bring == "cp -r ../shop/parts ../shop/raw ."
    assert plan_migration(project, data_root=project).plan.bring == ""


def test_a_folder_that_is_a_link_is_copied_itself(shop, tmp_path: Path) -> None:
    catalog = "a: {type: pandas.CSVDataset, filepath: data/a.csv}\n"
    nodes = 'node(lambda a: a, "a", "c", name="one"),'
    project = shop({**pipeline_files("sales", "", nodes), "conf/base/catalog.yml": catalog})
    (tmp_path / "large").mkdir()
    (project / "data").symlink_to(tmp_path / "large")
    assert plan_migration(project).plan.bring == "cp -rL ../shop/data ."


# What code looks for, what of it is brought, and the code that says so.
LOOKED_FOR = {
    'open("conf/base/words.yml")': ("conf/base/words.yml", "K480"),
    'open(f"conf/base/{where}s.yml")': ("conf/base/words.yml", "K480"),
    'glob.glob("conf/base/w*.yml")': ("conf/base/words.yml", "K480"),
    'open("docs/notes.md")': ("docs/notes.md", "K480"),
    'open("data/a.csv")': ("data", "K480"),
    'open("new.txt", "w")': ("", "K480"),
    'Path("conf/local/gone.yml").exists()': ("", "K481"),
    'Path("conf/base").is_dir()': ("", "K481"),
    'open("pyproject.toml")': ("", "K481"),
    'glob.glob("*.csv")': ("", "K481"),
    "os.listdir()": ("", "K481"),
    'Path().glob("*")': ("", "K481"),
    'OmegaConfigLoader("conf")': ("", "K481"),
    'OmegaConfigLoader(conf_source="conf")': ("", "K481"),
}


@pytest.mark.parametrize(
    "place",
    [
        "FOUND = {0}\n\n\ndef act(table, where):\n    return FOUND",
        "def act(table, where):\n    return {0}",
    ],
)
@pytest.mark.parametrize("looking", LOOKED_FOR)
def test_what_only_the_kedro_project_has_is_brought_or_said(shop, looking, place) -> None:
    brought, code = LOOKED_FOR[looking]
    head = "import glob\nimport os\nfrom pathlib import Path\n\n"
    head += "from kedro.config import OmegaConfigLoader\n\nwhere = 'word'\n\n\n"
    nodes = 'node(act, ["table", "params:where"], "made", name="act"),'
    files = {
        **pipeline_files("sales", head + place.replace("{0}", looking), nodes),
        "conf/base/parameters.yml": "where: word\n",
        "conf/base/words.yml": "a: 1\n",
        "docs/notes.md": "a",
        "data/a.csv": "a",
    }
    plan = plan_migration(shop(files)).plan
    found = {each.code for each in plan.diagnostics} & {"K480", "K481"}
    assert found == {code}
    assert f"/{brought} " in plan.bring if brought else plan.bring == ""


FUNCTIONS = """
from pathlib import Path


def put(raw):
    raw.to_csv("data/side.csv")


def look(raw, k):
    return Path("data/side.csv").exists()
"""
NODES_THAT_LOOK = """
    node(put, "raw", None, name="m"),
    node(look, ["raw", "params:k"], "before", name="b"),
    node(look, ["raw", "params:n"], "after", name="z"),
    node(lambda x, y: [x, y], ["before", "after"], "both", name="c"),
"""


@pytest.mark.parametrize(
    "functions, ordered",
    {
        FUNCTIONS: ("before", "put_result", "after"),
        FUNCTIONS.replace("raw.to_csv", "len"): (),
    }.items(),
)
def test_a_file_that_one_function_makes_and_others_look_for(shop, functions, ordered) -> None:
    files = {
        **pipeline_files("sales", functions, NODES_THAT_LOOK),
        "conf/base/parameters.yml": "k: 1\nn: 2\n",
    }
    (pipeline,) = [p for p in plan_migration(shop(files)).plan.pipelines if p.name == "__default__"]
    assert pipeline.ordered == ordered
    assert [name for name in pipeline.outputs if name in ordered] == list(ordered)
