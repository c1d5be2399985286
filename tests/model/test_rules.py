"""The table of codes: every example in it is a project, which is migrated here."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Files, pipeline_files

from migrate.api import plan_migration
from migrate.cli import main
from migrate.model.diagnostics import Diagnostic
from migrate.model.rules import RULES
from migrate.model.rules.rule import parts
from migrate.read import read_project
from migrate.report import rules
from migrate.report.inspection import diagnostics as inspected
from migrate.report.text import diagnostic_line
from migrate.write import check_edges, written_files

pytestmark = pytest.mark.usefixtures("any_layout")

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {
    "catalog.yml": "conf/base",
    "parameters.yml": "conf/base",
    "settings.py": "src/shop",
    "hooks.py": "src/shop",
    "pipeline_registry.py": "src/shop",
    "pyproject.toml": ".",
}
# About the tool itself: no project raises them.
FAULTS = {code for code in RULES if code.startswith("K9")} | {"K485", "K486"}
# What `migrate verify` finds when it runs both sides: see tests/verify.
FOUND_BY_RUNNING = {code for code in RULES if code.startswith("K5")}
# The project's own Python is asked, with the environment variable SALES set.
LIVE = {"K111", "K112", "K113", "K114"}
# What is shown of them has just the imports that it needs.
OF_IMPORTS = {"K420", "K458"}
TOO_LARGE = {"K302": "src/shop/tables.py"}
LINKS = {"K303": "src/shop/shared.py"}
EXPLAINED = """\
K416 info: the function means something else by <detail>, so it keeps its names
     and is called

  If the parameter were called what the dataset is called, it would hide
  something else that the body uses by that name. So the function keeps its own
  names.

  What to do: Nothing to do.
  Results may differ from Kedro's: no

  Kedro
    # nodes.py
    import statistics as model


    def fit(table):
        return model.mean(table)

    # pipeline.py
    node(fit, "model", "fitted", name="fit"),

  Hamilton
    # shop/sales.py
    def _fit(table):
        return model.mean(table)


    def fitted(model: Any) -> Any:
        return _fit(model)
"""


def project_files(before: str) -> dict[str, str]:
    """The files of an example. `nodes.py` and `pipeline.py` are those of one pipeline, the latter
    as a list of nodes; other names without a folder lie where Kedro has them."""
    given = dict(parts(before))
    pipeline = {name: given.pop(name, "") for name in ("nodes.py", "pipeline.py")}
    files = {
        path if "/" in path else f"{FOLDERS[path]}/{path}": text for path, text in given.items()
    }
    if any(pipeline.values()):
        made = pipeline_files("sales", *pipeline.values())
        files = {**made, **files}
    return files


def letters(text: str) -> str:
    """A text without what its layout is: spaces and line ends."""
    return "".join(text.split())


def holds(text: str, excerpt: str) -> bool:
    """Whether the pieces of an excerpt (between `...`) stand in a text, in this order."""
    position = 0
    for piece in excerpt.split("..."):
        position = letters(text).find(letters(piece), position)
        if position < 0:
            return False
    return True


# --- the examples ---------------------------------------------------------------------------


@pytest.fixture
def told(shop: Callable[[Files], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What the tool prints and writes for the example of a code: lines, and files by path."""

    def tell(code: str) -> tuple[str, Mapping[str, str]]:
        files = project_files(RULES[code].before)
        if code in TOO_LARGE:
            files[TOO_LARGE[code]] += "#" * 2_000_001
        root = shop(files)
        if code in LINKS:
            (root / LINKS[code]).unlink()
            (root / LINKS[code]).symlink_to(tmp_path / "shared.py")
        if code in LIVE:
            monkeypatch.setenv("SALES", "north_sales")
            return lines(read_project(root, None, Path(sys.executable)).diagnostics), {}
        migration = plan_migration(root, tmp_path / "new", partial=True)
        found = {*inspected(read_project(root)), *migration.plan.diagnostics}
        nodes = "\n".join(f"{node.code} {node.reason}" for node in migration.plan.nodes)
        return f"{lines(found)}\n{nodes}", migration.files

    return tell


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(code, marks=pytest.mark.layout) if code in OF_IMPORTS else code
        for code in RULES
        if code not in FAULTS | FOUND_BY_RUNNING
    ],
)
def test_the_example_of_a_code_raises_it_and_is_written_as_it_says(told, code):
    printed, files = told(code)
    assert re.search(rf"\b{code}\b", printed), printed
    assert RULES[code].after
    for path, excerpt in parts(RULES[code].after):
        assert holds(files[path] if path else printed, excerpt), files.get(path, printed)


def lines(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n".join(map(diagnostic_line, diagnostics))


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_faults_of_the_tool_are_found(shop, code):
    """A plan that its own text does not keep."""
    plan = plan_migration(shop(project_files(RULES["K401"].before))).plan
    files = written_files(plan)
    assert not check_edges(plan, files)
    (module,) = (path for path in files if path.endswith("sales.py"))
    made, taken = "first_sales(sales: Any) -> int:", "other(first_sales: {}) -> None: ...\n\n\n"
    hinted = files[module].replace("first_sales(sales: Any) -> Any:", made)
    edge = replace(plan, edges=plan.edges | {("first_sales", "other")})
    edge = replace(
        edge, pipelines=tuple(replace(p, makes=p.makes | {"other"}) for p in plan.pipelines)
    )
    computes = tuple(replace(each, makes=frozenset()) for each in plan.pipelines)
    plan, files = {
        **{
            code: (edge, {**files, module: f"{hinted}\n\ndef {taken.format(hint)}"})
            for code, hint in (("K485", "list[int]"), ("K486", "Shape"))
        },
        "K901": (replace(plan, edges=frozenset()), files),
        "K902": (plan, {**files, module: 2 * files[module]}),
        "K903": (replace(plan, pipelines=computes), files),
        "K904": (plan, {**files, "shop/helpers.py": "def (\n"}),
        "K908": (plan, {**files, module: f"from shop.gone import it\n{files[module]}"}),
        "K909": (
            replace(plan, guarded=frozenset({"odd"})),
            {**files, module: f"import odd\n{files[module]}"},
        ),
    }[code]
    assert code in {each.code for each in check_edges(plan, files)}


# --- the table ------------------------------------------------------------------------------


def test_the_table_and_the_code_name_the_same_codes():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "migrate").rglob("*.py")
        if path.parent.name != "rules"
    )
    assert set(re.findall(r'"(K\d{3})"', code)) == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_every_code_is_told_in_full(code):
    rule = RULES[code]
    assert "{" not in rules.title(rule.message)
    assert rule.advice.endswith(".")
    assert rule.meaning.endswith((".", ")."))
    assert bool(rule.before) == (code not in FAULTS | FOUND_BY_RUNNING)
    assert bool(rule.after) == (code not in FAULTS)


def test_the_page_of_the_documentation_is_up_to_date():
    """`migrate rules --format markdown > docs/codes.md` writes it."""
    assert (ROOT / "docs/codes.md").read_text(encoding="utf-8") == rules.page()


# --- the verbs ------------------------------------------------------------------------------


def test_explain_says_everything_in_80_columns(capsys):
    assert main(["explain", *RULES]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert all(code in out and letters(rule.advice) in letters(out) for code, rule in RULES.items())


def test_explain_of_one_code(capsys):
    assert main(["explain", "k416"]) == 0
    assert capsys.readouterr().out == EXPLAINED


def test_explain_of_an_unknown_code(capsys):
    assert main(["explain", "K401", "K4161"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "there is no code 'K4161'; did you mean " in captured.err
    assert main(["explain", "nonsense"]) == 2
    assert "`migrate rules` lists all" in capsys.readouterr().err


def test_rules_lists_all_codes_in_lines_of_80_columns(capsys):
    assert main(["rules"]) == 0
    head, *rest = capsys.readouterr().out.splitlines()
    assert head == "code  severity  differs  message"
    assert [line[:4] for line in rest[: len(RULES)]] == list(RULES)
    assert max(map(len, rest)) <= 80


def test_rules_as_json(capsys):
    assert main(["rules", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert [each["code"] for each in document["rules"]] == list(RULES)
    assert document["rules"][0]["before"][0]["path"] == "nodes.py"
