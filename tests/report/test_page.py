"""Pieces of a page."""

from migrate.report.page import Html, code, document, element, facts, side_by_side, table


def test_text_is_escaped_once() -> None:
    assert element("p", "a < b", Html("<b>c</b>")) == "<p>a &lt; b<b>c</b></p>"
    assert element("p", class_='"x"') == '<p class="&quot;x&quot;"></p>'
    assert code("x = '<y>'\n") == "<pre><code>x = &#x27;&lt;y&gt;&#x27;</code></pre>"


def test_table_scrolls_and_sets_numbers_right() -> None:
    found = table(["name", "count"], [["a&b", 3]], [1])
    assert found.startswith('<div class="scroll"><table>')
    assert '<th class="number">count</th>' in found
    assert '<td>a&amp;b</td><td class="number">3</td>' in found


def test_document_needs_nothing_else() -> None:
    page = document("T & U", [element("h1", "x"), side_by_side(["l"], ["r"]), facts([("a", 1)])])
    assert "<title>T &amp; U</title>" in page
    assert "<dt>a</dt><dd>1</dd>" in page
    assert "<script" not in page
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page
