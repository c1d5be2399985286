"""What functions do to the objects that they are given."""
