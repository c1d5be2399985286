"""Configuration is data: whatever stands in its files, the written project holds the same texts."""

from __future__ import annotations

import importlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import FRAME, pipeline_files, write_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported import package

from migrate.api import plan_migration, write_project
from migrate.cli import main
from migrate.plan.parameters.values import same

Make = Callable[[Mapping[str, str]], Path]

NASTY = [
    '"', "'", '"""', "'''", "\\", "\\\\", "\n", "\r\n", "\t", "\0", "{", "}", "{x}", "{0!r}", "{{", "}}",
    "$", "#", "# noqa", ";", "`", "lambda at: 0", "__import__('os').system('x')", "\u202e", "é", "ﬁ",
    "\uff02", "\uff07", "\u2028", "\x85", "\ufeff", "\ud7ff", "😀", '")\nimport os #', "\\N{DASH}", "%s",
    "at('x')", "BASE", "None", "1e3", "yes", "2024-01-01", "<<", "params:", ":", "- ", "\\u0022", "\u0131", "\u212a",
]  # fmt: skip
# YAML writes control characters and lone surrogates as escapes, if at all.
TEXTS = (
    st.lists(st.sampled_from(NASTY) | st.text(max_size=2), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: text and "${" not in text and "???" not in text and text == text.strip())
)
NAMES = TEXTS.filter(lambda text: not set("{}") & set(text) and text[:1] != "_" and "@" not in text)
PATHS = NAMES.filter(lambda text: "://" not in text and "\0" not in text)
VALUES = st.recursive(
    TEXTS
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
COMMENTS = TEXTS.map(lambda text: " ".join(text.replace("\0", "").split())).filter(str.isprintable)


@st.composite
def projects(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, Any]]:
    """The files of a project, and what its catalog and parameters hold."""
    name, path, key, text, secret = (draw(each) for each in (NAMES, PATHS, TEXTS, TEXTS, NAMES))
    bucket, comment = draw(TEXTS), draw(COMMENTS)
    parameter, value, changed = draw(NAMES), draw(VALUES), draw(VALUES)
    name, parameter, environment = f"d{name}", f"p{parameter}", "prod"
    catalog = {
        name: {"type": "json.JSONDataset", "filepath": path, "save_args": {key: [text, {text: 1}]}},
        f"{name}2": {"type": "pandas.SQLTableDataset", "table_name": text, "credentials": secret},
        f"{name}3": {"type": "json.JSONDataset", "filepath": "${globals:bucket}/x.json"},
    }
    parameters = {parameter: {"k" + key: value}, "bucket": "${globals:bucket}-x", "list": [text]}
    shown = "\n".join(f"# {comment}" if comment else "#" for _ in range(2))
    files = {
        "conf/base/catalog.yml": dumped(catalog),
        "conf/base/globals.yml": dumped({"bucket": bucket}),
        "conf/base/parameters.yml": f"{shown}\n{dumped(parameters)}",
        f"conf/{environment}/parameters.yml": f"{shown}\n{dumped({parameter: changed})}",
        "conf/local/credentials.yml": dumped({secret: {"password": text}}),
        **pipeline_files(
            "use",
            "def make():\n    return 1, 2, 3\n\n\ndef use(*values):\n    return 1\n",
            f"node(make, None, {[*catalog]!r}),\n"
            f"node(use, {[*catalog, f'params:{parameter}', 'params:bucket', 'parameters']!r}, 'out'),",
        ),
    }
    expected = {
        "catalog": catalog,
        "base": {**parameters, "bucket": f"{bucket}-x"},
        "prod": {**parameters, "bucket": f"{bucket}-x", parameter: changed},
        "bucket": bucket,
        "parameter": parameter,
    }
    return files, expected


def dumped(value: Any) -> str:
    """The value as JSON, which YAML reads alike, except for characters beyond 16 bits."""
    lines = (f"{json.dumps(key)}: {json.dumps(each)}," for key, each in value.items())
    text = "\n".join(["{", *lines, "}", ""])
    pair = r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}"
    return re.sub(pair, lambda found: json.loads(f'"{found[0]}"'), text)


def imported(folder: Path, name: str) -> Iterator[ModuleType]:
    with package(name, folder):
        for each in ("catalog", "parameters"):
            yield importlib.import_module(f"{name}.{each}")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects())
def test_hostile_texts_come_out_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[dict[str, str], dict[str, Any]]
) -> None:
    files, expected = case
    root = tmp_path_factory.mktemp("hostile")
    write_files(root / "shop", {**FRAME, **files})
    migration = plan_migration(root / "shop", root / "new")
    write_project(migration)
    catalog, parameters = imported(root / "new", "shop")
    for environment in ("base", "prod"):
        found = parameters.inputs(environment)
        names = migration.plan.names
        parameter = expected["parameter"]
        assert same(found[names["parameters"]], expected[environment])
        assert same(found[names[f"params:{parameter}"]], expected[environment][parameter])
    first, second, third = expected["catalog"]
    datasets = {
        kedro: catalog.datasets()[key]
        for kedro in expected["catalog"]
        for key in {kedro, names[kedro]} & {*catalog.datasets()}
    }
    assert datasets.keys() == {first, second, third}
    assert str(datasets[first].path) == expected["catalog"][first]["filepath"]
    assert datasets[third].path == f"{expected['bucket']}/x.json"
    saved = {"indent": 2, **expected["catalog"][first]["save_args"]}
    assert datasets[first].save.keywords == saved
    text = (root / "new/shop/catalog.py").read_text(encoding="utf-8")
    assert "_credentials(" in text


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)
DEEP = "{a: " * 5_000 + "1" + "}" * 5_000
NESTED = "".join(f"{' ' * n}k:\n" for n in range(3_000))
LOOP = "a: &a\n  b: *a\n"
MANY = "${" * 3_000 + "x" + "}" * 3_000
CHAIN = "\n".join(f"k{n}: ${{k{n + 1}}}${{k{n + 1}}}" for n in range(60)) + "\nk60: xxxxxxxx\n"
ROUND = "a: ${b}\nb: ${a}\n"


@pytest.mark.parametrize("kind", ["catalog", "parameters", "globals", "credentials"])
@pytest.mark.parametrize(
    "text",
    [BOMB, DEEP, NESTED, LOOP, f"a: '{MANY}'", CHAIN, ROUND, "\0", "a: [", "\ud800"],
    ids=["bomb", "deep", "nested", "loop", "braces", "chain", "round", "nul", "open", "surrogate"],
)
def test_files_that_would_cost_too_much_are_refused(
    shop: Make, kind: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop(pipeline_files("use", "def use(x):\n    return x\n", "node(use, 'params:a', 'b'),"))
    (root / f"conf/base/{kind}.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
    begun = time.process_time()
    code = main(["kedro-to-declarative", str(root), "--output", str(tmp_path / "new")])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    if kind in ("catalog", "parameters"):  # the others are read where something wants them
        assert code in (1, 2)
        assert " K2" in said.out + said.err
    assert time.process_time() - begun < 20


TEMPLATES = {
    "endless": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "long": "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}",
    "wide": "a: {{ 'x' * 9999999999 }}",
    "power": "a: {{ 9 ** (9 ** 9) }}",
    "code": "a: {{ ''.__class__.__mro__[1].__subclasses__() }}",
    "file": "{% include '/etc/passwd' %}",
    "chance": "a: {{ [1, 2, 3] | random }}",
    "unset": "a: {{ nowhere }}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_compute_within_bounds_and_reach_nothing(
    shop: Make, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop(
        {
            "conf/base/parameters.yml": TEMPLATES[name],
            "src/shop/settings.py": "from kedro.config import TemplatedConfigLoader\n\n"
            "CONFIG_LOADER_CLASS = TemplatedConfigLoader\n",
            **pipeline_files("use", "def use(x):\n    return x\n", "node(use, 'params:a', 'b'),"),
        }
    )
    assert main(["inspect", str(root)]) == 1
    assert "K204" in capsys.readouterr().out
