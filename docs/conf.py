"""The documentation site: `make docs` builds it into build/docs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from comparison_project import markdown  # noqa: E402
from comparison_project.features import VARIES, VERDICTS, Row, tables  # noqa: E402
from comparison_project.features.output import BETTER, SIDE_TITLES  # noqa: E402
from comparison_project.features.running import Outcome  # noqa: E402
from migrate import __version__  # noqa: E402

project = "kedro-to-declarative"
release = version = __version__
author = copyright = "the authors of kedro-to-declarative"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinxcontrib.programoutput",
]
myst_enable_extensions = ["attrs_inline", "colon_fence"]
myst_heading_anchors = 3
nitpicky = False

html_theme = "furo"
html_title = "Kedro to Hamilton"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = html_show_sphinx = False

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
default_role = "code"
add_module_names = False
python_maximum_signature_line_length = 88

copybutton_prompt_text = "$ "
suppress_warnings = [
    "myst.header",
    "misc.highlighting_failure",
]  # codes.md begins at the third level, and has YAML with Jinja

exclude_patterns = ["made"]


def setup(app: Any) -> None:
    """Make what is not written by hand: the recorded verdicts, which `make features` runs."""
    made = HERE / "made"
    made.mkdir(exist_ok=True)
    for name, lines in (("counts", _counts()), ("changed", _changed()), ("claims", _claims())):
        (made / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _counts() -> Iterator[str]:
    rows = [row for table in tables() for row in table.rows]
    verdicts = Counter(row.verdict for row in rows)
    better = Counter(row.better for row in rows)
    told = ", ".join(f"{verdicts[name]} {name}" for name in VERDICTS if verdicts[name])
    yield f"Of {len(rows)} claims: {told}. Serves better: " + (
        ", ".join(f"{BETTER[name]} in {better[name]}" for name in BETTER) + "."
    )


def _changed() -> Iterator[str]:
    for table in tables():
        for row in table.rows:
            if row.verdict == "out of date":
                yield f"- [{row.title}](claims.md#{row.table}-{row.id}): {row.why}"


def _claims() -> Iterator[str]:
    for table in tables():
        yield from (f"## {table.title}", "", table.intro, "")
        yield from ("| claim | today | better |", "|---|---|---|")
        for row in table.rows:
            link = f"[{row.title}](#{row.table}-{row.id})"
            yield markdown.row((link, row.verdict, BETTER[row.better]))
        for row in table.rows:
            yield from ("", *_claim(row))
        yield ""


def _claim(row: Row) -> Iterator[str]:
    yield from (f"({row.table}-{row.id})=", f"### {row.title}", "")
    yield from (f"Claimed in 2024: {row.claim}", "")
    yield from (f"**Today {row.verdict}.** {row.why}", "")
    for name, side in row.sides.items():
        yield from (f"**{SIDE_TITLES[name]}.** {side.today}", "")
        for probe in side.probes:
            evidence = Outcome(probe, "confirmed", probe.sees).evidence
            yield f"- {evidence.replace(repr(VARIES), '…')}"
        yield ""
    yield from ("```sh", f"python -m comparison_project features {row.id}", "```")
