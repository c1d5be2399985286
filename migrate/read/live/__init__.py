"""The project's own interpreter is asked where its text is not enough."""
