"""What things are called: nouns for verbs, chosen names, and names that stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Files, pipeline_files

from migrate.api import plan_migration, write_project
from migrate.model.diagnostics import CannotMigrate
from migrate.plan.naming.identifiers import identifier, name_map, noun

pytestmark = pytest.mark.usefixtures("any_layout")


@pytest.mark.parametrize(
    ("function", "word"),
    [
        ("split_data", "data_split"),
        ("evaluate_model", "model_evaluation"),
        ("train_model", "model_training"),
        ("report_accuracy", "accuracy_report"),
        ("preprocess_companies", "companies_preprocessing"),
        ("trainTheModel", "the_model_training"),
        ("_plot_words", "words_plot"),
        ("create_master_table", "master_table"),
        ("get_features", "features"),
        ("train", "training"),
        ("make", "make"),
        # What is a noun already stays, what no table knows is a result.
        ("feature_engineering", "feature_engineering"),
        ("labeled_images_split", "labeled_images_split"),
        ("frobnicate_data", "frobnicate_data_result"),
    ],
)
def test_a_verb_becomes_a_noun(function, word):
    assert noun(function) == word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("orders", "orders"),
        ("raw/orders#csv", "raw_orders_csv"),
        ("2020-sales", "n_2020_sales"),
        ("class", "class_"),
        ("source", "source_"),
        ("_private", "private"),
        ("///", "dataset"),
    ],
)
def test_any_name_becomes_an_identifier(name, word):
    assert identifier(name) == word


def test_no_two_datasets_get_one_name():
    names = name_map(["a-b", "a_b", "a/b", "params:a_b", "params:c.d"])
    assert names["a_b"] == "a_b"
    assert names["params:a_b"] == "params_a_b"
    assert names["params:c.d"] == "c_d"
    assert names["a-b"].startswith("a_b_") and names["a/b"].startswith("a_b_")
    assert len(set(names.values())) == 5


# --- a project's names --------------------------------------------------------------------------

SALES = pipeline_files(
    "sales",
    "def clean(raw): return raw\ndef split_data(table, n): return table, table\ndef check_data(t): ...\n",
    """
    node(clean, "raw/orders", "clean orders"),
    node(split_data, ["clean orders", "params:size"], ["first", "second"], name="parting"),
    node(check_data, "first", None, name="look"),
    """,
)
STOCK = pipeline_files(
    "stock",
    "def count(boxes): return boxes\ndef evaluate_model(x): return x, x\n",
    'node(count, "boxes", "box_count"),\nnode(evaluate_model, "box_count", ["good", "bad"]),',
)
VALUES = {"conf/base/parameters.yml": "size: 1\n"}
FRAME = """
[tool.kedro]
package_name = "shop"
project_name = "Shop"
kedro_init_version = "1.7.0"
source_dir = "src"
"""


def functions(migration) -> dict[str, str]:
    return {node["id"]: node["targets"][0]["function"] for node in migration.document["nodes"]}


def chosen(lines: str) -> Files:
    return {"pyproject.toml": f"{FRAME}\n[tool.migrate.names]\n{lines}\n"}


def test_chosen_names_are_taken(shop):
    names = '"raw/orders" = "orders"\n"params:size" = "share"\nparting = "halves"\n'
    migration = plan_migration(shop({**SALES, **VALUES, **chosen(names)}))
    assert migration.plan.names["raw/orders"] == "orders"
    assert migration.plan.names["params:size"] == "share"
    assert functions(migration)["parting"] == "halves"
    text = migration.files["shop/sales.py"]
    assert "def clean_orders(orders: Any)" in text
    assert 'kedro_name="clean orders"' in text
    assert "def halves(clean_orders: Any, share: int)" in text


def test_names_of_a_file_come_before_those_of_the_project(shop, tmp_path):
    file = tmp_path / "names.toml"
    file.write_text('parting = "pieces"\n', encoding="utf-8")
    root = shop({**SALES, **VALUES, **chosen('parting = "halves"\nlook = "glance"')})
    found = functions(plan_migration(root, names_file=file))
    assert (found["parting"], found["look"]) == ("pieces", "glance")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('first = "a b"', "is no name of a Hamilton node"),
        ('first = "_a"', "is no name of a Hamilton node"),
        ('first = "a__b"', "is no name of a Hamilton node"),
        ('first = "class"', "means something else"),
        ('first = "source"', "means something else"),
        ('first = "second"', "'second' is called 'second' already"),
        ('fist = "a"', "is 'first' meant?"),
        ("first = 1", "as a string, in quotes"),
        ('first = "a"\nsecond = "a"', "'first' is called 'a' already"),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused_with_its_line(shop, line, sentence):
    with pytest.raises(CannotMigrate) as error:
        plan_migration(shop({**SALES, **VALUES, **chosen(line)}))
    assert sentence in str(error.value)
    last = FRAME.count("\n") + 1 + len(line.splitlines())
    assert str(error.value).startswith(f"pyproject.toml:{last}: ")


def test_two_names_may_change_places(shop):
    migration = plan_migration(
        shop({**SALES, **VALUES, **chosen('first = "second"\nsecond = "first"')})
    )
    assert migration.plan.names["first"] == "second"
    assert migration.plan.names["second"] == "first"


def test_a_wrong_table_is_refused(shop):
    root = shop({**SALES, "pyproject.toml": f"{FRAME}\n[tool.migrate]\nname = {{}}\n"})
    with pytest.raises(CannotMigrate, match=r"pyproject.toml:8: name: .* accept and names"):
        plan_migration(root)


def test_one_pipeline_alone_has_the_names_of_all(shop):
    root = shop({**SALES, **STOCK, **VALUES})
    every = plan_migration(root)
    for pipeline in ("sales", "stock"):
        alone = plan_migration(root, pipelines=[pipeline])
        assert alone.plan.names == every.plan.names
        assert functions(alone).items() <= functions(every).items()
        assert [m.name for m in alone.plan.modules] == [pipeline]


def test_another_pipeline_changes_no_name(shop):
    before = plan_migration(shop({**SALES, **VALUES}))
    after = plan_migration(shop({**SALES, **STOCK, **VALUES}))
    assert before.plan.names.items() <= after.plan.names.items()
    assert functions(before).items() <= functions(after).items()


def test_one_function_of_several_nodes_is_called_by_what_they_make(shop):
    files = {}
    for name in ("sales", "stock"):
        rows = [
            f'node(scale, "{kind}_{name}", "scaled_{kind}_{name}", name="scale_{kind}_{name}"),'
            for kind in ("dry", "wet")
        ]
        files |= pipeline_files(name, "def scale(table): return table * 2\n", "\n".join(rows))
    migration = plan_migration(shop(files))
    assert "def scaled_sales(table: Any)" in migration.files["shop/sales.py"]
    assert "def scaled_stock(table: Any)" in migration.files["shop/stock.py"]


def test_names_of_the_last_run_stay(shop, tmp_path: Path):
    output = tmp_path / "new"
    write_project(plan_migration(shop({**SALES, **VALUES}), output))
    # Each of these would take a name from the pipeline that was there before.
    rivals = pipeline_files(
        "another",
        "def split_data(x): return x, x\ndef join(x): return x\n",
        'node(split_data, "u", ["v", "w"]),\nnode(join, "v", "clean_orders"),',
    )
    root = shop({**SALES, **rivals, **VALUES})
    kept, fresh = plan_migration(root, output), plan_migration(root)
    assert fresh.plan.names["clean orders"] != "clean_orders"
    assert functions(fresh)["parting"] != "data_split"
    assert kept.plan.names["clean orders"] == "clean_orders"
    assert kept.plan.names["clean_orders"].startswith("clean_orders_")
    assert functions(kept)["parting"] == "data_split"


def test_a_choice_comes_before_a_name_of_the_last_run(shop, tmp_path: Path):
    output = tmp_path / "new"
    write_project(plan_migration(shop({**SALES, **VALUES}), output))
    root = shop({**SALES, **VALUES, **chosen('parting = "halves"\n"clean orders" = "sales_table"')})
    migration = plan_migration(root, output)
    assert functions(migration)["parting"] == "halves"
    assert migration.plan.names["clean orders"] == "sales_table"


# --- a name that is written wrongly ---------------------------------------------------------

MEANT = {
    ("companeis", "companies"): "; is companies meant?",
    ("sales_raw", "raw_sales_table"): None,
    ("sales_2023", "sales_2024"): None,
    ("x", "y"): None,
}


@pytest.mark.parametrize(("used", "known"), MEANT)
def test_a_dataset_that_nothing_gives_may_be_another_one(shop, tmp_path, used, known):
    files = pipeline_files(
        "sales",
        "def clean(table):\n    return table\n",
        f'node(clean, "{used}", "cleaned", name="clean"),',
    )
    catalog = f"{known}: {{type: pandas.CSVDataset, filepath: data/a.csv}}\n"
    plan = plan_migration(shop({**files, "conf/base/catalog.yml": catalog}), tmp_path / "new").plan
    messages = [each.message for each in plan.diagnostics if each.code == "K453"]
    assert messages
    assert all(message.endswith(MEANT[used, known] or ")") for message in messages)


def test_a_dataset_that_a_node_makes_may_be_meant(shop, tmp_path):
    files = pipeline_files(
        "sales",
        "def clean(table):\n    return table\n",
        'node(clean, "table", "cleaned", name="clean"),\nnode(clean, "cleand", "sum", name="sum"),',
    )
    plan = plan_migration(shop(files), tmp_path / "new").plan
    messages = [each.message for each in plan.diagnostics if each.code == "K453"]
    assert [message for message in messages if message.endswith("; is cleaned meant?")]
