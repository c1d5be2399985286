"""The self-check of what is written, before it is written: names, hints, edges."""
