"""Tests of a project that run pipelines, before and after."""

from __future__ import annotations

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
FILES = {
    **pipeline_files(
        "sales",
        NODES,
        """
        node(clean, ["or/ders", "params:size.max"], "clean_orders", name="cleaning"),
        node(split, "clean_orders", ["a", "b"], name="splitting"),
        node(look, "a", None, name="looking"),
        """,
    ),
    **pipeline_files("other", NODES, 'node(double, "b", "c", name="doubling"),'),
    "conf/base/catalog.yml": "or/ders: {type: pandas.CSVDataset, filepath: data/x.csv}\n",
    "conf/base/parameters.yml": "size: {max: 1}\n",
}
HEAD = """
import logging
from pathlib import Path

from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from shop.pipelines.other import create_pipeline as create_other
from shop.pipelines.sales import create_pipeline
"""


def body(text: str) -> str:
    return textwrap.dedent(text).strip()


def migrated(shop, test: str):
    return plan_migration(shop({**FILES, "tests/test_run.py": f"{HEAD}\n\n{body(test)}\n"}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """
            class TestRun:
                def test_it(self):
                    bootstrap_project(Path.cwd())

                    with KedroSession.create(project_path=Path.cwd()) as session:
                        assert session.run() is not None
            """,
            """
            class TestRun:
                def test_it(self):
                    assert driver.build().execute(driver.PIPELINES["__default__"].outputs) is not None
            """,
        ),
        (
            """
            def test_it():
                with KedroSession.create(env="prod", extra_params={"size": 2}) as session:
                    made = session.run(pipeline_name="sales")
                    # What follows stays.
                    assert made
            """,
            """
            def test_it():
                made = driver.build("sales", env="prod", parameters={"size": 2}).execute(
                    driver.PIPELINES["sales"].outputs
                )
                # What follows stays.
                assert made
            """,
        ),
        (
            """
            def test_it(caplog, table):
                pipeline = create_pipeline().from_nodes("cleaning").to_nodes("splitting", "looking")
                catalog = DataCatalog()
                catalog["or/ders"] = table
                catalog["params:size.max"] = 3

                caplog.set_level(logging.DEBUG, logger="kedro")
                message = "Pipeline execution completed successfully"

                SequentialRunner().run(pipeline, catalog)

                assert message in caplog.text
            """,
            """
            def test_it(caplog, table):
                driver.build("sales", store=False).execute(
                    driver.PIPELINES["sales"].outputs, overrides={"or_ders": table, "size_max": 3}
                )
            """,
        ),
        (
            """
            def test_it(table):
                runner = SequentialRunner()
                catalog = DataCatalog({"clean_orders": MemoryDataset(table)})
                runner.run(create_pipeline().from_nodes("splitting").to_nodes("looking"), catalog)
            """,
            """
            def test_it(table):
                driver.build("sales", store=False).execute(
                    ["b", "part_look"], overrides={"clean_orders": table}
                )
            """,
        ),
        (
            """
            def test_it(table):
                catalog = DataCatalog()
                catalog.add_feed_dict({"b": table})
                SequentialRunner().run(create_other(), catalog)
            """,
            """
            def test_it(table):
                driver.build("other", store=False).execute(
                    driver.PIPELINES["other"].outputs, overrides={"b": table}
                )
            """,
        ),
    ],
)
def test_a_run_is_a_drivers(shop, before, after):
    migration = migrated(shop, before)
    assert not [d for d in migration.plan.diagnostics if d.code == "K473"]
    text = migration.files["tests/test_run.py"]
    look = next(
        n["targets"][0]["function"] for n in migration.document["nodes"] if n["id"] == "looking"
    )
    lines = text.replace(look, "part_look").split("\n\n\n", 1)[1].splitlines()
    expected = body(after).splitlines()
    assert [line.rstrip() for line in lines if line.strip()] == [x for x in expected if x.strip()]
    assert "kedro" not in text and "from shop import driver" in text


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (
            """
            def test_it(tmp_path):
                with KedroSession.create(project_path=tmp_path) as session:
                    session.run()
            """,
            "its session has a project_path of its own",
        ),
        (
            """
            def test_it():
                with KedroSession.create() as session:
                    session.run(tags=["x"])
            """,
            "it runs a part of a pipeline",
        ),
        (
            """
            def test_it():
                with KedroSession.create() as session:
                    session.run()
                    session.load_context()
            """,
            "it uses session, which is Kedro's, after the run",
        ),
        (
            """
            def test_it(table):
                catalog = DataCatalog()
                catalog["or/ders"] = table
                SequentialRunner().run(create_pipeline(), catalog)
            """,
            "its catalog does not hold params:size.max",
        ),
        (
            """
            def test_it(table):
                catalog = DataCatalog({"b": MemoryDataset(table)})
                SequentialRunner().run(create_other(), catalog)
                assert catalog.load("c")
            """,
            "it uses catalog, which is Kedro's, after the run",
        ),
        (
            """
            def test_it(catalog):
                SequentialRunner().run(create_other(), catalog)
            """,
            "its catalog is made elsewhere",
        ),
        (
            """
            def test_it(table):
                catalog = DataCatalog({"b": table})
                SequentialRunner().run(create_other() + create_pipeline(), catalog)
            """,
            "it runs a pipeline that is not registered",
        ),
    ],
)
def test_a_run_that_means_more_is_left_to_a_person(shop, test, reason):
    migration = migrated(shop, test)
    (found,) = [d for d in migration.plan.diagnostics if d.code == "K473"]
    fate = "not translated, and nothing of its file is left"
    assert found.message == f"the test test_it is {fate}: {reason}"
    assert "tests/test_run.py" not in migration.files
