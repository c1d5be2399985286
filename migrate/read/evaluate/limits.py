"""The bounds of an evaluation. Real projects stay far below them."""

STEPS = 2_000_000  # pieces of syntax evaluated and elements made, in all
DEPTH = 40  # calls of the project's functions inside each other
ROUNDS = 10_000  # of one loop
SIZE = 1_000_000  # elements or characters of one value
BITS = 100_000  # of one number
LONGEST = 300  # characters of the dotted name of a library's object
