"""Pairs of workbooks. As file_pairs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from file_pairs import Held, Pair
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from table_pairs import FRAME, changed


def book(change: Callable[[Any], Any] = lambda sheet: None, **cells: Any) -> Held:
    """A workbook with some cells, and a change of its first sheet."""

    def write(path: Path) -> None:
        made = openpyxl.Workbook()
        sheet = made.active
        for name, value in ({"A1": "a", "B1": 1} | cells).items():
            sheet[name] = value
        change(sheet)
        made.save(path)

    return write


def sets(name: str, **facts: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for fact, value in facts.items():
            setattr(sheet[name] if name else sheet, fact, value)

    return change


def stamped(sheet: Any) -> None:
    sheet.parent.properties.creator = "somebody"


def wide(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 40


def hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[1].hidden = True


def hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def another(
    title: str = "more", state: str = "visible", first: bool = False
) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        made = sheet.parent.create_sheet(title, 0 if first else None)
        made.sheet_state = state

    return change


def defined(place: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        name = openpyxl.workbook.defined_name.DefinedName("n", attr_text=place)
        sheet.parent.defined_names["n"] = name

    return change


def checked(formula: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        check = DataValidation(type="list", formula1=formula)
        check.add("A1")
        sheet.add_data_validation(check)

    return change


def rich(bold: bool) -> Held:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    return book(C1=CellRichText("a", TextBlock(InlineFont(b=bold), "b")))


def excel(table: pd.DataFrame, **more: Any) -> Held:
    return lambda path: table.to_excel(path, **more)


BOOKS_SAME: dict[str, Pair] = {
    "who saved it": ("a.xlsx", book(), book(stamped)),
    "widths": ("a.xlsx", book(), book(wide)),
    "whole numbers": ("a.xlsx", book(), lambda p: repacked(p, book(), b"<v>1</v>", b"<v>1.0</v>")),
    "order of parts": ("a.xlsx", excel(FRAME), lambda p: repacked(p, excel(FRAME))),
    "a text in its cell": (
        *("a.xlsx", book(C1="x")),
        lambda p: repacked(p, book(C1="x"), b't="s"><v>1</v>', b't="inlineStr"><is><t>x</t></is>'),
    ),
}
BOOKS_OTHER: dict[str, Pair] = {
    "a number": ("a.xlsx", book(), book(B1=2)),
    "a text": ("a.xlsx", book(), book(A1="b")),
    "NA or nothing": ("a.xlsx", book(C1="NA", D1="x"), book(D1="x")),
    "NaN or nothing": ("a.xlsx", book(C1="nan", D1="x"), book(D1="x")),
    "text or number": ("a.xlsx", book(C1="1"), book(C1=1)),
    "text or truth": ("a.xlsx", book(C1="TRUE"), book(C1=True)),
    "truth or number": ("a.xlsx", book(C1=True), book(C1=1)),
    "a formula": ("a.xlsx", book(C1="=B1+1"), book(C1="=B1+2")),
    "a formula or nothing": ("a.xlsx", book(C1="=B1+1"), book()),
    "a formula or its text": (
        "a.xlsx",
        book(C1="=B1"),
        book(sets("C1", value="=B1", data_type="s")),
    ),
    "an error or its text": (
        "a.xlsx",
        book(C1="#N/A"),
        book(sets("C1", value="#N/A", data_type="s")),
    ),
    "a date or its number": (
        "a.xlsx",
        book(C1=pd.Timestamp("2024-01-01").to_pydatetime()),
        book(C1=45292),
    ),
    "a format": (
        "a.xlsx",
        book(sets("B1", number_format="0.00")),
        book(sets("B1", number_format="0%")),
    ),
    "bold": ("a.xlsx", book(), book(sets("A1", font=Font(b=True)))),
    "a colour": ("a.xlsx", book(), book(sets("A1", fill=PatternFill("solid", "FFFF0000")))),
    "a border": ("a.xlsx", book(), book(sets("A1", border=Border(left=Side("thin"))))),
    "an alignment": ("a.xlsx", book(), book(sets("A1", alignment=Alignment("right")))),
    "a comment": ("a.xlsx", book(), book(sets("A1", comment=Comment("x", "me")))),
    "a link": (
        "a.xlsx",
        book(sets("A1", hyperlink="http://a.example")),
        book(sets("A1", hyperlink="http://b.example")),
    ),
    "merged cells": ("a.xlsx", book(), book(lambda sheet: sheet.merge_cells("C1:D2"))),
    "a hidden sheet": ("a.xlsx", book(another()), book(another(state="hidden"))),
    "a very hidden sheet": (
        "a.xlsx",
        book(another(state="hidden")),
        book(another(state="veryHidden")),
    ),
    "a sheet more": ("a.xlsx", book(), book(another())),
    "a sheet's name": ("a.xlsx", book(another("x")), book(another("y"))),
    "order of sheets": ("a.xlsx", book(another()), book(another(first=True))),
    "a hidden row": ("a.xlsx", book(), book(hidden_row)),
    "a hidden column": ("a.xlsx", book(), book(hidden_column)),
    "a defined name": ("a.xlsx", book(defined("Sheet!$A$1")), book(defined("Sheet!$B$1"))),
    "what may be entered": ("a.xlsx", book(checked('"a,b"')), book(checked('"a,c"'))),
    "frozen panes": ("a.xlsx", book(), book(sets("", freeze_panes="A2"))),
    "a filter": ("a.xlsx", book(), book(lambda sheet: setattr(sheet.auto_filter, "ref", "A1:B1"))),
    "rich text": ("a.xlsx", rich(True), rich(False)),
    "a cell lower": ("a.xlsx", book(C1="x"), book(C2="x")),
    "a frame's cell": ("a.xlsx", excel(FRAME), excel(changed(a=[1, 2, 4]))),
    "a frame's missing text": ("a.xlsx", excel(changed(b=["x", "NA", "z"])), excel(FRAME)),
    "a frame's index": ("a.xlsx", excel(FRAME), excel(FRAME, index=False)),
}


def repacked(path: Path, write: Any, old: bytes = b"\0", new: bytes = b"") -> None:
    """The same workbook with its parts packed otherwise, and something spelled otherwise."""
    write(path)
    with zipfile.ZipFile(path) as opened:
        parts = [(name, opened.read(name)) for name in opened.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        for name, data in parts[::-1]:
            made.writestr(name, data.replace(old, new))


SAME = {
    f"{kind}: {name}": pair
    for kind, pairs in (("workbooks", BOOKS_SAME),)
    for name, pair in pairs.items()
}

OTHER = {
    f"{kind}: {name}": pair
    for kind, pairs in (("workbooks", BOOKS_OTHER),)
    for name, pair in pairs.items()
}
