"""Workbooks of Excel."""

from __future__ import annotations

import inspect
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, BinaryIO

from migrate.verify.compare.contents import Inner

Own = frozenset[str]
Saved = Callable[[], Any]

# Parts that say nothing that is not read otherwise, or who saved it and when.
READ = (
    "[Content_Types].xml",
    "_rels/",
    "docProps/",
    "xl/_rels/",
    "xl/worksheets/",
    "xl/chartsheets/_rels/",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/theme/",
    "xl/calcChain.xml",
    "xl/metadata.xml",
    "xl/comments",
    "xl/drawings/commentsDrawing",
    "xl/drawings/vmlDrawing",
)
STYLE = ("number_format", "font", "fill", "border", "alignment", "protection")
DESCRIBED = ("title", "subject", "description", "keywords", "category")


def read_workbook(file: BinaryIO, name: str, own: Own) -> dict[str, Any]:
    """Sheets in their order with their cells, and what lies in the workbook besides."""
    from openpyxl import load_workbook  # type: ignore[import, unused-ignore]

    known = inspect.signature(load_workbook).parameters
    rich = {"rich_text": True} if "rich_text" in known else {}
    written = load_workbook(file, **rich)

    @cache
    def saved() -> Any:
        """The workbook with what was saved for its formulas, if it has any."""
        file.seek(0)
        return load_workbook(file, data_only=True)

    file.seek(0)
    with zipfile.ZipFile(file) as parts:
        others = {
            part: Inner(part, parts.read(part), own)
            for part in parts.namelist()
            if not part.startswith(READ)
        }
    names = written.defined_names
    styles: dict[Any, str] = {}
    return {
        "sheets": [
            {"title": sheet.title, "state": sheet.sheet_state}
            | (_sheet(sheet, saved, styles) if hasattr(sheet, "iter_rows") else {})
            for sheet in written._sheets
        ],
        "active": written.active.title if written.active else None,
        "names": _names(names),
        "described": {fact: getattr(written.properties, fact) for fact in DESCRIBED},
        "dates": str(written.epoch),
        "parts": others,
    }


def _names(names: Any) -> dict[str, str]:
    listed = names.values() if hasattr(names, "values") else names.definedName
    return {each.name: each.attr_text for each in listed}


def _sheet(sheet: Any, saved: Saved, styles: dict[Any, str]) -> dict[str, Any]:
    return {
        "cells": dict(_cells(sheet, saved, styles)),
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "hidden rows": sorted(k for k, row in sheet.row_dimensions.items() if row.hidden),
        "hidden columns": sorted(
            (column.min, column.max) for column in sheet.column_dimensions.values() if column.hidden
        ),
        "filter": sheet.auto_filter.ref,
        "frozen": sheet.freeze_panes,
        "protected": sheet.protection.sheet,
        "checks": sorted(repr(each) for each in sheet.data_validations.dataValidation),
        "looks": [
            (str(each.sqref), sorted(repr(rule) for rule in each.rules))
            for each in sheet.conditional_formatting
        ],
        "tables": {each.name: each.ref for each in sheet.tables.values()},
        "names": _names(getattr(sheet, "defined_names", {})),
    }


def _cells(sheet: Any, saved: Saved, styles: dict[Any, str]) -> Iterator[tuple[str, Any]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None and not cell.has_style and cell.comment is None:
                continue
            key = tuple(cell._style) if cell.has_style else ()
            if key not in styles:
                styles[key] = "\n".join(f"{fact}: {getattr(cell, fact)!r}" for fact in STYLE)
            value = _value(cell.value)
            facts = {"kind": cell.data_type, "value": value, "style": styles[key]}
            if cell.data_type == "f":
                facts["saved"] = _value(saved()[sheet.title][cell.coordinate].value)
            if cell.comment is not None:
                facts["comment"] = (cell.comment.text, cell.comment.author)
            if cell.hyperlink is not None:
                facts["link"] = (cell.hyperlink.target, cell.hyperlink.location)
            yield cell.coordinate, facts


def _value(value: Any) -> Any:
    """All numbers are floats there; a formula of several cells with where it holds."""
    if type(value) is int and int(float(value)) == value:
        return float(value)
    if type(value).__module__.startswith("openpyxl.worksheet.formula"):
        return dict(vars(value))
    return repr(value) if type(value).__name__ == "CellRichText" else value
