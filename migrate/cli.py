"""The command line: `migrate kedro-to-declarative PROJECT`.

Exit codes: 0 done, nothing left to do; 1 done, a person must look; 2 it could not be done,
nothing written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrate import __version__
from migrate.diagnostics import CannotMigrate

if TYPE_CHECKING:
    from migrate.migration import Plan


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except CannotMigrate as error:
        print(f"migrate: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("migrate: interrupted, nothing was written", file=sys.stderr)
        return 130
    return 2 if code == 1 and options.strict else code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="migrate",
        description="Migrate Kedro projects to Hamilton, and prove that the outputs are equal.",
        epilog="Exit codes: 0 done; 1 done, but look at what is reported; 2 not done, nothing written.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")
    verb = verbs.add_parser(
        "kedro-to-declarative",
        help="write the Hamilton project for a Kedro project",
        description="Read a Kedro project as text, and write the Hamilton project for it.",
    )
    verb.set_defaults(run=_migrate)
    verb.add_argument("project", type=Path, metavar="PROJECT", help="the Kedro project's folder")
    verb.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where to write (default: PROJECT_hamilton beside it)",
    )
    verb.add_argument(
        "--pipeline",
        action="append",
        default=[],
        metavar="NAME",
        help="migrate this registered pipeline only (may be repeated)",
    )
    verb.add_argument(
        "--env", metavar="E", help="the environment that is the new project's default"
    )
    verb.add_argument(
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    verb.add_argument(
        "--diff",
        action="store_true",
        help="print what would change in the output as a diff, write nothing",
    )
    verb.add_argument(
        "--check", action="store_true", help="exit with 1 if the output would change, write nothing"
    )
    verb.add_argument(
        "--force",
        action="store_true",
        help="write into a folder that is not ours, or over files changed by hand",
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2, nothing written)",
    )
    verb.add_argument(
        "--validate",
        action="store_true",
        help="also build the real drivers, with the Python of --python",
    )
    verb.add_argument(
        "--python",
        type=Path,
        default=Path(sys.executable),
        metavar="PATH",
        help="a Python that has Hamilton and the project's libraries (default: this one)",
    )
    verb.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: text)"
    )
    return parser


def _migrate(options: argparse.Namespace) -> int:
    from migrate.plan import make_plan
    from migrate.read import read_project
    from migrate.write import (
        changed_by_hand,
        check_edges,
        check_output,
        earlier_manifest,
        manifest,
        sha256,
        write_output,
        written_files,
    )

    project = read_project(options.project, options.env)
    root = Path(project.layout.root)
    output: Path = options.output or root.with_name(f"{root.name}_hamilton")
    check_output(output, root, options.force)
    plan = make_plan(project, options.pipeline, _seen_from(output, root))
    files = written_files(plan)
    faults = check_edges(plan, files)
    if faults:
        raise CannotMigrate("\n".join(each.message for each in faults))
    if options.validate:
        from migrate.write.validate import validate

        validate(files, plan, options.python)
    source = "".join(f"{path}\0{module.text}\0" for path, module in sorted(project.modules.items()))
    source += "".join(
        f"{name}\0{(root / name).read_bytes().decode('utf-8', 'replace')}\0"
        for name in project.configuration.files
    )
    document = manifest(plan, files, sha256(source), __version__)
    files = {**files, "migration.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n"}
    known = earlier_manifest(output)
    owned = (
        {k: str(v) for k, v in known.get("files", {}).items()}
        if isinstance(known.get("files"), dict)
        else {}
    )  # type: ignore[attr-defined]
    changes = _changes(output, files, owned)
    looks = any(each.needs_a_look for each in plan.diagnostics)
    code = 1 if looks else 0
    dry = options.dry_run or options.diff or options.check
    if not dry and not (looks and options.strict):
        edited = changed_by_hand(output, owned)
        if edited and not options.force:
            raise CannotMigrate(
                f"{output / edited[0]} was changed by hand since it was written"
                + (f" (and {len(edited) - 1} more)" if len(edited) > 1 else "")
                + "; --force overwrites it, --diff shows what would change"
            )
        write_output(output, files, owned)
    _report(options, plan, files, changes, output, document, dry)
    return 1 if options.check and changes else code


def _seen_from(output: Path, root: Path) -> str:
    """The project's folder as seen from the output; "" if no relative path leads there."""
    try:
        return Path(os.path.relpath(root, output.resolve())).as_posix()
    except ValueError:  # another drive
        return ""


def _changes(
    output: Path, files: Mapping[str, str], owned: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """The files that would change: the old text and the new one."""
    changes = {}
    for path in sorted({*files, *owned}):
        file = output / path
        old = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
        if old != files.get(path, ""):
            changes[path] = (old, files.get(path, ""))
    return changes


def _report(
    options: argparse.Namespace,
    plan: Plan,
    files: Mapping[str, str],
    changes: Mapping[str, tuple[str, str]],
    output: Path,
    document: Mapping[str, object],
    dry: bool,
) -> None:
    from migrate.report.text import summary

    if options.diff:
        import difflib

        for path, (old, new) in changes.items():
            lines = difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                f"a/{path}",
                f"b/{path}",
            )
            sys.stdout.writelines(lines)
    elif options.format == "json":
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    verb = (
        "would write"
        if dry
        else "not written, --strict:"
        if options.strict and any(d.needs_a_look for d in plan.diagnostics)
        else "wrote"
    )
    print(summary(plan, files, verb, str(output)), file=sys.stderr if options.diff else sys.stdout)
    if options.check:
        print(f"{len(changes)} files would change." if changes else "Nothing would change.")


if __name__ == "__main__":
    sys.exit(main())
