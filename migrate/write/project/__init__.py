"""The files around the dataflows: driver, run.py, README, pyproject."""
