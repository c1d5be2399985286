"""The catalog: what becomes of each dataset, and how each format is loaded and saved."""
