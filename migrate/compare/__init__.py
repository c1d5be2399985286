"""Both projects in numbers: what stands in them, and what running them takes."""
