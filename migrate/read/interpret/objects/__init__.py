"""Objects of the interpreter: classes, instances, functions, and their attributes."""
