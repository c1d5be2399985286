"""What the pages for contributors name is there: files, folders, and names in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs/contributing").glob("*.md"))]
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("migrate", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.resolve() != Path(__file__).resolve()
)


def lost_files(text: str) -> list[str]:
    """The files and folders that a text names and that are not there."""
    return [
        name
        for name in re.findall(r"`([\w/]+/(?:[\w.]+)?)`", text)
        if not any((ROOT / base / name).exists() for base in ("", "migrate", "docs"))
        and not any((ROOT / "migrate").glob(f"*/{name}"))
    ]


def lost_names(text: str) -> list[str]:
    """The names of code that a text has and the code has not."""
    words = re.findall(r"`([A-Z]\w+[a-z]\w*|[a-z]+_[a-z_]+|[A-Z]{4,})`", text)
    return [word for word in words if not re.search(rf"\b{word}\b", CODE)]


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert lost_files(text) == []
    assert lost_names(text) == []


def test_what_is_gone_is_found() -> None:
    assert lost_files("`read/kedro/nodes.py` and `read/nowhere/` and `plan/gone.py`") == [
        "read/nowhere/",
        "plan/gone.py",
    ]
    assert lost_names("a `NodeGroup`, a `NodeHeap`, and `no_such_function_of_ours`") == [
        "NodeHeap",
        "no_such_function_of_ours",
    ]
