"""Placement: in which module of the new project each object of the source stands."""
