"""Compare two values or two files: a comparator for each type, a reader for each kind of file."""
