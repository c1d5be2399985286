"""Codes K3..: files of functions that could not be read."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K301": Rule(
        "warning",
        "This file has a syntax error: {reason}",
        "Mend it and run again. Nothing that is defined in this file can be migrated.",
        meaning="A file of the project is no Python that this version understands. If the "
        "registry needs it, nothing can be migrated at all, and the tool stops with "
        "exit code 2.",
        before="""
            # src/shop/charts.py
            def draw(table:
                table.plot()
        """,
        after="""
            src/shop/charts.py:1: K301 warning: This file has a syntax error: '(' was
            never closed
        """,
    ),
    "K302": Rule(
        "info",
        "This file has {size} and was not read",
        "If pipelines or node functions are defined in it, move them to a smaller file.",
        meaning="Very large files are data in the shape of code, as a rule, and reading them "
        "takes long.",
        before="""
            # src/shop/tables.py
            ROWS = [...]  # megabytes of rows
        """,
        after="""
            src/shop/tables.py: K302 info: This file has ... MB and was not read
        """,
    ),
    "K303": Rule(
        "warning",
        "This is not read: {reason}",
        "Put a file or a folder there that can be read, if pipelines or functions need it.",
        meaning="A module is a link that leads to nothing or out of the project, a pipe or a "
        "device; it may not be read; its name is no UTF-8; or a folder can't be listed. What is "
        "defined there is not known.",
        before="""
            # src/shop/shared.py
            # a link to ../../common/shared.py, which is no part of the project
        """,
        after="""
            src/shop/shared.py: K303 warning: This is not read: it is a link to nothing
            or to a place outside of the project
        """,
    ),
}
