"""Other layouts than a package: a single file, a notebook."""
