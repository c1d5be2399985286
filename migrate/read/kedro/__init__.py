"""Kedro's own objects as values: nodes, pipelines, names, factories, hooks."""
