"""Expressions of written code: small trees, made by plan and printed by write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from migrate.model.literals import literal


class Expression:
    """A piece of code: text, and the expressions in it.

    Those with the same text are equal; one without any text stands for none.
    """

    __slots__ = ("pieces", "text")

    def __init__(self, *pieces: str | Expression) -> None:
        self.pieces = pieces
        self.text: str = "".join([each if isinstance(each, str) else each.text for each in pieces])

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return self.text

    def walk(self) -> Iterator[Expression]:
        """It and all expressions in it, outer ones first."""
        level: list[Expression] = [self]
        while level:
            yield from level
            level = [p for each in level for p in each.pieces if isinstance(p, Expression)]

    def names(self) -> set[str]:
        """The names that it uses; of dotted ones each part from the left, too."""
        found = set()
        for each in self.walk():
            if isinstance(each, Name):
                words = each.text.split(".")
                found |= {".".join(words[:end]) for end in range(1, len(words) + 1)}
        return found

    def changed(self, change: Callable[[Expression], Expression | None]) -> Expression:
        """It with others in place of some expressions, outer ones first; None keeps one."""
        new = change(self)
        return self._with_pieces(change) if new is None else new

    def _with_pieces(self, change: Callable[[Expression], Expression | None]) -> Expression:
        return Expression(*(p if isinstance(p, str) else p.changed(change) for p in self.pieces))


NOTHING = Expression()


class Name(Expression):
    """A name, maybe a dotted one."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name)

    def _with_pieces(self, change: Callable[[Expression], Expression | None]) -> Expression:
        return self


class Literal(Expression):
    """A text, a number, True, False or None."""

    __slots__ = ("value",)

    def __init__(self, value: str | float | None) -> None:
        super().__init__(literal(value))
        self.value = value

    @property
    def type(self) -> str:
        """Its type; "" of a number with a sign, which is an operation to Python."""
        return "" if self.text.startswith("-") else type(self.value).__name__

    def _with_pieces(self, change: Callable[[Expression], Expression | None]) -> Expression:
        return self


class Call(Expression):
    """A call; arguments without a name ("") are mappings of such."""

    __slots__ = ("function", "named", "positional")

    def __init__(
        self,
        function: Expression,
        positional: Iterable[Expression] = (),
        named: Iterable[tuple[str, Expression]] = (),
    ) -> None:
        self.function = function
        self.positional = tuple(positional)
        self.named = tuple(named)
        given = [Expression(f"{name}=" if name else "**", value) for name, value in self.named]
        super().__init__(function, "(", *separated([*self.positional, *given]), ")")


class Lambda(Expression):
    """A function without a name."""

    __slots__ = ()

    def __init__(self, parameters: str, body: Expression) -> None:
        super().__init__(f"lambda {parameters}: " if parameters else "lambda: ", body)


class Item(Expression):
    """What a mapping has under a key."""

    __slots__ = ("key", "of")

    def __init__(self, of: Expression, key: Expression) -> None:
        super().__init__(of, "[", key, "]")
        self.of = of
        self.key = key


class FString(Expression):
    """An f-string: texts and the expressions between them."""

    __slots__ = ()

    def __init__(self, pieces: Iterable[str | Expression]) -> None:
        super().__init__(*pieces)
        if all(map(_fits, self.pieces)):
            self.text = f'f"{"".join(map(_braced, self.pieces))}"'
        else:
            shown = (_doubled(p) if isinstance(p, str) else _braced(p) for p in self.pieces)
            self.text = f"f{literal(''.join(shown))}"

    def _with_pieces(self, change: Callable[[Expression], Expression | None]) -> Expression:
        return FString(p if isinstance(p, str) else p.changed(change) for p in self.pieces)


def _fits(piece: str | Expression) -> bool:
    """Whether it can stand in an f-string between double quotes as it is."""
    if isinstance(piece, str):
        return piece.isprintable() and not set(piece) & set('"\\{}')
    shown = piece.text.replace('"', "")
    return shown.isprintable() and not set(shown) & set("'\\{}")


def _braced(piece: str | Expression) -> str:
    return piece if isinstance(piece, str) else "{" + piece.text.replace('"', "'") + "}"


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def text_of(pieces: Iterable[str | Expression]) -> Expression:
    """The expression of a text in pieces."""
    known = list(pieces)
    if all(isinstance(each, str) for each in known):
        return Literal("".join(map(str, known)))
    if all(map(_fits, known)):
        return FString(known)
    texts = [Literal(p) if isinstance(p, str) else Call(Name("str"), [p]) for p in known]
    return Expression(*separated(texts, " + "))


def separated(items: Iterable[Expression], mark: str = ", ") -> list[str | Expression]:
    """Expressions with a mark between them, as the pieces of another one."""
    pieces: list[str | Expression] = [piece for each in items for piece in (mark, each)]
    return pieces[1:]


def display(items: Iterable[Expression]) -> Expression:
    """A list."""
    return Expression("[", *separated(items), "]")


def mapping(items: Iterable[tuple[Expression, Expression]]) -> Expression:
    """A dict."""
    rows = (Expression(key, ": ", value) for key, value in items)
    return Expression("{", *separated(rows), "}")


def of_value(value: Any) -> Expression:
    """The expression of plain data, in which some values may be expressions already."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, Mapping):
        return mapping((of_value(key), of_value(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return display(map(of_value, value))
    text = literal(value)
    if value is None or (isinstance(value, str | int | float) and not text.startswith("float(")):
        return Literal(value)
    function, mark, rest = text.partition("(")  # infinity, a date
    return Expression(Name(function), mark, rest)


def is_call_of(code: Expression, function: str) -> bool:
    """Whether it calls a function of that name."""
    return isinstance(code, Call) and code.function.text == function
