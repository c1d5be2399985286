"""Score the stored models again, without training them."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
