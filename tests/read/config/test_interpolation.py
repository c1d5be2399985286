"""Interpolations resolve to what OmegaConf, or Kedro before it, made of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from migrate.read.config.interpolation.grammar import split_key
from migrate.read.config.interpolation.resolving import Interpolator, Resolved
from migrate.read.config.interpolation.templated import resolve_templated

TREE: dict[str, Any] = {
    "a": {"b": 1, "1": 2, 2: 3, "d-x": 5, "s": "${s}"},
    "a.b": 7,
    "l": [1, [2, "${s}"]],
    "n": None,
    "m": "???",
    "s": "x",
    "t": "${s}/${a.b}",
    "name": "b",
    "$k": 9,
    "é": 3,
    "f": 1.0,
    "true": True,
    "ref": "${a}",
    "nested": {"here": 1, "up": "${..s}", "same": "${.here}", "deep": {"x": "${..here}"}},
    "_hidden": "h",
}
GLOBALS: dict[str, Any] = {
    "g": "G",
    "d": {"x": [1, {"y": "Y"}]},
    "none": None,
    "_u": 1,
    "miss": "???",
}


pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def kedro_resolvers() -> Iterator[None]:
    """The resolvers as OmegaConfigLoader registers them, with no runtime parameters."""
    config = OmegaConf.create(GLOBALS)
    missing = object()

    def global_value(name: str, default: Any = missing) -> Any:
        if name.startswith("_"):
            raise ValueError(name)
        value = OmegaConf.select(config, name, default=default)
        if value is missing:
            raise KeyError(name)
        return value

    def runtime_param(name: str, default: Any = missing) -> Any:
        OmegaConf.select(OmegaConf.create({}), name)
        if default is missing:
            raise KeyError(name)
        return default

    OmegaConf.clear_resolver("oc.env")
    OmegaConf.register_new_resolver("globals", global_value, replace=True)
    OmegaConf.register_new_resolver("runtime_params", runtime_param, replace=True)
    yield
    OmegaConf.clear_resolvers()


def expected(value: Any) -> tuple[bool, Any]:
    """What OmegaConf resolves a value to, or that it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            config = OmegaConf.create({**TREE, "z": value})
            return True, OmegaConf.to_container(config, resolve=True)["z"]  # type: ignore[index]
        except Exception:
            return False, None


def ours(value: Any) -> Resolved:
    return Interpolator({**TREE, "z": value}, Interpolator(GLOBALS)).resolve("z")


def assert_as_omegaconf(value: Any) -> None:
    resolved, result = expected(value)
    found = ours(value)
    if resolved:
        assert not found.problems, found.problems
        assert repr(found.value) == repr(result)
    else:
        assert found.problems


CASES = r"""
${s} | ${a.b} | ${a[b]} | ${[a][b]} | ${a.1} | ${a.2} | ${a.d-x} | ${l[0]} | ${l.1.0} | ${l[-1]}
${l.x} | ${l.9} | ${a b} | ${$k} | ${é} | ${ a.b } | ${a. b} | ${[a.b]} | ${[a\.b]} | ${a\.b}
${m} | ${n} | x${n} | x${f} | x${true} | ${a} | q ${a} | q ${l} | ${.s} | ${..s} | ${...s}
${s}${s} | \${s} | \\${s} | \\\${s} | a\b${s} | $${s} | ${s | ${s} ${ | ${} | ${.} | ${a.${name}}
${a[${name}]} | ${b:c} | ${t} | ${ref} | ${ref.b} | ${s.x} | ${n.x} | ${nested} | ${nested.deep.x}
${nested.up} | x}${s} | {x}${s} | ${globals:g} | ${globals:d.x} | ${globals:d.x[1].y}
${globals:none} | ${globals:none, 5} | ${globals:_u} | ${globals:_u, 1} | ${globals:nope}
${globals:nope, 5} | ${globals:nope,${s}} | ${globals:g,${nope}} | ${globals:} | ${globals:1}
${globals:d.x.zz, 2} | ${globals:g.x, 2} | ${globals:miss, 3} | ${globals:miss}
${globals:${name}, none} | ${globals:'g'} | ${globals:"g"} | p/${globals:g}/q | ${globals:..g, 4}
${globals:.g} | ${runtime_params:x} | ${runtime_params:x, 1} | ${runtime_params:x, null}
${runtime_params:x, True} | ${runtime_params:x, 1e3} | ${runtime_params:x, 1_000}
${runtime_params:x, 0x1} | ${runtime_params:x, inf} | ${runtime_params:x, -.5}
${runtime_params:x, a b c } | ${runtime_params:x, 'it\'s'} | ${runtime_params:x,}
${runtime_params:x, "${s}y"} | ${runtime_params:x, '${a}'} | ${runtime_params:x, ''}
${runtime_params:x, ','} | ${runtime_params:x, s3://a/b} | ${runtime_params:x, a:b}
${runtime_params:x, a=b} | ${runtime_params:x, \,} | ${runtime_params:x, [a, b, {c: d}]}
${runtime_params:x, {a: 1, b: ${s}}} | ${runtime_params:x, []} | ${runtime_params:x, {}}
${runtime_params:x, {1: a, null: b}} | ${runtime_params:x, ${globals:g}}
${runtime_params:x, ${globals:q, ${runtime_params:y, 3}}} | ${runtime_params:x, 1, 2}
${runtime_params:x,a,} | ${runtime_params:x, 2020-01-01} | ${runtime_params:x, é}
${runtime_params:x, <x>} | ${runtime_params:x, (x)} | ${runtime_params:x, a\ }
${runtime_params:x, a\\b} | ${runtime_params:x, ???} | ${runtime_params:x, a@b%c?}
${oc.select:a.b} | ${oc.select:zz} | ${oc.select:zz, 4} | ${oc.select:.s} | ${oc.select:a.b.c, 1}
${oc.env:HOME} | ${oc.env:HOME, x} | ${a:b:c} | ${s:} | ${:s} | ${z} | ${_hidden} | ${a}.b
${runtime_params:${name}, ${name}}
"""


@pytest.mark.parametrize("text", [case for line in CASES.split("\n") for case in line.split(" | ")])
def test_as_omegaconf(text: str) -> None:
    assert_as_omegaconf(text)
    assert_as_omegaconf({"inner": [text]})


PIECES = st.sampled_from(
    [
        *(
            "${",
            "}",
            "s",
            "a",
            ".b",
            ".",
            "[",
            "]",
            "${s}",
            "${a.b}",
            ":",
            ",",
            " ",
            "\\",
            "'",
            '"',
        ),
        *("globals:", "runtime_params:", "x", "1", "1.5", "null", "{", "${.", "nested.here", "$"),
        *("${runtime_params:x,", "${globals:g", "${globals:nope,", "l", "-", "/", "true", "é"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_any_text_is_resolved_as_omegaconf_does(text: str) -> None:
    if "${" in text:
        assert_as_omegaconf(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab.[]\\=", max_size=8))
def test_keys_are_split_as_omegaconf_does(key: str) -> None:
    from omegaconf._key_path import split_key as original

    assert split_key(key) == original(key)


def test_the_rest_is_resolved_around_what_is_unknown() -> None:
    tree = {"base": "data/${runtime_params:run}", "z": {"path": "${base}/${s}.csv"}, "s": "x"}
    found = Interpolator(tree).resolve("z")
    assert found.value == {"path": "data/${runtime_params:run}/x.csv"}
    [problem] = found.problems
    assert (problem.path, problem.text) == (("z", "path"), "${runtime_params:run}")
    assert problem.kind == "runtime parameter"


def test_environment_variables_are_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "hunter2")
    found = Interpolator({"z": "${oc.env:PASSWORD}"}).resolve("z")
    assert found.value == "${oc.env:PASSWORD}"
    assert [problem.kind for problem in found.problems] == ["environment"]


@pytest.mark.parametrize(
    "tree",
    [
        {"z": "${z}"},
        {"z": "${a}", "a": "${z}"},
        {"z": {"x": "${z}"}},
        {"z": {"x": "${b}"}, "b": {"y": "${z}"}},
        {"z": ["${z}"]},
    ],
)
def test_circles_end(tree: dict[str, Any]) -> None:
    assert Interpolator(tree).resolve("z").problems


def test_bombs_end() -> None:
    tree: dict[str, Any] = {f"a{i}": f"${{a{i - 1}}}" * 20 for i in range(1, 30)}
    found = Interpolator({**tree, "a0": "x" * 10, "z": "${a29}"}).resolve("z")
    assert found.problems
    wide: dict[str, Any] = {f"a{i}": [f"${{a{i - 1}}}"] * 20 for i in range(1, 30)}
    assert Interpolator({**wide, "a0": [1], "z": "${a29}"}).resolve("z").problems


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("${bucket}", "b"),
        ("s3://${bucket}/${folders.raw}/x", "s3://b/01/x"),
        ("${n}", 5),
        ("v${n}", "v5"),
        ("${nope|x y}", "x y"),
        ("${nope|}", ""),
        ("${bucket|x}", "b"),
        ("${folders}", {"raw": "01"}),
        (["${n}", {"${bucket}": "${n}"}], [5, {"b": 5}]),
        ("$bucket ${a-b}", "$bucket ${a-b}"),
        (5, 5),
    ],
)
def test_templated_config_loader(value: Any, result: Any) -> None:
    values = {"bucket": "b", "folders": {"raw": "01"}, "n": 5}
    assert resolve_templated(value, values) == Resolved(result)


def test_templated_without_value_or_default() -> None:
    found = resolve_templated({"a": "x/${nope}"}, {"b": 1})
    assert found.value == {"a": "x/${nope}"}
    assert [(p.path, p.text) for p in found.problems] == [(("a",), "${nope}")]
