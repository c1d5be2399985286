"""Every pipeline's driver builds, and has what is requested of it."""

import pytest

from spaceflights import driver


@pytest.mark.parametrize("pipeline", driver.PIPELINES)
def test_driver_has_the_outputs_of_the_pipeline(pipeline: str) -> None:
    flow = driver.build(pipeline)
    names = {each.name for each in flow.list_available_variables()}
    assert set(driver.PIPELINES[pipeline].outputs) <= names


def test_an_unknown_name_is_refused_before_anything_runs() -> None:
    with pytest.raises(ValueError, match="no_such_name"):
        driver.build().execute([], overrides={"no_such_name": 1})
