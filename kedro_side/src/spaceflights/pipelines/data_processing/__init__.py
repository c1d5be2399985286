"""Clean the raw tables and join them into one."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
