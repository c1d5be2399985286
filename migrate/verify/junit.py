"""The report as JUnit's XML, which continuous integration shows."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from migrate.verify.report import Report, Run


def junit(report: Report) -> str:
    """One suite for each run, one case for each dataset, file and node."""
    root = Xml.Element("testsuites", name="migrate verify")
    for run in report.runs:
        _suite(root, run)
    for failure in report.failures:
        name = f"pipeline {failure.pipeline}, environment {failure.environment}"
        suite = Xml.SubElement(root, "testsuite", name=name, tests="1", failures="0", errors="1")
        case = Xml.SubElement(suite, "testcase", classname=name, name="run")
        Xml.SubElement(case, "error", message=failure.reason.splitlines()[0]).text = failure.reason
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def _suite(root: Xml.Element, run: Run) -> None:
    entries = run.comparisons
    suite = Xml.SubElement(
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
        case = Xml.SubElement(suite, "testcase", classname=run.title, name=f"{kind} {name}")
        if not found.equal:
            Xml.SubElement(case, "failure", type=found.status, message=_printable(found.detail))
    for name in run.left_out:
        case = Xml.SubElement(suite, "testcase", classname=run.title, name=name)
        Xml.SubElement(case, "skipped", message="left out as asked")


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
