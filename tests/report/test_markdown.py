"""What needs a look as a list in Markdown, and as annotations of a GitHub workflow."""

from __future__ import annotations

import pytest
from conftest import pipeline_files
from reports import EQUAL, migrated, prove

from migrate.cli import main
from migrate.model.diagnostics import Place, diagnostic
from migrate.report.github import workflow_commands
from migrate.report.markdown import check_list, code_span, diagnostics_list, escaped
from migrate.reporting import report_on
from migrate.verify.compare.result import Comparison

pytestmark = pytest.mark.usefixtures("any_layout")

FOUND = [
    diagnostic("K301", Place("src/my shop/charts.py", 3), reason="100% wrong,\nall of it"),
    diagnostic("K201", Place("conf/base/catalog.yml", 2, 5), reason="no"),
    diagnostic("K452", None, name="raw_orders", mode="assign"),
    diagnostic("K217", Place("conf/base/catalog.yml", 9), name="{x}"),
]
LIST = """\
# Shop: 1 error and 2 warnings

## K201: This configuration file can't be read: \\<reason\\>

Mend the file and run again. Nothing that stands in it was read.

- [ ] `conf/base/catalog.yml:2` This configuration file can't be read: no

## K301: This file has a syntax error: \\<reason\\>

Mend it and run again. Nothing that is defined in this file can be migrated.

- [ ] `src/my shop/charts.py:3` This file has a syntax error: 100% wrong,\\\\nall of it

## K452: dataset \\<name\\> has copy\\_mode \\<mode\\>, by which its consumers may see each other's \
changes; here they may not

Check that no node relies on another one's changes.

- [ ] dataset raw\\_orders has copy\\_mode assign, by which its consumers may see each other's \
changes; here they may not
"""
COMMANDS = """\
::error file=shop/conf/base/catalog.yml,line=2,col=5,title=K201::This configuration file can't be \
read: no
::warning file=shop/src/my shop/charts.py,line=3,title=K301::This file has a syntax error: 100%25 \
wrong,%0Aall of it
::warning title=K452::dataset raw_orders has copy_mode assign, by which its consumers may see each \
other's changes; here they may not
::notice file=shop/conf/base/catalog.yml,line=9,title=K217::The dataset factory '{x}' makes no \
dataset that a pipeline uses
"""


def test_diagnostics_are_a_list_to_tick_off_errors_first():
    assert diagnostics_list("Shop", FOUND) == LIST


def test_diagnostics_are_commands_of_a_workflow():
    assert workflow_commands(FOUND, "shop") == COMMANDS


def test_a_path_cannot_end_a_command():
    (line,) = workflow_commands(
        [diagnostic("K301", Place("a,line=9::b\n::error ::x.py", 1), reason="no")]
    ).splitlines()
    assert line.startswith("::warning file=a%2Cline=9%3A%3Ab%0A%3A%3Aerror %3A%3Ax.py,line=1,")
    assert line.count("::") == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a `x_y` of *b*", "a `x_y` of \\*b\\*"),
        ("<script>", "\\<script\\>"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("one ` alone_", "one \\` alone\\_"),
        ("two\nlines", "two\\\\nlines"),
    ],
)
def test_nothing_of_a_project_means_something_to_markdown(text, shown):
    assert escaped(text) == shown


def test_code_may_hold_backticks():
    assert code_span("a`b``c") == "``` a`b``c ```"


# --- of a report -----------------------------------------------------------------------------

FILES = pipeline_files(
    "sales", "def double(x):\n    return x * 2\n", 'node(double, "start", "doubled", name="n")'
)


def test_the_list_of_a_report_says_what_is_proven_and_what_is_left(shop, tmp_path):
    kedro = shop(FILES)
    hamilton = migrated(kedro)
    different = Comparison("different", "values", "4 in Kedro, 5 in Hamilton")
    said = {"start": EQUAL, "doubled": different}
    found = report_on(hamilton, proof=prove(kedro, hamilton, tmp_path / "p.json", said))
    assert check_list(found) == (
        "# Shop: 1 error\n"
        "\n"
        "1 of 2 datasets equal in 1 run. That holds no longer: It was no proof: not everything "
        "was equal then.\n"
        "\n"
        "## different: error\n"
        "\n"
        "Look at the function that makes it, and at how its inputs are loaded.\n"
        "\n"
        "- [ ] dataset doubled is different in pipeline \\_\\_default\\_\\_, environment default: "
        "4 in Kedro, 5 in Hamilton (`__default__`)\n"
    )


def test_a_report_without_a_proof_says_so(shop):
    assert check_list(report_on(migrated(shop(FILES)))) == (
        "# Shop: nothing needs a look\n"
        "\n"
        "Not verified: `migrate verify` runs both sides and compares every dataset.\n"
    )


# --- on the command line ---------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["inspect", "kedro-to-declarative"])
@pytest.mark.parametrize(("form", "start"), [("markdown", "# Shop: "), ("github", "::")])
def test_both_verbs_print_diagnostics_in_both_forms(shop, capsys, verb, form, start):
    project = shop(pipeline_files("sales", "", 'node(nowhere, "a", "b", name="n")'))
    assert main([verb, str(project), "--format", form]) == 1
    assert capsys.readouterr().out.startswith(start)


def test_files_are_named_as_the_repository_has_them(shop, capsys, monkeypatch):
    project = shop(pipeline_files("sales", "", 'node(nowhere, "a", "b", name="n")'))
    monkeypatch.chdir(project.parent)
    main(["inspect", "shop", "--format", "github"])
    assert "file=shop/src/shop/pipelines/sales/pipeline.py,line=" in capsys.readouterr().out
