"""The command line: exit codes, bad input, and what is (not) written."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.cli import main
from migrate.model.diagnostics import CannotMigrate

pytestmark = pytest.mark.usefixtures("any_layout")

NODES = """
    def double(x):
        return x * 2
    """
GOOD = pipeline_files("sales", NODES, 'node(double, "params:start", "doubled", name="double")')
GOOD["conf/base/parameters.yml"] = "start: 3\n"


def migrate(*arguments: object) -> int:
    return main(["kedro-to-declarative", *map(str, arguments)])


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- exit code 0 and 1 ----------------------------------------------------------------------


@pytest.mark.layout
def test_a_plain_project_is_migrated_and_the_source_left_alone(shop, tmp_path, capsys):
    project = shop(GOOD)
    before = snapshot(project)
    assert migrate(project, "--output", tmp_path / "new") == 0
    assert snapshot(project) == before
    assert "1 node             1 moved" in capsys.readouterr().out
    document = json.loads((tmp_path / "new/migration.json").read_text())
    assert document["nodes"][0]["targets"] == [
        {"module": "shop.sales", "function": "doubled", "path": "shop/sales.py", "line": 6}
    ]


def test_the_default_output_is_a_sibling(shop):
    project = shop(GOOD)
    assert migrate(project) == 0
    assert (project.parent / "shop_hamilton/shop/sales.py").is_file()


def test_a_second_migration_changes_nothing(shop, tmp_path):
    project, output = shop(GOOD), tmp_path / "new"
    migrate(project, "--output", output)
    first = snapshot(output)
    assert migrate(project, "--output", output, "--check") == 0
    assert migrate(project, "--output", output) == 0
    assert snapshot(output) == first


def test_check_and_diff_and_dry_run_write_nothing(shop, tmp_path, capsys):
    project, output = shop(GOOD), tmp_path / "new"
    assert migrate(project, "--output", output, "--check") == 1
    assert migrate(project, "--output", output, "--dry-run") == 0
    capsys.readouterr()
    assert migrate(project, "--output", output, "--diff") == 0
    assert "+def doubled(start: int) -> Any:" in capsys.readouterr().out
    assert not output.exists()


def test_json_is_the_migration_document(shop, tmp_path, capsys):
    migrate(shop(GOOD), "--output", tmp_path / "new", "--format", "json")
    assert json.loads(capsys.readouterr().out)["schema"] == 1


def test_other_files_of_the_output_stay(shop, tmp_path):
    project, output = shop(GOOD), tmp_path / "new"
    migrate(project, "--output", output)
    (output / "data").mkdir()
    (output / "data/kept.csv").write_text("a\n1\n")
    assert migrate(project, "--output", output) == 0
    assert (output / "data/kept.csv").read_text() == "a\n1\n"


def test_a_file_that_is_no_longer_made_goes(shop, tmp_path):
    more = pipeline_files("stock", NODES, 'node(double, "params:start", "stocked")')
    project, output = shop({**GOOD, **more}), tmp_path / "new"
    migrate(project, "--output", output)
    assert (output / "shop/stock.py").is_file()
    shutil.rmtree(project / "src/shop/pipelines/stock")
    migrate(project, "--output", output)
    assert not (output / "shop/stock.py").exists()


@pytest.mark.parametrize(
    ("files", "code", "place"),
    [
        pytest.param(
            {"conf/base/catalog.yml": "doubled:\n  filepath: a.csv\n"},
            "error",
            "conf/base/catalog.yml:1",
            id="an entry without type",
        ),
        pytest.param(
            pipeline_files("odd", "", 'node(nowhere, "params:start", "odd")'),
            "error",
            "src/shop/pipelines/odd/pipeline.py:12",
            id="a function that cannot be found",
        ),
        pytest.param(
            {"src/shop/unused.py": "def (:\n"},
            "warning",
            "src/shop/unused.py:1",
            id="a syntax error elsewhere",
        ),
    ],
)
def test_what_is_wrong_in_part_is_reported_and_the_rest_migrated(
    shop, tmp_path, capsys, files, code, place
):
    assert migrate(shop({**GOOD, **files}), "--output", tmp_path / "new") == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if place in line)
    assert code in line
    assert (tmp_path / "new/shop/sales.py").is_file()


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        pytest.param("conf/base/catalog_x.yml", "a: [1\nb: 2\n", ":2", id="broken YAML"),
        pytest.param("conf/base/catalog_x.yml", "- sales\n", "", id="no mapping"),
        pytest.param("conf/base/catalog_x.yml", "a: {type: T}\na: 1\n", ":2", id="a key twice"),
        pytest.param("conf/base/parameters_x.yml", "start: 1\n", ":1", id="a key in two files"),
        pytest.param("conf/base/parameters_x.yml", "a: &a [*a]\n", ":1", id="endless"),
        pytest.param("conf/base/parameters_x.yml", "<<<<<<< ours\na: 1\n", ":2", id="merge marks"),
        pytest.param("conf/prod/parameters.yml", "a: {\n", ":2", id="in another environment"),
        pytest.param("conf/base/globals.yml", "a: '${runtime_params:b, 1}'\n", ":1", id="refused"),
    ],
)
def test_configuration_that_kedro_could_not_read_is_refused_unless_partial(
    shop, tmp_path, capsys, path, text, place
):
    project, output = shop({**GOOD, path: text}), tmp_path / "new"
    assert f"{path}{place}: K2" in refused(capsys, project, "--output", output)
    assert not output.exists()
    assert migrate(project, "--output", output, "--partial") == 1
    assert (output / "shop/sales.py").is_file()


def test_strict_turns_a_look_into_a_failure(shop, tmp_path):
    project = shop({**GOOD, "src/shop/unused.py": "def (:\n"})
    assert migrate(project, "--output", tmp_path / "new", "--strict") == 2
    assert not (tmp_path / "new").exists()


# --- exit code 2 ----------------------------------------------------------------------------


def refused(capsys, *arguments: object) -> str:
    """The one sentence of a refusal."""
    assert migrate(*arguments) == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
    return captured.err


def test_no_such_folder(tmp_path, capsys):
    assert "nowhere" in refused(capsys, tmp_path / "nowhere")


def test_not_a_kedro_project(tmp_path, capsys):
    (tmp_path / "plain").mkdir()
    assert "Kedro project" in refused(capsys, tmp_path / "plain")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            {"src/shop/pipeline_registry.py": "def register_pipelines(:\n"},
            ["src/shop/pipeline_registry.py:1"],
            id="a syntax error in the registry",
        ),
        pytest.param(
            {"src/shop/pipeline_registry.py": "def register_pipelines():\n    return {}\n"},
            ["no pipeline is registered"],
            id="an empty registry",
        ),
        pytest.param(
            pipeline_files(
                "sales",
                NODES,
                'node(double, "a", "b", name="one"), node(double, "b", "a", name="two")',
            ),
            ["one", "two"],
            id="a cycle",
        ),
        pytest.param(
            pipeline_files(
                "sales",
                NODES,
                'node(double, "a", "c", name="one"), node(double, "b", "c", name="two")',
            ),
            ["pipelines/sales/pipeline.py:12", "c"],
            id="two nodes with one output",
        ),
    ],
)
def test_what_leaves_no_plan_is_refused(shop, tmp_path, capsys, files, words):
    direct = """
        from shop.pipelines.sales import create_pipeline


        def register_pipelines():
            return {"__default__": create_pipeline()}
    """
    project = shop({**GOOD, "src/shop/pipeline_registry.py": direct, **files})
    sentence = refused(capsys, project, "--output", tmp_path / "new")
    assert all(word in sentence for word in words), sentence
    assert not (tmp_path / "new").exists()


def test_an_output_inside_the_source_and_around_it(shop, tmp_path, capsys):
    project = shop(GOOD)
    assert "inside the project" in refused(capsys, project, "--output", project / "new")
    assert "inside the output" in refused(capsys, project, "--output", project.parent)


def test_an_output_of_somebody_else(shop, tmp_path, capsys):
    project, output = shop(GOOD), tmp_path / "theirs"
    output.mkdir()
    (output / "precious.txt").write_text("mine")
    assert "--force" in refused(capsys, project, "--output", output)
    assert snapshot(output) == {"precious.txt": b"mine"}
    assert migrate(project, "--output", output, "--force") == 0
    assert (output / "precious.txt").read_text() == "mine"


def test_a_file_changed_by_hand_is_not_overwritten(shop, tmp_path, capsys):
    project, output = shop(GOOD), tmp_path / "new"
    migrate(project, "--output", output)
    (output / "shop/sales.py").write_text("# better\n")
    capsys.readouterr()
    assert "changed by hand" in refused(capsys, project, "--output", output)
    assert (output / "shop/sales.py").read_text() == "# better\n"


def test_unknown_pipelines_and_environments(shop, capsys):
    project = shop(GOOD)
    assert "'nope'" in refused(capsys, project, "--pipeline", "nope")
    assert "'nope'" in refused(capsys, project, "--env", "nope")


def test_a_failure_half_way_leaves_nothing(shop, tmp_path, monkeypatch):
    output = tmp_path / "new"
    written = []

    def broken(self: Path, *arguments: object, **named: object) -> int:
        written.append(self)
        if len(written) == 3:
            raise OSError("no space left on device")
        return original(self, *arguments, **named)

    from migrate.api import plan_migration, write_project

    migration = plan_migration(shop(GOOD), output)
    original = Path.write_text
    monkeypatch.setattr(Path, "write_text", broken)
    with pytest.raises(CannotMigrate, match="new can't be written: no space"):
        write_project(migration)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop"]


def test_an_output_that_cannot_be_written(shop, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    project = shop(GOOD)
    assert "is a file" in refused(capsys, project, "--output", tmp_path / "file")
    assert "can't be written" in refused(capsys, project, "--output", tmp_path / "file/new")


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(shop, tmp_path, capsys, monkeypatch):
    project = shop(GOOD)

    def denied(path: Path, *flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", denied)
    assert "Permission denied" in refused(capsys, project, "--output", tmp_path / "new")


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("conf/logging.yml", "handlers: 3\n", "K472"),
        ("conf/logging.yml", "handlers:\n  a: 3\n", "K472"),
        ("conf/logging.yml", "- a\n", "K472"),
        ("conf/base/catalog.yml", "sales: 3\n", "K205"),
        ("src/shop/broken.py", "def (:\n", "K301"),
        ("src/shop/settings.py", "HOOKS = (\n", "K301"),
        ("src/shop/circle.txt", "", ""),
        ("src/shop/two\nlines.txt", "x", ""),
        ("src/shop/\udcff.txt", "x", "K472"),
    ],
)
def test_odd_files_are_no_failure(shop, tmp_path, capsys, path, text, code):
    project = shop({**GOOD, path: text})
    assert migrate(project, "--output", tmp_path / "new") == (1 if code else 0)
    captured = capsys.readouterr()
    assert code in captured.out
    assert captured.err == ""


def test_a_file_that_does_not_parse_comes_along_as_it_is(shop, tmp_path, capsys):
    """Whatever needs it, or nothing: a package whose __init__ is broken, one that is too large."""
    large = "x = (\n" + "# much\n" * 300_000
    project = shop(
        {
            **GOOD,
            "src/shop/sub/__init__.py": "def (\n",
            "src/shop/sub/helper.py": "def helper(x):\n    return x\n",
            "src/shop/large.py": large,
            "tests/conftest.py": "def (\n",
        }
    )
    assert migrate(project, "--output", tmp_path / "new") == 1
    assert "src/shop/sub/__init__.py:1: K301" in capsys.readouterr().out
    assert (tmp_path / "new/shop/sub/__init__.py").read_text() == "def (\n"


@pytest.mark.parametrize(
    "word",
    ["x; import os", "class", "save_version", "x\n"],
)
def test_names_of_an_earlier_migration_are_names_or_not_taken(shop, tmp_path, word):
    both = 'node(double, "params:start", "doubled"), node(lambda x: None, "doubled", None, name="sink")'
    project, output = shop({**GOOD, **pipeline_files("sales", NODES, both)}), tmp_path / "new"
    migrate(project, "--output", output)
    before = snapshot(output)
    document = json.loads(before["migration.json"])
    document["names"] = dict.fromkeys(document["names"], word)
    for node in document["nodes"]:
        node["targets"][0]["function"] = word
    (output / "migration.json").write_text(json.dumps(document))
    assert migrate(project, "--output", output) == 0
    assert snapshot(output) == before
