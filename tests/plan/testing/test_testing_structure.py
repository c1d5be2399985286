"""Tests of a project that look at what a pipeline is made of, before and after."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

NODES = """
def clean(df, size): return df


def split(df): return df, df


def look(part): ...


def double(df): return df
"""
REGISTRY = """
from kedro.pipeline import Pipeline

from shop.pipelines import other, sales


def register_pipelines():
    twice = Pipeline(other.create_pipeline(), namespace="twice", inputs={"b"})
    return {
        "__default__": sales.create_pipeline() + other.create_pipeline(),
        "sales": sales.create_pipeline(),
        "first": sales.create_pipeline().to_nodes("cleaning"),
        "other": other.create_pipeline(),
        "twice": twice,
    }
"""
FILES = {
    **pipeline_files(
        "sales",
        NODES,
        """
        node(clean, ["or/ders", "params:size.max"], "clean_orders", name="cleaning"),
        node(split, "clean_orders", ["a", "b"], name="splitting", tags="fast"),
        node(look, "a", None, name="looking"),
        """,
    ),
    **pipeline_files("other", NODES, 'node(double, "b", "c", name="doubling"),'),
    "src/shop/pipeline_registry.py": REGISTRY,
    "conf/base/catalog.yml": (
        "or/ders: {type: pandas.CSVDataset, filepath: data/x.csv}\n"
        "b: {type: pandas.CSVDataset, filepath: data/b.csv}\n"
    ),
    "conf/base/parameters.yml": "size: {max: 1}\n",
}
HEAD = """
from kedro.framework.project import pipelines

from shop.pipeline_registry import register_pipelines
from shop.pipelines import sales
from shop.pipelines.other import create_pipeline as create_other
from shop.pipelines.sales import create_pipeline
from shop.pipelines.sales.nodes import look
"""


def migrated(shop, test: str):
    lines = textwrap.indent(textwrap.dedent(test).strip(), "    ")
    return plan_migration(
        shop({**FILES, "tests/test_it.py": f"{HEAD}\n\ndef test_it():\n{lines}\n"})
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'assert create_pipeline().inputs() == {"or/ders", "params:size.max"}',
            'assert inputs_of("sales") == {"or_ders", "size_max"}',
        ),
        (
            """
            pipeline = sales.create_pipeline()
            assert pipeline.outputs() == {"b"}
            """,
            'assert set(driver.PIPELINES["sales"].outputs) == {"b", "look"}',
        ),
        (
            'assert "b" in create_pipeline().outputs()',
            'assert "b" in set(driver.PIPELINES["sales"].outputs)',
        ),
        (
            """
            made = create_pipeline().all_outputs()
            assert {"clean_orders", "a"} <= made and "or/ders" not in made
            """,
            """
            made = computed_by("sales")
            assert {"clean_orders", "a"} <= made and "or_ders" not in made
            """,
        ),
        (
            'assert create_pipeline().datasets() >= {"or/ders", "a"}',
            'assert (inputs_of("sales") | computed_by("sales")) >= {"or_ders", "a"}',
        ),
        # A function of two values is a name of its own.
        ("assert len(create_pipeline().nodes) == 3", 'assert len(computed_by("sales")) == 5'),
        ("assert len(create_other().nodes) == 1", 'assert len(computed_by("other")) == 1'),
        ("assert len(create_pipeline().nodes) > 2", 'assert len(computed_by("sales")) > 2'),
        ("assert create_other().nodes", 'assert computed_by("other")'),
        (
            """
            names = {n.name for n in create_pipeline().nodes}
            assert names == {"cleaning", "splitting", "looking"}
            """,
            """
            names = computed_by("sales")
            assert names == {"a", "b", "clean_orders", "split", "look"}
            """,
        ),
        (
            'assert "looking" in [n.name for n in create_pipeline().nodes]',
            'assert "look" in computed_by("sales")',
        ),
        (
            'assert set(n.name for n in pipelines["first"].nodes) == {"cleaning"}',
            'assert computed_by("first") == {"clean_orders"}',
        ),
        (
            'assert {"params:size.max"}.issubset(register_pipelines()["first"].inputs())',
            None,
        ),
        (
            'assert pipelines["first"].inputs().issuperset({"params:size.max"})',
            'assert inputs_of("first").issuperset({"size_max"})',
        ),
        ('assert pipelines["twice"].inputs() == {"b"}', 'assert inputs_of("twice") == {"b"}'),
    ],
)
def test_what_kedros_pipeline_told_is_asked_of_the_driver(shop, before, after):
    migration = migrated(shop, before)
    told = [d for d in migration.plan.diagnostics if d.code == "K473"]
    assert bool(told) == (after is None)
    if after is None:
        return
    text = migration.files["tests/test_it.py"]
    wanted = textwrap.dedent(after).strip().splitlines()
    lines = text[text.index("def test_it") :].splitlines()[1:]
    functions = {n["id"]: n["targets"][0]["function"] for n in migration.document["nodes"]}
    lines = [
        line.strip()
        .replace(f'"{functions["looking"]}"', '"look"')
        .replace(f'"{functions["splitting"]}"', '"split"')
        for line in lines
    ]
    if "names ==" in after:
        names = lines[1].partition("== ")[2]
        assert eval(names) == {"a", "b", "clean_orders", "split", "look"}
        return
    assert lines == wanted
    assert "kedro" not in text and "create_pipeline" not in text


@pytest.mark.parametrize(
    "test",
    [
        'assert sorted(create_pipeline().inputs()) == ["or/ders", "params:size.max"]',
        "for name in create_pipeline().inputs():\n    assert name",
        'assert [n.name for n in create_pipeline().nodes] == ["cleaning", "splitting", "looking"]',
        "pipeline = create_pipeline()\nassert pipeline.inputs()\nprint(pipeline)",
        'assert create_pipeline().nodes[0].tags == {"fast"}',
        "assert create_pipeline(size=1).inputs()",
        'assert create_pipeline().only_nodes_with_tags("fast").inputs()',
        "assert len(create_pipeline().nodes) == len(create_other().nodes)",
        'assert "cleaning" in create_pipeline().nodes',
        "assert (create_pipeline() + create_other()).inputs()",
    ],
)
def test_what_has_no_counterpart_is_left_to_a_person(shop, test):
    migration = migrated(shop, test)
    assert [d.code for d in migration.plan.diagnostics if d.code == "K473"]
    assert "tests/test_it.py" not in migration.files  # no test is left


def test_it_runs_beside_names_of_the_test(shop, tmp_path):
    migration = plan_migration(
        shop(
            {
                **FILES,
                "tests/test_it.py": '''
                """Of pipelines."""
                def inputs_of(x):
                    return x

                def test_it():
                    from shop.pipelines.sales import create_pipeline

                    assert "or/ders" in create_pipeline().inputs()
                    assert inputs_of(1) == 1

                def test_all():
                    from shop.pipelines.sales import create_pipeline

                    assert len(create_pipeline().nodes) == 3
                    assert "looking" in {n.name for n in create_pipeline().nodes}
                ''',
            }
        )
    )
    assert not [d for d in migration.plan.diagnostics if d.code == "K473"]
    for path, text in migration.files.items():
        (tmp_path / "new" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "new" / path).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_it.py"]
    done = subprocess.run(command, cwd=tmp_path / "new", capture_output=True, text=True)
    assert "2 passed" in done.stdout, done.stdout
