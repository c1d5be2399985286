"""The written catalog: its entries, functions of formats, and patterns."""
