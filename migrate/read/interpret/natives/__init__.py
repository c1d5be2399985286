"""Functions and classes that the interpreter carries out itself: Python's, libraries', Kedro's."""
