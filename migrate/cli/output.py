"""What the verbs print alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def print_json(document: Mapping[str, Any]) -> None:
    """Print a document as JSON to stdout."""
    import json

    print(json.dumps(document, indent=2, ensure_ascii=False))
