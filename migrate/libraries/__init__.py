"""What is known about libraries: their effects, hints, types and distributions, as data."""
