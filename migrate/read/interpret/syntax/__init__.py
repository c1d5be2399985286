"""Syntax: one function for each kind of statement and expression."""
