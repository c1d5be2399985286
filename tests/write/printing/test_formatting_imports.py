"""Imports of what is laid out: ours are sorted and needed, the source's stay and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.write.printing import formatting as layout

KEPT = {"shop/tools.py": "import sys, os\nfrom a import (b,\n c)  # noqa: F401\n\nx = os\n"}
CODE = {
    "shop/sales.py": "import shop.tools\nimport b\nimport os\nimport more.a\nx = (b, more, shop)\n"
}
WRITTEN = {
    "shop/sales.py": "import b\n\nimport more.a\nimport shop.tools\n\nx = (b, more, shop)\n",
    "shop/tools.py": (
        "import sys, os  # noqa: F401\nfrom a import b, c  # noqa: F401\n\nx = os\n"
    ),
    "more/a.py": "x = 1\n",
}  # fmt: skip


@pytest.fixture
def verbs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The verbs that ruff is run with."""
    ran: list[str] = []
    run = layout._ruff

    def noted(folder: Path, verb: str, *arguments: str) -> bool:
        ran.append(verb)
        return run(folder, verb, *arguments)

    monkeypatch.setattr(layout, "_ruff", noted)
    return ran


def test_imports_of_ours_are_sorted_and_those_of_the_source_stay(verbs: list[str]) -> None:
    kept = {**KEPT, "more/a.py": "x=1\n"}
    found = layout.formatted(CODE, kept, "shop")
    assert found == WRITTEN
    assert verbs == ["check", "format", "check"]


@pytest.mark.parametrize(
    "text", ["import os\nx = os\n", "try:\n    import os\nfinally:\n    x = os"]
)
def test_where_every_import_is_needed_nothing_is_looked_at_again(
    verbs: list[str], text: str
) -> None:
    layout.formatted(CODE, {"more/a.py": text}, "shop")
    assert verbs == ["check", "format"]


def test_an_import_that_is_there_for_what_it_does_stays_in_its_place(verbs: list[str]) -> None:
    text = "import b\n{0}import a  # noqa: F401\n{0}import os\n\nx = b\n"
    code = {"shop/sales.py": text.format(f"{layout.SPLIT}\n")}
    found = layout.formatted(code, {}, "shop")
    assert found == {"shop/sales.py": text.format("").replace("import os\n", "")}


def test_it_is_the_same_wherever_one_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what lies there nor how ruff is configured there counts."""
    (tmp_path / "b.py").write_text("")
    (tmp_path / "ruff.toml").write_text("line-length = true")
    monkeypatch.chdir(tmp_path)
    assert layout.formatted(CODE, {**KEPT, "more/a.py": "x = 1\n"}, "shop") == WRITTEN
