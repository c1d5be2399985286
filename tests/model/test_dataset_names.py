"""What the names of Kedro's datasets say."""

from __future__ import annotations

from migrate.model.dataset_names import base_name, is_parameter


def test_parameters() -> None:
    assert is_parameter("parameters") and is_parameter("params:model.alpha")
    assert not is_parameter("parameters_table") and not is_parameter("params")


def test_a_dataset_has_one_name_however_it_is_read() -> None:
    assert base_name("table@spark") == base_name("table") == "table"
