"""A bounded evaluator for the part of Python that pipelines are written in.

It never imports or runs anything of the user's. What it can't know becomes an `Unknown` with a
reason and a place. Steps, depth and sizes are bounded.
"""
