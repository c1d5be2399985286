"""What does a seat in a shuttle cost, and why?"""

__version__ = "0.1.0"

import os

# Hamilton's plugins, loaded all at once, make it slow to start.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
