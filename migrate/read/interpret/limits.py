"""The bounds of an evaluation. Real projects stay far below them."""

STEPS = 1_000_000  # pieces of syntax evaluated and elements made, in all
CHEAP = 64  # steps: what costs more comes out of a purse of its own
COSTLY = 1_000_000  # that purse: when it is used up, reading goes on without what is costly
MOST = 500_000  # of one operation
KEPT = 16  # one part in so many is kept back for what follows a statement
DEPTH = 40  # calls of the project's functions inside each other
ROUNDS = 10_000  # of one loop
LONGEST = 300  # characters of the dotted name of a library's object
