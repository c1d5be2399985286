"""Which configuration a migration fixes, since pipelines are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrate.model.diagnostics import CannotMigrate, Diagnostic, diagnostic
from migrate.model.project import Node, PipelineNode
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.limits import STEPS
from migrate.read.interpret.resources import Hidden, Source

_TRIALS = 64  # evaluations, just to tell which keys matter
_CHEAP = STEPS // 10  # steps of an evaluation that may be done so often
_MOST = 16  # keys of one place that are tried
_SHOWN = 4  # keys in a message

Facts = tuple[Mapping[str, tuple[PipelineNode, ...]], Mapping[str, Node]]


def note_configuration(
    interpreter: Interpreter, facts: Facts, evaluate: Callable[[Interpreter], Facts]
) -> Iterator[Diagnostic]:
    """A note for each place at which configuration decides which nodes there are, or of what they
    are made.

    To tell, an interpreter like the first one evaluates the project once more, and takes what is
    read at the place as not known: `facts` are what the first one has found.
    """
    trials = _TRIALS if STEPS - interpreter.steps < _CHEAP else 0
    inputs = {name for node in facts[1].values() for name in node.input_names}

    def matters(source: Source, key: str = "") -> bool:
        nonlocal trials
        if not trials:
            return True
        trials -= 1
        again = Interpreter(interpreter.layout, interpreter.files, interpreter.resources)
        again.hidden = Hidden(source.label, source.place, key)
        try:
            return evaluate(again) != facts
        except CannotMigrate:
            return True

    for source in [each for each in interpreter.sources.values() if matters(each)]:
        asked = source.looked_up()
        while len(asked) > min(trials, _MOST) and _parents(asked) != asked:
            asked = _parents(asked)
        keys = [key for key in asked if matters(source, key)]
        if not keys:  # it is their names that matter, or what they are together
            keys = [key for key in _parents(asked) if key not in asked and matters(source, key)]
        keys = keys or asked or list(source.top)
        yield _note(source, keys, [key for key in keys if f"params:{key}" in inputs])


def _parents(keys: list[str]) -> list[str]:
    """The keys that hold others, or the keys themselves at the top."""
    return list(dict.fromkeys(key.rpartition(".")[0] or key for key in keys))


def _note(source: Source, keys: list[str], still: list[str]) -> Diagnostic:
    return diagnostic(
        "K125",
        source.place,
        what=f"{_shown(keys)} of {source.label}" if keys else source.label,
        still=f"; as parameters, nodes still read {_shown(still)}" if still else "",
    )


def _shown(keys: list[str]) -> str:
    return ", ".join(keys[:_SHOWN]) + (" and more" if len(keys) > _SHOWN else "")
