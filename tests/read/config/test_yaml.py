"""YAML is read with the rules of OmegaConf, with positions, and within bounds."""

from __future__ import annotations

import io
import math
import time
from random import Random
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from migrate.read.config.yaml import MAX_DEPTH, YamlError, parse_yaml


def omegaconf(text: str) -> Any:
    return OmegaConf.to_container(OmegaConf.load(io.StringIO(text)), resolve=False)


def same(left: Any, right: Any) -> bool:
    """Equal, of the same type, and in the same order."""
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left):
        return math.isnan(right)
    if isinstance(left, dict) and isinstance(right, dict):
        pairs = zip(left.items(), right.items(), strict=False)
        return len(left) == len(right) and all(
            same(k1, k2) and same(v1, v2) for (k1, v1), (k2, v2) in pairs
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and bool(left == right)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("1e-3", 0.001),
        ("1e5", 100000.0),
        ("-2E+3", -2000.0),
        ("1.5e3", 1500.0),
        ("1_000", 1000),
        (".5", 0.5),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01 10:00:00", "2020-01-01 10:00:00"),
        ("yes", True),
        ("off", False),
        ("~", None),
        ("", None),
        ("010", 8),
        ("0o10", "0o10"),
        ("1:30", 90),
        ("'1e5'", "1e5"),
        (".inf", math.inf),
        ("???", "???"),
    ],
)
def test_scalars_are_those_of_omegaconf(scalar: str, value: Any) -> None:
    text = f"key: {scalar}\n"
    assert same(parse_yaml(text).value, {"key": value})
    assert same(omegaconf(text), {"key": value})


NUMBER_LIKE = st.text(alphabet="0123456789+-._eExXobinfNaA:", min_size=1, max_size=8)
WORDS = st.sampled_from(
    ["true", "No", "null", "~", "2001-12-14t21:59:43.10-05:00", "0b1_0", "0x_ff", "=", "<<", "1__0"]
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(NUMBER_LIKE, WORDS, st.text(max_size=6)))
def test_any_scalar_is_what_omegaconf_makes_of_it(scalar: str) -> None:
    text = f"key: {scalar}\n"
    try:
        expected = omegaconf(text)
    except Exception:
        return  # what OmegaConf refuses may be read here
    if not isinstance(expected, dict):
        return
    assert same(parse_yaml(text).value, expected)


DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=4), DOCUMENTS, max_size=4))
def test_dumped_documents_come_back(document: dict[str, Any]) -> None:
    text = pyyaml.safe_dump(document, allow_unicode=True)
    if "${" not in text:
        assert same(parse_yaml(text).value, omegaconf(text))


def test_positions_of_keys_and_items() -> None:
    document = parse_yaml("a:\n  b: 1\n  c: [x, {d: 2}]\n")
    assert document.positions == {
        ("a",): (1, 1),
        ("a", "b"): (2, 3),
        ("a", "c"): (3, 3),
        ("a", "c", 0): (3, 7),
        ("a", "c", 1): (3, 10),
        ("a", "c", 1, "d"): (3, 11),
    }


@pytest.mark.parametrize(
    "merging",
    [
        "<<: [*x, *y]\n  long: 5\n  e: 6",
        "<<: [*y, *x]",
        "<<: *x\n  <<: *y",
        "<<: *y\n  e: 6\n  <<: *x",
        "e: 6\n  long: 5\n  <<: [*x, *y, *x]",
        "<<: {<<: *y, b: 1, long: 7}\n  d: 4",
        "<<: *numbers\n  2: own\n  yes: own",
        "<<: []\n  e: 6",
        "=: 1\n  <<: *x",
        "inner: {<<: *z}\n  <<: *z\n  c: 0",
    ],
)
def test_merge_keys_as_omegaconf(merging: str) -> None:
    """Whichever PyYAML is installed: from 6.0.4 on, it merges by a way of its own."""
    text = (
        "x: &x {b: 1, c: 2, long: 3}\ny: &y {d: 3, long: 8, b: 9}\n"
        "numbers: &numbers {2: two, yes: one}\nz: &z\n  <<: *x\n  c: 5\n"
        f"made:\n  {merging}\n"
    )
    assert same(parse_yaml(text).value, omegaconf(text))


def test_a_merged_key_stands_where_it_is_written() -> None:
    text = "x: &x {b: 1, c: 2}\ny: &y {d: 3, b: 9}\nz:\n  <<: [*x, *y]\n  c: 5\n"
    assert parse_yaml(text).positions[("z", "b")] == (1, 8)


def test_old_projects_merge_as_pyyaml_did() -> None:
    text = "x: &x {b: 1, long: 2}\ny: &y {d: 3, long: 9}\nz:\n  <<: [*x, *y]\n  b: 5\n  e: 6\n"
    merged = {"d": 3, "long": 2, "b": 5, "e": 6}
    assert same(parse_yaml(text, legacy=True).value["z"], merged)


KEYS = st.sampled_from(["b", "c", "long", "longer", "1", "2.5", "yes", "="])
MERGED = st.lists(
    st.tuples(st.lists(st.integers(0, 5), max_size=3), st.lists(KEYS, max_size=4, unique=True)),
    min_size=2,
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(MERGED, st.randoms(use_true_random=False))
def test_any_merging_is_that_of_omegaconf(
    mappings: list[tuple[list[int], list[str]]], dice: Random
) -> None:
    """Each mapping merges some of those before it, in one list or one by one, in any order."""
    lines = []
    for number, (merged, keys) in enumerate(mappings):
        earlier = [f"*m{each}" for each in merged if each < number]
        merges = [f"<<: [{', '.join(earlier)}]"] if dice.random() < 0.5 else []
        merges = merges or [f"<<: {each}" for each in earlier]
        pairs = [*merges, *(f"{key}: {number}.{at}" for at, key in enumerate(keys))]
        dice.shuffle(pairs)
        lines.append(f"m{number}: &m{number} {{{', '.join(pairs)}}}")
    text = "\n".join(lines)
    document = parse_yaml(text)
    try:
        expected = omegaconf(text)
    except pyyaml.YAMLError:
        assert document.faults
        return
    assert (same(document.value, expected), document.faults) == (True, ())


@pytest.mark.parametrize("merged", ["5", "[5]", "[{a: 1}, [b]]"])
def test_only_mappings_are_merged(merged: str) -> None:
    for legacy in (False, True):
        with pytest.raises(YamlError, match="only mappings can be merged") as caught:
            parse_yaml(f"a: 1\nb:\n  <<: {merged}\n", legacy=legacy)
        assert caught.value.line == 3


def test_a_key_that_stands_twice_is_a_fault() -> None:
    document = parse_yaml("a: 1\nb: 2\na: 3\n")
    assert document.value == {"a": 3, "b": 2}
    assert document.faults == (("the key 'a' stands twice in one mapping", (3, 1)),)
    assert parse_yaml("a: 1\na: 3\n", legacy=True).faults == ()


def test_an_unknown_tag_is_a_fault() -> None:
    document = parse_yaml("a: !who [1]\nb: 2\n")
    assert document.value == {"a": [1], "b": 2}
    assert document.faults == (("the tag '!who' is not known", (1, 4)),)


def test_legacy_scalars_are_those_of_pyyaml() -> None:
    document = parse_yaml("a: 1e-3\nb: 1.5e3\nc: 1.0\nd: 2020-01-01\ne: '2020-01-01'", legacy=True)
    dates = {"d": "2020-01-01", "e": "2020-01-01"}
    assert same(document.value, {"a": "1e-3", "b": "1.5e3", "c": 1.0, **dates})
    assert document.dates == ((4, 4),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1\nb: 2\n", 2),
        ("a:\n\t- b\n", 2),
        ("? [1]\n: 2\n", 1),
        ("a: *b\n", 1),
        ("---\na: 1\n---\nb: 1\n", 3),
        ("[" * 5_000, 1),
    ],
)
def test_errors_of_the_parser_are_one_sentence_with_a_line(text: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        parse_yaml(text)
    assert (caught.value.line, bool(caught.value.message)) == (line, True)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: &a [*a]\n", 1, "contains itself"),
        ("null: 1\n", 1, "can't be a key"),
        ("a: !!set {x}\n", 1, "not supported"),
        ("a: \x00", 0, "not allowed"),
        ("- " * 5_000, 1, "levels deep"),
        ("{a: " * 500, 1, "levels deep"),
    ],
)
def test_errors_are_one_sentence_with_a_line(text: str, line: int, words: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse_yaml(text)
    assert (caught.value.line, words in caught.value.message) == (line, True)
    assert "\n" not in caught.value.message


def test_values_as_deep_as_allowed_are_read() -> None:
    assert parse_yaml("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).value


def test_alias_bombs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    start = time.perf_counter()
    with pytest.raises(YamlError, match="too many values"):
        parse_yaml("\n".join(lines))
    assert time.perf_counter() - start < 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab:-[]{},&*!#'\"|>%? \n\t0")), max_size=30))
def test_no_text_raises_anything_else(text: str) -> None:
    for legacy in (False, True):
        try:
            parse_yaml(text, legacy=legacy)
        except YamlError as error:
            assert error.message
