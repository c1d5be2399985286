"""Measures the tool: `python -m benchmarks`. Ratios within one run are what counts."""
