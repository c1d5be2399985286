"""Pieces of a plain HTML page: self-contained, no scripts, readable in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from string import Template

STYLE = """
:root { color-scheme: light dark; --ink: #1f2937; --quiet: #5b6472; --paper: #ffffff;
  --panel: #f6f7f9; --line: #dfe3e8; --good: #15703c; --bad: #b42318; --accent: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --quiet: #a3acb9; --paper: #14171c;
  --panel: #1c2128; --line: #353c46; --good: #6ccf92; --bad: #ff9b8f; --accent: #93b4ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 84rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; max-width: 46rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
code, pre { font: .78rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 0; padding: .85rem 1rem; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; overflow-x: auto; tab-size: 4; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .88rem; }
th, td { text-align: left; padding: .35rem 1.75rem .35rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; }
@media (max-width: 60rem) { .pair { grid-template-columns: minmax(0, 1fr); } }
.pair h4 { margin: 0 0 .35rem; font-size: .9rem; }
.graph { overflow: auto; max-height: 46rem; padding: .75rem; background: #ffffff;
  border: 1px solid var(--line); border-radius: 6px; }
.graph svg { display: block; margin: 0 auto; }
details { margin: .4rem 0; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
"""

DOCUMENT = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
$body
</main>
</body>
</html>
"""
)


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


def html(text: object) -> Html:
    """Any text as HTML; what is HTML already stays as it is."""
    return text if isinstance(text, Html) else Html(escape(str(text)))


def element(tag: str, *content: object, **attributes: str) -> Html:
    """An element; `class_` is written as `class`."""
    written = "".join(
        f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items()
    )
    return Html(f"<{tag}{written}>{''.join(html(part) for part in content)}</{tag}>")


def document(title: str, parts: Iterable[object]) -> str:
    """The whole page."""
    body = "\n".join(html(part) for part in parts)
    return DOCUMENT.substitute(title=escape(title), style=STYLE, body=body)


def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()
) -> Html:
    """A table that scrolls by itself where it is wide; `numbers` are columns set to the right."""
    right = set(numbers)
    return element(
        "div",
        element(
            "table",
            element("thead", _row("th", headers, right)),
            element("tbody", *(_row("td", row, right) for row in rows)),
        ),
        class_="scroll",
    )


def _row(tag: str, cells: Sequence[object], right: set[int]) -> Html:
    return element(
        "tr",
        *(
            element(tag, cell, class_="number") if place in right else element(tag, cell)
            for place, cell in enumerate(cells)
        ),
    )


def code(text: str) -> Html:
    """A block of code."""
    return element("pre", element("code", text.rstrip("\n")))


def side_by_side(left: Sequence[object], right: Sequence[object]) -> Html:
    """Two columns; one above the other where there is no room."""
    columns = (element("div", *left), element("div", *right))
    return element("div", *columns, class_="pair")


def facts(entries: Iterable[tuple[str, object]]) -> Html:
    """Names and values, one pair a line."""
    return element(
        "dl",
        *(Html(element("dt", name) + element("dd", value)) for name, value in entries),
    )
