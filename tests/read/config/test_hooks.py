"""Which hooks run: those of settings.py, unless some code may register others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Files

from migrate.read import read_project
from migrate.read.config.hooks import read_hooks_run


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("def start(session):\n    session._hook_manager.register(1)\n", True),
        ("from pluggy import PluginManager\n\nMANAGER = PluginManager('shop')\n", True),
        ("from kedro.framework import context\n\n\nclass Own(context.KedroContext): ...\n", True),
        ("# no hook_manager\nA = 1\n", False),
        ('def f():\n    """Not for a (KedroContext."""\n', False),
        ("from kedro.framework.context import KedroContext\n\nA = print(KedroContext)\n", False),
    ],
)
def test_code_that_may_register_others(
    shop: Callable[[Files], Path], text: str, others: bool
) -> None:
    files = {
        "src/shop/settings.py": "from shop.hooks import Hooks\n\nHOOKS = (Hooks(),)\n",
        "src/shop/hooks.py": "class Hooks: ...\n",
        "src/shop/start.py": text,
    }
    project = read_project(shop(files))
    found = read_hooks_run(project.layout, project.modules)
    assert (found.names is None) is others
    assert found.has("Hooks") and found.has("Other") is others
