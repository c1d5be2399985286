"""Names: what datasets, parameters and functions are called in the new project."""
