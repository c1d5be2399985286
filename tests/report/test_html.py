"""The page as text: self-contained, and nothing of a project is markup."""

import gzip
import json
import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report.sample import EVIL, sample

from migrate.report.facts.model import Section
from migrate.report.html import TEMPLATES, page, prose, render, verdict


class Elements(HTMLParser):
    """The tags with the names of their attributes, and the scripts' texts."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.scripts = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(name for name, _ in attributes)))
        self.is_script = tag == "script"

    def handle_data(self, data):
        if getattr(self, "is_script", False):
            self.scripts.append(data)
            self.is_script = False


@pytest.fixture(scope="module")
def plain():
    return Elements(render(sample()))


@pytest.mark.parametrize("evil", [EVIL, "'\"><svg onload=x>", "{{ 7 * 7 }}", "<!--", "\ud800"])
def test_nothing_of_a_project_is_markup(plain, evil):
    hostile = Elements(render(sample(evil=evil)))
    assert hostile.found == plain.found
    assert "{{ 7 * 7 }}" in hostile.scripts[0] or "7" not in evil


def test_the_page_has_its_facts_as_json_and_its_sources_packed():
    report = sample(evil=EVIL)
    facts, sources = Elements(render(report)).scripts[:2]
    facts, sources = json.loads(facts), json.loads(gzip.decompress(b64decode(sources)))
    assert facts["title"] == f"Spaceships{EVIL}"
    assert facts["details"].keys() == report.details.keys()
    assert [each["path"] for each in sources] == [each.path for each in report.sources]


def test_the_page_needs_nothing_else_and_says_so():
    whole = render(sample())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', whole)[1]
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert not re.search(r'(src|href)="(?!#)', whole)
    assert "@import" not in whole and "url(" not in whole


def test_a_dataset_is_told_apart_in_environments_that_differ():
    report = sample(pipelines=1, each=1).as_json()
    usual = report["datasets"]["table_00_00"]
    same = {"environment": "base", "outcome": usual["outcome"], "reason": usual["reason"]}
    other = {"environment": "cloud", "outcome": "custom", "reason": "a class of its own"}
    usual["records"] = [same, other]
    (facts, *_) = Elements(page(report)).scripts
    assert json.loads(facts)["datasets"]["table_00_00"]["elsewhere"] == [other]


def test_the_same_report_gives_the_same_page():
    assert render(sample()) == render(sample())


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ({}, ("good", "Proven equal")),
        ({"not_run": ["environment test"]}, ("good", "Equal in what was run")),
        ({"holds": False, "why": ["a file changed"]}, ("unknown", "The proof no longer holds")),
        ({"failures": ["Kedro stopped"]}, ("bad", "A run failed")),
        ({"equal": 3, "holds": False}, ("bad", "1 not equal")),
        ({"equal": 0, "compared": 0}, ("unknown", "Nothing was compared")),
    ],
)
def test_the_verdict(proof, said):
    whole = {"equal": 4, "compared": 4, "holds": True, "not_run": [], "failures": []}
    assert verdict({**whole, **proof}) == said


def test_tables_of_others_are_shown():
    section = Section("Runs", "Both `sides`.", ("side", "seconds"), (("Kedro", "<3>"),), (1,))
    whole = render(replace(sample(), sections=(section,)))
    assert "<p>Both <code>sides</code>.</p>" in whole
    assert '<td>Kedro</td><td class="number">&lt;3&gt;</td>' in whole


def test_without_a_proof_the_page_says_not_verified():
    assert ">Not verified<" in render(sample(proof=False))
    assert ">Not verified<" not in render(sample())


def test_code_in_sentences():
    assert prose("call `a < b` twice") == "call <code>a &lt; b</code> twice"


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_files_of_the_page_are_short(path):
    assert len(path.read_text("utf-8").splitlines()) < 500
