"""Hired bikes: prices per area, and how long rides take."""
