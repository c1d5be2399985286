"""What people ask and report about Kedro's nodes and pipelines: both sides make the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from equivalence.test_traps import Shop, Trap, hold_both_sides

QUESTIONS = {
    "names that change places under another namespace": Trap(
        """
        from kedro.pipeline import pipeline

        def other(raw):
            return raw.tail(1)

        def sides(left, right):
            left["a"] = 0
            return left["a"].tolist() + right["a"].tolist(), len(left)

        def told(*found):
            return list(found)
        """,
        """
        node(other, 'raw', 'other'),
        *[
            n
            for name, kept in {
                'one': {'left': 'raw', 'right': 'other'},
                'two': {'left': 'other', 'right': 'raw'},
            }.items()
            for n in pipeline(
                [node(sides, ['left', 'right'], ['sides', 'size']),
                 node(told, ['sides', 'params:k', 'size', 'params:sizes.k'], 'told')],
                namespace=name,
                inputs=kept,
                parameters={'k', 'sizes.k'} if name == 'one' else {'k': 'sizes.k', 'sizes.k': 'k'},
            ).nodes
        ]
        """,
    ),
}


@pytest.mark.parametrize("trap", QUESTIONS.values(), ids=QUESTIONS)
def test_both_sides_make_the_same(trap: Trap, shop: Shop, tmp_path: Path) -> None:
    hold_both_sides(trap, shop, tmp_path)
