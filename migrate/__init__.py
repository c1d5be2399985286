"""Migrate Kedro projects to Hamilton, and prove that the outputs are equal.

For programs: `read_project`, `plan_migration`, `write_project`, `verify_projects` and
`write_report` are what the commands do. Each is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrate.api import plan_migration, write_project
    from migrate.read import read_project
    from migrate.reporting import write_report
    from migrate.verify import verify_projects

__version__ = "0.1.0"
__all__ = ["plan_migration", "read_project", "verify_projects", "write_project", "write_report"]

_MODULES = {
    "plan_migration": "migrate.api",
    "read_project": "migrate.read",
    "verify_projects": "migrate.verify",
    "write_project": "migrate.api",
    "write_report": "migrate.reporting",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
