"""Submodules that a function uses, and that its own module does not import: before and after."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.model.migration import Import

PLOT = "matplotlib.pyplot"
BY_NAME = "\n\ndef draw(a):\n    return {0}.pyplot.figure()\n"
# What a module of functions imports and uses, and what the dataflow imports beside it.
RELIED_ON = {
    "import matplotlib" + BY_NAME.format("matplotlib"): [PLOT],
    "import matplotlib as mpl" + BY_NAME.format("mpl"): [PLOT],
    "def draw(a):\n    import matplotlib\n\n    return matplotlib.pyplot.figure()\n": [PLOT],
    "import plotly\n\n\ndef draw(a):\n    return plotly.express.line(a)\n": ["plotly.express"],
    "import lib\n\n\ndef draw(a):\n    return lib.of.us(a)\n": ["lib.of"],
    "from shop import helps\n\n\ndef draw(a):\n    return helps.figure(a)\n": [PLOT],
}
GIVEN = [
    "import matplotlib.pyplot" + BY_NAME.format("matplotlib"),
    "import matplotlib\nfrom matplotlib import pyplot\n\n\ndef draw(a):\n"
    "    return pyplot.figure(), matplotlib.pyplot\n",
    'import matplotlib\n\n\ndef draw(a):\n    return matplotlib.rcParams["axes.grid"]\n',
    "import lib\n\n\ndef draw(a):\n    return lib.more.us(a)\n",
    "def draw(matplotlib):\n    return matplotlib.pyplot\n",
    "def draw(a):\n    import matplotlib.pyplot\n\n    return matplotlib.pyplot.figure()\n",
]
MORE = {
    "src/shop/helps.py": "import matplotlib\n\n\ndef figure(a):\n    return matplotlib.pyplot\n",
    "src/shop/tools.py": "import lib.of\n\n\ndef us():\n    return lib.of.us\n",
}


def imported(shop, functions):
    """What a dataflow imports of libraries."""
    files = pipeline_files("sales", functions, 'node(draw, "a", "b")')
    plan = plan_migration(shop({**MORE, **files})).plan
    (flow,) = plan.modules
    whole = dict.fromkeys(each.module for each in flow.imports if each == Import(each.module))
    return [module for module in whole if "." in module]


@pytest.mark.parametrize(("functions", "modules"), RELIED_ON.items())
def test_a_dataflow_imports_what_it_relies_on(shop, functions, modules):
    assert imported(shop, functions) == modules


@pytest.mark.parametrize("functions", GIVEN)
def test_it_imports_nothing_for_what_is_given(shop, functions):
    own = [name for name in (PLOT,) if functions.startswith(f"import {name}")]
    assert imported(shop, functions) == own
