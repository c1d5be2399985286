"""`migrate explain` and `migrate rules`: what the codes mean."""

from __future__ import annotations

import argparse

from migrate.cli.output import print_json


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both verbs to the command line."""
    explain = verbs.add_parser(
        "explain",
        help="say what a code means, with an example and what to do",
        description="Say what a code of a report means: an example, what to do, and whether "
        "results may differ from Kedro's.",
    )
    explain.set_defaults(run=_explain)
    explain.add_argument("codes", nargs="+", metavar="CODE", help="a code, such as K416")
    rules = verbs.add_parser(
        "rules",
        help="list all codes",
        description="List all codes that a report may hold.",
    )
    rules.set_defaults(run=_rules)
    rules.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="text: a line for each; json, markdown: all that is known of them (default: text)",
    )


def _explain(options: argparse.Namespace) -> int:
    from migrate.report.rules import explanation

    print("\n\n".join(explanation(_known(code)) for code in options.codes))
    return 0


def _known(text: str) -> str:
    """The code as the table has it. Raises CannotMigrate if there is none like it."""
    import difflib

    from migrate.model.diagnostics import CannotMigrate
    from migrate.model.rules import RULES

    code = text.upper()
    if code in RULES:
        return code
    close = ", ".join(difflib.get_close_matches(code, RULES, 3, cutoff=0.5))
    hint = f"did you mean {close}?" if close else "`migrate rules` lists all."
    raise CannotMigrate(f"there is no code {text!r}; {hint}")


def _rules(options: argparse.Namespace) -> int:
    from migrate.report import rules

    if options.format == "json":
        print_json(rules.document())
    else:
        print(rules.page() if options.format == "markdown" else rules.table(), end="")
    return 0
