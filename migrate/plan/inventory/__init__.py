"""What becomes of all that is neither a node nor a dataset."""
