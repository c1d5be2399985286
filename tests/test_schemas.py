"""What other programs read is as the JSON schemas in the package say, and they say all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import pipeline_files
from jsonschema import Draft202012Validator, ValidationError
from layouts.projects import THREE_NODES
from reports import EQUAL, migrated, prove

from migrate.cli import main
from migrate.runtime.modules import MODULES
from migrate.schemas import NAMES, schema
from migrate.verify.compare.result import Comparison

pytestmark = pytest.mark.usefixtures("any_layout")

ROOT = Path(__file__).resolve().parents[1]
FILES = pipeline_files(
    "sales",
    "def double(x, by):\n    x.append(by)\n    return x\n",
    """
    node(double, ["start", "params:by"], "doubled", name="n", tags="t"),
    node(nowhere, "doubled", "b", name="m"),
    node(lambda x: x, inputs={"x": "doubled"}, outputs=None, name="l"),
    """,
) | {
    "conf/base/parameters.yml": "by: 2\n",
    "conf/base/catalog.yml": """
        "{name}led":
          type: json.JSONDataset
          filepath: data/{name}.json
        """,
}


# Fields that not all have: what a message names, why something differs, the only node that ran,
# what ran on the other side, what the claims may add, and modules that not all projects need.
OPTIONAL = {"name", "cause", "node", "kedro", "hamilton", "title", "better", "why", "status"}
OPTIONAL |= {"layout", *MODULES}


def validate(document: Any, name: str) -> None:
    """Raises ValidationError if a document is not as a schema says."""
    Draft202012Validator(schema(name)).validate(document)


def closed(part: Any) -> Any:
    """A schema that takes no field but those that it names."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {key: closed(value) for key, value in part.items()}
    return {"additionalProperties": False, **found} if "required" in found else found


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and all schemas in it."""
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(each, dict | list):
            yield from parts(each)


@pytest.fixture
def outputs(shop, tmp_path, capsys) -> dict[str, Any]:
    """Real outputs by the name of their schema."""
    kedro = shop(FILES)
    hamilton = migrated(kedro)
    other = Comparison("different", "values", "4 in Kedro, 5 in Hamilton", "K501")
    proof = prove(kedro, hamilton, tmp_path / "proof.json", {"start": EQUAL, "doubled": other})

    def printed(*arguments: object) -> Any:
        capsys.readouterr()
        main([*map(str, arguments), "--format", "json"])
        return json.loads(capsys.readouterr().out)

    proven = json.loads(proof.read_text())
    runs = ("schema", "runs", "failures", "not_run", "touched")
    return {
        "inspect": printed("inspect", kedro),
        "migration": printed("kedro-to-declarative", kedro, "--dry-run"),
        "rules": printed("rules"),
        "report": printed("report", hamilton, "--proof", proof),
        "check": printed("verify", "--check", proof),
        "proof": proven,
        "verify": {name: proven[name] for name in runs},
    }


def test_each_output_is_as_its_schema_says_and_has_no_field_that_it_does_not_name(outputs):
    for name, document in outputs.items():
        validate(document, name)
        Draft202012Validator(closed(schema(name))).validate(document)


@pytest.mark.parametrize("layout", ["single-file", "notebook"])
def test_so_are_migrations_in_other_layouts(shop, tmp_path, capsys, layout):
    kedro = str(shop(THREE_NODES))
    main(["kedro-to-declarative", kedro, "--layout", layout, "--dry-run", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert document["layout"] == layout
    Draft202012Validator(closed(schema("migration"))).validate(document)


def test_the_example_is_as_the_schema_says():
    validate(json.loads((ROOT / "hamilton_side/migration.json").read_text()), "migration")


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"].endswith(f":{name}:1")
    with pytest.raises(ValidationError):
        validate({"schema": 2}, name)


@pytest.mark.parametrize("name", NAMES)
def test_each_field_is_asked_for_but_for_those_that_not_all_have(name):
    for part in parts(schema(name)):
        if "properties" in part:
            assert set(part["properties"]) - set(part["required"]) <= OPTIONAL


def test_an_output_without_a_part_is_not_as_its_schema_says(outputs):
    for name, document in outputs.items():
        for key in document:
            with pytest.raises(ValidationError):
                validate({k: v for k, v in document.items() if k != key}, name)


def test_there_is_no_other_schema():
    with pytest.raises(KeyError):
        schema("../schemas/verify")
