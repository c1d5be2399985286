"""Migrate Kedro projects to Hamilton, and prove that the outputs are equal."""

__version__ = "0.1.0"
