"""What does a seat in a shuttle cost, and why?"""

__version__ = "0.1.0"
