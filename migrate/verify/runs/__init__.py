"""Runs of both sides, each in a process and a folder of its own."""
