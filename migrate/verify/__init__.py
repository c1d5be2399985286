"""Prove that a migrated project gives what the Kedro project gives."""

from migrate.verify.compare.result import Comparison, Status, Tolerance
from migrate.verify.engine import environments_of, verify_projects
from migrate.verify.findings import DatasetResult, Report, Run, Side
from migrate.verify.options import Options
from migrate.verify.runs.sides import CannotVerify, SideFailed
from migrate.verify.session import DEFAULT_ENVIRONMENT

__all__ = [
    "DEFAULT_ENVIRONMENT",
    "CannotVerify",
    "Comparison",
    "DatasetResult",
    "Options",
    "Report",
    "Run",
    "Side",
    "SideFailed",
    "Status",
    "Tolerance",
    "environments_of",
    "verify_projects",
]
