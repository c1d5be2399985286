"""One folder for each registered pipeline."""
