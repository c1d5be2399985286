"""Constructs that no tutorial shows."""
