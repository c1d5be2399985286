"""Both sides run as people run them, whatever things are called; nothing is left, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_engine import DRIVER, HAMILTON, KEDRO, PREPARE, edited, run
from test_running import projects

from migrate.cli import main
from migrate.verify import CannotVerify, Options, Report, verify_projects
from migrate.verify.runs.removing import remove
from migrate.verify.session import layout_of

pytestmark = pytest.mark.integration  # each runs both sides, from their folders

NAMES = ("../../../outside", "n" * 300, "nul\0")
MORE_NAMES = ("etl", "etl/kedro", "/outside", "line\nfeed", "größe 数", "-x")


@pytest.mark.parametrize("names", [NAMES, pytest.param(MORE_NAMES, marks=pytest.mark.integration)])
def test_names_never_become_paths(names: tuple[str, ...], tmp_path: Path) -> None:
    kedro = edited(
        tmp_path / "kedro",
        KEDRO,
        "src/orders/pipeline_registry.py",
        '"report": report}',
        f'"report": report, **dict.fromkeys({names!r}, report)}}',
    )
    hamilton = edited(
        tmp_path / "hamilton",
        HAMILTON,
        DRIVER,
        "RATES =",
        f'PIPELINES.update(dict.fromkeys({names!r}, PIPELINES["report"]))\nRATES =',
    )
    listed = json.loads((hamilton / "migration.json").read_text())
    listed["pipelines"].update(dict.fromkeys(names, listed["pipelines"]["report"]))
    (hamilton / "migration.json").write_text(json.dumps(listed))
    outside = [tmp_path / "outside", tmp_path / "work" / "outside", tmp_path.parent / "outside"]
    for folder in outside:
        folder.parent.mkdir(exist_ok=True)
    outside[0].mkdir()
    (outside[0] / "mine.txt").write_text("mine")
    report = run(
        tmp_path, hamilton, kedro, pipelines=list(names), options=Options(orders=1, repeat=1)
    )
    assert [(r.pipeline, r.equal) for r in report.runs] == [(name, True) for name in names]
    assert [(path.exists()) for path in outside] == [True, False, False]
    assert (outside[0] / "mine.txt").read_text() == "mine"
    assert {path.name for path in (tmp_path / "work").iterdir()} <= {
        *("comparing", "shipped", "runs")
    }


def test_nothing_outside_is_removed(tmp_path: Path) -> None:
    mine, work = tmp_path / "mine", tmp_path / "work"
    mine.mkdir()
    work.mkdir()
    (work / "link").symlink_to(mine)
    (work / "full" / "shut").mkdir(parents=True)
    (work / "full" / "shut" / "file").write_text("")
    (work / "full" / "link").symlink_to(mine)
    (work / "full" / "shut").chmod(0o500)
    wrong = (mine, work, work / ".." / "mine", work / "link", work / "link" / "x", Path("/"))
    for path in wrong:
        with pytest.raises(ValueError, match="is not removed"):
            remove(path, work)
    assert mine.is_dir()
    remove(work / "full", work)
    remove(work / "full", work)
    assert ([path.name for path in work.iterdir()], mine.is_dir()) == (["link"], True)


def test_only_one_function_removes() -> None:
    root = Path(__file__).parents[3]
    words = ("rmtree(", ".unlink(", ".rmdir(", "os.remove(", "os.unlink(", "removedirs(")
    places = [
        *(root / "migrate/verify").rglob("*.py"),
        *(root / "comparison_project").rglob("*.py"),
    ]
    found = {path.name for path in places if any(w in path.read_text() for w in words)}
    assert found == {"removing.py"}


def test_a_failed_second_order_does_not_lose_the_first(tmp_path: Path) -> None:
    """Where one node needs another's effect; Kedro's order is fine."""
    changed = edited(
        tmp_path,
        HAMILTON,
        PREPARE,
        "return len(taxed_orders)",
        "import sys; assert 'orders.done' not in sys.modules; return len(taxed_orders)",
    )
    path = changed / "orders/report.py"
    path.write_text(path.read_text().replace("log.info(", "import orders.done; log.info("))
    (changed / "orders/done.py").write_text("")
    report = run(tmp_path, changed, pipelines=["__default__"], options=Options(orders=2, repeat=1))
    (first,), (failure,) = report.runs, report.failures
    assert (first.equal, len(first.datasets), first.orders) == (True, 7, 1)
    assert "failed in pipeline __default__, order 2: AssertionError" in failure.reason
    assert (report.equal, report.exit_code) == (False, 2)


DAEMON = """
import os, subprocess, sys
for more in ({"start_new_session": True}, {"start_new_session": True, "env": {}}):
    subprocess.Popen([sys.executable, "-c", CODE], **more)
if not os.fork():
    os.setsid()
    if not os.fork():
        exec(CODE)
    os._exit(0)
return len(taxed_orders)
"""


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    """Not one with a session of its own, without the environment, or whose parent is gone."""
    places = tmp_path / "pids"
    places.mkdir()
    code = (
        f"import os, time; open({str(places)!r} + '/' + str(os.getpid()), 'w').close(); "
        "time.sleep(300)"
    )
    lines = [line.replace("CODE", repr(code)) for line in DAEMON.strip().splitlines()]
    kedro = edited(
        tmp_path / "kedro",
        KEDRO,
        "src/orders/nodes.py",
        "return len(taxed_orders)",
        "\n    ".join([*lines[:-1], "import time; time.sleep(2)", lines[-1]]),
    )
    report = run(tmp_path, kedro=kedro, pipelines=["__default__"])
    assert report.equal
    pids = [int(path.name) for path in places.iterdir()]
    assert len(pids) == 3
    assert not [pid for pid in pids if Path("/proc", str(pid)).exists()]


def test_a_kedro_that_is_too_old_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "old" / "kedro"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "0.17.7"\n')
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.chdir(tmp_path)
    assert main(["verify", str(KEDRO), str(HAMILTON), "--orders", "1"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == (
        "migrate verify: The Kedro side can't be run: it has Kedro 0.17.7; Kedro from 0.18 on "
        "can be run."
    )


RUN, ROOT = "run.py", "yard/driver.py"
# What is wrong with the written commands -> file, old and new text, what is said.
WRONG = {
    "the environment": (
        RUN,
        "**options",
        "**options | {'env': None}",
        "dataset params:k different",
    ),
    "the parameters": (RUN, "**options", "**options | {'parameters': {}}", "params:k different"),
    "nothing is stored": (
        RUN,
        "**options",
        "**options | {'store': False}",
        "data/end.json missing",
    ),
    "a part": (RUN, ".outputs]\n", ".outputs][:0] or ['made']\n", "dataset end missing"),
    "another current folder": (
        RUN,
        'os.chdir(options["data_root"])',
        'os.chdir(os.path.dirname(options["data_root"]))',
        "No such file or dir",
    ),
    "the exit code": (RUN, "\n    main()\n", "\n    main()\n    sys.exit(4)\n", "code 4"),
    "no option": (RUN, '"--set"', '"--put"', "The Hamilton side failed"),
    "no driver": (RUN, "results = flow.execute(made)", "results = {}", "executed no driver"),
    "the data": (
        ROOT,
        ".parents[1]",
        '.parents[1] / "elsewhere"',
        "run.py looks for its data in new/elsewhere, which is neither",
    ),
}


def said_of(report: Report) -> str:
    lines = [failure.reason for failure in report.failures]
    for each in report.runs:
        lines += [f"{kind} {name} {c.status}: {c.detail}" for kind, name, c in each.differences]
    return "\n".join(lines)


# An environment, then parameters.
ASKED = (
    ("late", Options(orders=1, repeat=1)),
    ("default", Options(orders=1, repeat=1, parameters={"k": "5", "more": "[1, 2]"})),
)


def proven(
    folder: Path, kedro: Path, hamilton: Path, asked: Sequence[tuple[str, Options]] = ASKED
) -> str:
    """What is said of both projects as soon as anything is, "" if they are equal."""
    pythons = {"kedro_python": sys.executable, "hamilton_python": sys.executable}
    work = folder / "work"
    for environment, options in asked:
        try:
            report = verify_projects(
                kedro,
                hamilton,
                environments=[environment],
                workdir=work,
                options=options,
                **pythons,
            )
            found = said_of(report)
        except CannotVerify as error:
            found = str(error)
        shutil.rmtree(work)
        if found:
            return found
    return ""


@pytest.fixture(scope="module")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("commanded")
    kedro, hamilton = projects(folder)
    for path in (kedro / "src/yard/acts.py", hamilton / "yard/acts.py"):
        text = "def do(k):\n    open('data/seen.txt', 'w').write(str(k))\n    return k\n"
        path.write_text(text)
    return kedro, hamilton


def test_the_written_commands_are_part_of_what_is_proven(
    commanded: tuple[Path, Path], tmp_path: Path
) -> None:
    assert proven(tmp_path, *commanded) == ""


@pytest.mark.parametrize(
    "name", [n if n == "the data" else pytest.param(n, marks=pytest.mark.slow) for n in WRONG]
)
def test_what_is_wrong_with_a_command_is_found(
    name: str, commanded: tuple[Path, Path], tmp_path: Path
) -> None:
    file, old, new, said = WRONG[name]
    kedro, hamilton = (tmp_path / path.name for path in commanded)
    shutil.copytree(commanded[0], kedro)
    shutil.copytree(commanded[1], hamilton)
    text = (hamilton / file).read_text()
    assert text.count(old) == 1, old
    (hamilton / file).write_text(text.replace(old, new))
    assert said in proven(tmp_path, kedro, hamilton)


def test_data_that_has_moved_is_taken_where_it_is(
    commanded: tuple[Path, Path], tmp_path: Path
) -> None:
    """With the written project, whether its folder is there or not, wherever both lie."""
    kedro, hamilton = tmp_path / "there" / "yard", tmp_path / "here" / "new"
    shutil.copytree(commanded[0], kedro)
    shutil.copytree(commanded[1], hamilton)
    layout = layout_of(kedro, hamilton, ".")
    assert layout.data == layout.hamilton == Path("yar0") != layout.kedro
    assert proven(tmp_path, kedro, hamilton, ASKED[1:]) == ""
    (hamilton / "data").mkdir()
    assert layout_of(kedro, hamilton, ".") == layout
    assert proven(tmp_path, kedro, hamilton, ASKED[1:]) == ""


SETTLED = {
    "../store": ("here/store", False),
    "../../there/yard": ("there/yard", False),
    "data/new": ("here/new/data/new", False),
    "/somewhere": ("there/yard", True),
}


@pytest.mark.parametrize(
    "root", [r if r == "../store" else pytest.param(r, marks=pytest.mark.slow) for r in SETTLED]
)
def test_data_is_laid_where_the_migration_settled_it(
    root: str, commanded: tuple[Path, Path], tmp_path: Path
) -> None:
    kedro, hamilton = tmp_path / "there" / "yard", tmp_path / "here" / "new"
    shutil.copytree(commanded[0], kedro)
    shutil.copytree(commanded[1], hamilton)
    layout = layout_of(kedro, hamilton, root)
    assert (str(layout.data), layout.given) == SETTLED[root]
    migration = json.loads((hamilton / "migration.json").read_text())
    migration["data"]["root"] = root
    (hamilton / "migration.json").write_text(json.dumps(migration))
    text = (hamilton / "yard/driver.py").read_text()
    assert text.count(".parents[1]\n") == 1
    text = text.replace(".parents[1]\n", f".parents[1].joinpath({root!r}).resolve()\n")
    (hamilton / "yard/driver.py").write_text(text)
    assert proven(tmp_path, kedro, hamilton, ASKED[1:]) == ""


def test_what_is_written_into_the_kedro_project_is_found(
    commanded: tuple[Path, Path], tmp_path: Path
) -> None:
    """By a path of the code's own: without it, nothing is written there."""
    kedro, hamilton = tmp_path / "yard", tmp_path / "new"
    shutil.copytree(commanded[0], kedro)
    shutil.copytree(commanded[1], hamilton)
    for path in (kedro / "src/yard/acts.py", hamilton / "yard/acts.py"):
        text = path.read_text().replace("data/seen", "../yard/data/seen")
        made = "    import os; os.makedirs('../yard/data', exist_ok=True)\n"
        path.write_text(text.replace("    open(", f"{made}    open("))
    said = proven(tmp_path, kedro, hamilton)
    assert "file data/seen.txt missing: only Kedro wrote it" in said
    assert "file ../yard/data/seen.txt missing: only Hamilton wrote it" in said
    assert not (kedro / "data/seen.txt").exists()


def test_a_project_without_a_command_is_run_by_its_driver(tmp_path: Path) -> None:
    changed = edited(tmp_path, HAMILTON, "run.py", "Run a pipeline", "Run")
    remove(changed / "run.py", changed)
    assert run(tmp_path, changed, pipelines=["report"]).equal


def test_what_changes_a_users_file_all_the_same_is_said(tmp_path: Path) -> None:
    """Other programs can do it."""
    kedro = tmp_path / "kedro" / "changed"
    act = f"import subprocess; subprocess.run(['chmod', '600', {str(kedro / 'data/raw/orders.csv')!r}])"
    edited(
        tmp_path / "kedro",
        KEDRO,
        "src/orders/nodes.py",
        "return len(taxed_orders)",
        f"{act}; return len(taxed_orders)",
    )
    report = run(tmp_path, kedro=kedro, pipelines=["__default__"])
    assert (report.equal, report.touched) == (False, (f"{kedro}/data/raw/orders.csv",))


def test_the_supervisor_goes_when_its_pipe_is_closed(tmp_path: Path) -> None:
    from migrate.verify.runs import supervisor

    alive, ours = os.pipe()
    place = tmp_path / "pid"
    code = f"import os, time; open({str(place)!r}, 'w').write(str(os.getpid())); time.sleep(300)"
    process = subprocess.Popen(
        [sys.executable, supervisor.__file__, str(alive), sys.executable, "-c", code],
        pass_fds=(alive,),
    )
    while not (place.exists() and place.read_text()):
        time.sleep(0.05)
    os.close(ours)
    assert process.wait(20) == 128 + 9
    os.close(alive)
    assert not Path("/proc", place.read_text()).exists()
