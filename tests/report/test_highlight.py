"""Code as HTML: what is marked, and that nothing of it is markup."""

from __future__ import annotations

import re
from html import unescape

import pytest

from migrate.report.facts.highlight import differences, highlighted


def marked(left: str, right: str) -> tuple[str, str]:
    """Both texts, with what differs in brackets."""
    return tuple(
        "".join(
            ("[" if any(i == start for start, _ in spans) else "")
            + letter
            + ("]" if any(i == end - 1 for _, end in spans) else "")
            for i, letter in enumerate(text)
        )
        for text, spans in zip((left, right), differences(left, right), strict=True)
    )


def test_names_that_change_are_marked_within_their_lines():
    assert marked(
        "def clean(table):\n    return table.dropna()\n",
        "def orders(raw):\n    return raw.dropna()\n",
    ) == (
        "def [clean]([table]):\n    return [table].dropna()\n",
        "def [orders]([raw]):\n    return [raw].dropna()\n",
    )


def test_where_lines_break_is_no_difference():
    left = "def add(\n    one: int,\n    two: int,\n) -> int:\n    return one + two\n"
    right = "def add(one: int, two: int) -> int:\n    return one + two\n"
    assert marked(left, right) == (left, right)


def test_a_line_that_only_one_side_has_is_marked_as_a_whole():
    left = "def a(x):\n    return x\n"
    right = "@tag(n=1)\ndef a(x):\n    x = x.copy()\n    return x\n"
    assert marked(left, right) == (
        left,
        "[@tag(n=1)]\ndef a(x):\n    [x = x.copy()]\n    return x\n",
    )


def test_texts_with_hardly_anything_in_common_are_marked_whole():
    assert marked("lambda x: x", "def total(a, b):") == ("[lambda x: x]", "[def total(a, b):]")


def test_html_has_a_line_for_each_line_and_marks_that_end_with_them():
    html = highlighted('name = """a\nb"""\n', "python", [(8, 13)])
    assert html == (
        'name = <span class="s">"</span><mark><span class="s">""a</span></mark>\n'
        '<mark><span class="s">b</span></mark><span class="s">"""</span>\n'
    )


@pytest.mark.parametrize("language", ["python", "yaml", "text"])
@pytest.mark.parametrize(
    "text",
    [
        "x = '</script><script>alert(1)</script>'",
        "# <!-- <img src=x onerror=alert(1)> &amp; -->",
        '"><svg onload=alert(1)>',
        "a: <b>\n\tc\x0bd\x0c\x1c e",
    ],
)
def test_nothing_in_a_source_is_markup(text: str, language: str):
    for marks in ([], [(2, len(text) - 1)]):
        html = highlighted(text, language, marks)
        tags = set(re.findall(r"<[^>]*>", html))
        assert all(re.fullmatch(r'<span class="\w">|</span>|</?mark>', tag) for tag in tags)
        assert unescape(re.sub(r"<[^>]*>", "", html)) == text
