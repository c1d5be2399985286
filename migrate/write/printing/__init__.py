"""Source text: literals, rows, and its layout."""
