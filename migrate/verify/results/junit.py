"""The report as JUnit's XML, which continuous integration shows."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from migrate.verify.compare.result import visible
from migrate.verify.findings import Report, Run


def junit(report: Report) -> str:
    """One suite for each run, one case for each dataset, file and node."""
    root = Xml.Element("testsuites", name="migrate verify")
    for run in report.runs:
        _suite(root, run)
    for failure in report.failures:
        name = f"pipeline {failure.pipeline}, environment {failure.environment}"
        suite = _added(root, "testsuite", name=name, tests="1", failures="0", errors="1")
        case = _added(suite, "testcase", classname=name, name="run")
        lines = failure.reason.splitlines()
        _added(case, "error", message=lines[0]).text = "\n".join(map(visible, lines))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def _suite(root: Xml.Element, run: Run) -> None:
    entries = run.comparisons
    suite = _added(
        root,
        "testsuite",
        name=run.title,
        tests=str(len(entries) + len(run.left_out)),
        failures=str(len(run.differences)),
        errors="0",
        skipped=str(len(run.left_out)),
        time=f"{run.kedro.run_seconds + run.hamilton.run_seconds:.3f}",
    )
    for kind, name, found in entries:
        case = _added(suite, "testcase", classname=run.title, name=f"{kind} {name}")
        if not found.equal:
            _added(case, "failure", type=found.status, message=found.detail)
    for name in run.left_out:
        case = _added(suite, "testcase", classname=run.title, name=name)
        _added(case, "skipped", message="left out as asked")


def _added(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    """A new element; XML has no place for control characters, which names may hold."""
    return Xml.SubElement(parent, tag, {name: visible(text) for name, text in attributes.items()})
