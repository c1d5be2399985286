"""Comparators by type: each a function `(kedro, hamilton, context) -> Comparison`.

migrate/verify/compare/values.py has the table of ours, registry.py says how to register others.
"""
