"""Both frameworks on the same jobs: what one reads, and what running takes."""
