"""`python -m comparison_project features`: judging, running, what it prints and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
import sample_probes
from sample_probes import cannot_run, fails, hangs, leaves_a_file, needs_a_package, two

from comparison_project import features
from comparison_project.__main__ import main
from comparison_project.features import VARIES, Probe, Row, Side, tables
from comparison_project.features.output import as_json, as_markdown
from comparison_project.features.running import Outcome, environment, judge, run_probe, run_rows
from migrate.schemas import schema


def test_the_rows_are_listed_without_the_frameworks():
    code = """
import sys
sys.modules.update(kedro=None, hamilton=None)
from comparison_project.features import tables
print(sum(len(table.rows) for table in tables()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, int(done.stdout or 0) > 30) == (0, True), done.stderr


def row(*probes: Probe, better: str = "even") -> Row:
    made = Row(
        title="A <row>",
        claim="Claimed & believed",
        kedro=Side("`today`", *probes),
        hamilton=Side("the same", Probe(two, sees={"sum": 2}, says="Also {sum}.")),
        verdict="true",
        better=better,
        why="Since it runs.",
    )
    for name, value in (
        ("id", "a-row"),
        ("table", "prose"),
        ("path", Path(sample_probes.__file__)),
    ):
        object.__setattr__(made, name, value)
    return made


def outcome_of(run, sees, **more) -> Outcome:
    probe = Probe(run, sees=sees, says="The sum is {sum}.", **more)
    return run_probe(row(probe), probe)


@pytest.mark.parametrize(
    ("recorded", "seen", "status"),
    [
        ({"n": 2}, {"n": 2}, "confirmed"),
        ({"n": (1, 2)}, {"n": [1, 2]}, "confirmed"),
        ({"n": VARIES}, {"n": 0.25}, "confirmed"),
        ({"n": 2}, {"n": 3}, "contradicted"),
        ({"n": 2}, {"n": 2, "more": 1}, "contradicted"),
        ({"n": VARIES}, {}, "contradicted"),
    ],
)
def test_what_is_seen_is_held_against_the_record(recorded, seen, status):
    assert judge(Probe(two, sees=recorded, says=""), {"seen": seen}).status == status


def test_a_probe_runs_in_a_process_and_an_empty_folder_of_its_own():
    assert outcome_of(two, {"sum": 2}).evidence == "The sum is 2."
    assert outcome_of(leaves_a_file, {"files here": ["kept"]}).status == "confirmed"


def test_what_runs_has_hamiltons_plugins_whatever_a_written_project_left(monkeypatch):
    monkeypatch.setenv("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
    monkeypatch.setenv("PYTHONPATH", "mine")

    found = environment({"HOME": "here"})

    assert "HAMILTON_AUTOLOAD_EXTENSIONS" not in found
    assert (found["HOME"], found["PYTHONPATH"].endswith(":mine")) == ("here", True)


def test_a_probe_that_fails_or_hangs_contradicts_its_record():
    failed = outcome_of(fails, {"sum": 2})
    hung = outcome_of(hangs, {"sum": 2}, timeout=1)

    assert (failed.status, failed.reason) == ("contradicted", "OSError: no such <b>port</b>")
    assert (hung.status, hung.reason) == ("contradicted", "no answer within 1 seconds")


def test_a_package_that_may_be_missing_is_said_and_no_contradiction():
    allowed = outcome_of(needs_a_package, {"name": "x"}, needs=("no_such_package",))
    unforeseen = outcome_of(needs_a_package, {"name": "x"})

    assert outcome_of(cannot_run, {}).evidence == "cannot_run: no room"
    assert outcome_of(cannot_run, {}).status == allowed.status == "not run"
    assert allowed.evidence == (
        "needs_a_package: ModuleNotFoundError: No module named 'no_such_package'"
    )
    assert unforeseen.status == "contradicted"


def test_a_server_is_started_only_where_servers_are_wanted():
    probe = Probe(two, sees={"sum": 2}, says="", server=True)

    assert run_probe(row(probe), probe, servers=False).status == "not run"
    assert run_probe(row(probe), probe).status == "confirmed"


def test_evidence_that_a_probe_leaves_is_kept(tmp_path):
    probe = Probe(leaves_a_file, sees={"files here": ["kept"]}, says="")

    (kept,) = run_probe(row(probe), probe, kept=tmp_path).files

    assert kept == tmp_path / "a-row" / "leaves_a_file" / "screen.txt"


def test_one_contradicted_probe_contradicts_the_row():
    good = Probe(two, sees={"sum": 2}, says="")
    (result,) = run_rows([row(good, Probe(two, sees={"sum": 3}, says=""))])

    assert result.status == "contradicted"
    assert result.versions.keys() >= {"python", "kedro", "apache-hamilton"}


@pytest.fixture
def one_row(monkeypatch: pytest.MonkeyPatch):
    """A single row in place of all."""

    def put(*probes: Probe) -> Row:
        made = row(*probes)
        table = features.Table("prose", "Prose", "Told <here>.", (made,))
        monkeypatch.setattr("comparison_project.features.command.tables", lambda: [table])
        return made

    return put


@pytest.mark.parametrize(("recorded", "code"), [(2, 0), (3, 1)])
def test_the_exit_code_tells_of_contradictions(one_row, recorded, code, tmp_path, capsys):
    one_row(Probe(two, sees={"sum": recorded}, says="The sum is {sum}."))
    path = tmp_path / "deep" / "features.json"

    assert main(["features", "--output", str(path), "--kept", str(tmp_path)]) == code

    told = json.loads(path.read_text())
    jsonschema.validate(told, schema("features"))
    (found,) = told["rows"]
    assert found["status"] == ("contradicted" if code else "confirmed")
    assert "two: sum is 2, recorded as 3" in capsys.readouterr().err or code == 0


def test_what_could_not_run_says_why_and_is_no_failure(one_row, tmp_path, capsys):
    one_row(Probe(needs_a_package, sees={"name": "x"}, says="", needs=("no_such_package",)))

    assert main(["features", "--kept", str(tmp_path)]) == 0

    printed = capsys.readouterr().out
    assert "not run: a-row" in printed
    assert "not run: needs_a_package: ModuleNotFoundError" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "a.txt"], "a.txt must end in one of .html, .md, .json."),
        (["no-such-row"], "There is no row or table called no-such-row."),
        (["--jobs", "0"], "--jobs must be 1 or more."),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(arguments, message, capsys):
    assert main(["features", *arguments]) == 2
    assert capsys.readouterr().err.endswith(f"{message}\n")


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)


def test_the_page_takes_no_text_for_markup(one_row, tmp_path):
    one_row(Probe(fails, sees={"sum": 2}, says=""))
    path = tmp_path / "features.html"

    main(["features", "--output", str(path), "--kept", str(tmp_path)])

    page = path.read_text()
    assert "no such &lt;b&gt;port&lt;/b&gt;" in page
    assert "A &lt;row&gt;" in page
    assert not {"b", "row", "here", "script"}.intersection(Tags(page).found)


def test_the_code_shown_is_the_code_that_runs(one_row):
    made = one_row(Probe(two, sees={"sum": 2}, says="", uses=(fails,)))
    results = [(features.Table("prose", "", "", (made,)), run_rows([made]))]
    shown = 'def two() -> dict[str, object]:\n    return {"sum": 1 + 1}'

    (probe,) = as_json(results)["rows"][0]["kedro"]["probes"]
    assert probe["code"].startswith(shown)
    assert "def fails()" in probe["code"]
    assert f"```python\n{shown}" in as_markdown(results)


def test_every_row_can_fail_and_tells_what_it_saw():
    for table in tables():
        for each in table.rows:
            for side in each.sides.values():
                assert side.probes, f"{each.id} has a side without a probe"
                for probe in side.probes:
                    fixed = [name for name, value in probe.sees.items() if value is not VARIES]
                    assert fixed, f"{each.id}: all that {probe.name} sees may vary"
                    assert probe.says.format_map(probe.sees)
