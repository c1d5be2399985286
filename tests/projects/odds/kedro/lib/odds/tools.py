"""What several pipelines share."""

from functools import wraps


def announced(function):
    """Print the name of a function when it is called."""

    @wraps(function)
    def inner(*args, **kwargs):
        print(function.__name__)
        return function(*args, **kwargs)

    return inner


def total(*numbers):
    """Add numbers."""
    return sum(numbers)
