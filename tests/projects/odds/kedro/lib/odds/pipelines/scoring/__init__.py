"""Scores of orders."""

from .flow import create_pipeline as create_pipeline
