"""Registered pipelines: what each one computes, loads and returns."""
