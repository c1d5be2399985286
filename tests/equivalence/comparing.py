"""One random project on both sides: equal, said, or a fault."""

from __future__ import annotations

import random
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from conftest import FRAME, write_files

from equivalence.drawn import Drawn
from equivalence.whole_runs import (
    clear,
    files,
    lay,
    run_again,
    run_by_command,
    run_hamilton,
    run_kedro,
)
from migrate.api import Migration, plan_migration, write_project

RAW = "a,b\n1,4\n2,5\n3,6\n4,7\n"
# The order in which things run is Kedro's only for a whole run, so these are compared there alone.
ORDERED = ("np.random", "SEEN")
# Codes whose messages name a place, and no dataset.
_OF_PLACES = ("K464",)
# Codes that say what may be read, and not that nothing is.
_OF_ORDER = ("K442", "K443", "K444")


@dataclass
class Outcome:
    """How a project ended: `differences` by what was run, and what the migration had said."""

    refused: str = ""
    differences: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """Kedro `refused` it, both sides are `equal`, it was `said` that not, or a `fault`."""
        if self.refused:
            return "refused"
        if not self.differences:
            return "equal"
        return "said" if all(map(self._is_said, self.differences.items())) else "fault"

    def _is_said(self, difference: tuple[str, str]) -> bool:
        way, text = difference
        if way.endswith("fails"):  # an error tells its place itself
            return any(not message.startswith(_OF_ORDER) for message in self.messages)
        numbers = set(re.findall(r"_(\d+)", f"{way} {text}"))
        return any(
            message.startswith(_OF_PLACES) or numbers & set(re.findall(r"_(\d+)", message))
            for message in self.messages
        )


def compare(folder: Path, drawn: Drawn) -> Outcome:
    """Run a project on both sides, in all ways in which the new one can be run."""
    outcome = Outcome()
    folder.mkdir(exist_ok=True)
    kedro, new = write_files(folder / "kedro", {**FRAME, **drawn.files()}), folder / "new"
    data = {"data/raw.csv": RAW, **drawn.data}
    lay(data, kedro)
    try:
        expected = run_kedro(kedro, given=_given(drawn))
    except Exception as error:
        outcome.refused = _last(error)
        return outcome
    lying = files(kedro, kedro / "src")
    try:
        with patch("migrate.write.formatted", lambda code, kept, *_: {**code, **kept}):
            migration = plan_migration(kedro, new)  # how it is laid out changes nothing
        write_project(migration)
    except Exception as error:
        outcome.differences["migration"] = _last(error)
        return outcome
    told = [d for d in migration.plan.diagnostics if d.needs_a_look or d.code in drawn.said]
    outcome.codes = sorted({each.code for each in told})
    outcome.messages = [
        f"{each.code} {each.message}"
        for each in told
        if each.severity == "error" or each.code in drawn.said
    ]
    _Runs(folder, drawn, migration, outcome, data).all(expected, lying)
    return outcome


@dataclass
class _Runs:
    """The runs of the written project, each on data of its own."""

    folder: Path
    drawn: Drawn
    migration: Migration
    outcome: Outcome
    data: Mapping[str, str]
    count: int = 0

    def all(self, expected: Mapping[str, Any], lying: Mapping[str, Any]) -> None:
        """Compare them with what Kedro has put into memory, and what lies where it ran."""
        new, names = self.folder / "new", self.migration.plan.names
        given = {names.get(name, name): value for name, value in _given(self.drawn).items()}
        wanted = {names[name]: value for name, value in expected.items() if name in names}
        if not given:
            root = self.root()
            self.hold("run.py", lambda: run_by_command(new, root), lying, root)
        root = self.root()
        found = self.hold(
            "outputs", lambda: run_hamilton(new, root, more=[*wanted], inputs=given), lying, root
        )
        self.same("outputs", wanted, found or {}, True)
        self.elsewhere("prod" if "conf/prod/catalog.yml" in self.drawn.more else None)
        if self.drawn.ordered or _is_ordered(self.drawn.files().values()):
            return
        asked = sorted(wanted)
        again = self.make_given(names)
        if asked:
            random.Random(len(asked)).shuffle(asked)
            other = self.root()
            found = self.hold(
                "order", lambda: run_hamilton(new, other, names=asked, inputs=again())
            )
            self.same("order", wanted, found or wanted)
        root = self.root()
        runs = self.hold("twice", lambda: run_again(new, root, again), lying, root)
        if runs:
            self.same("twice", runs[0], runs[1])
        # Without storage objects are handed over that can't be copied, or be read twice, and tables
        # in place of what loads parts, and nothing lies where another name has it; who writes
        # files himself, does so in each thread.
        kinds = ("once", "uncopied", "paths", "entry: partitions", "one path: marker")
        special = any(each.startswith(kinds) for each in self.drawn.kinds)
        if self.drawn.given and not special:
            root = self.root()
            before = self.files(root)
            runs = self.hold("threads", lambda: run_again(new, root, again, 3), before, root)
            for each in runs or ():
                self.same("threads", runs[0], each)
        self.slices(names)

    def elsewhere(self, env: str | None) -> None:
        """A run in another environment, if there is one, with other parameters."""
        kedro, names = self.folder / "kedro", self.migration.plan.names
        clear(kedro)
        lay(self.data, kedro)
        try:
            expected = run_kedro(
                kedro, given=_given(self.drawn), env=env, parameters={"k": 9, "sizes": {"k": 4}}
            )
        except Exception:  # it has to load what only memory holds there
            return
        root, lying = self.root(), files(kedro, kedro / "src")
        found = self.hold(
            f"in {env}",
            lambda: run_hamilton(
                self.folder / "new",
                root,
                more=[names[name] for name in expected if name in names],
                inputs=self.make_given(names)(),
                env=env,
                parameters={"k": 9, "sizes.k": 4},
            ),
            lying,
            root,
        )
        wanted = {names[name]: value for name, value in expected.items() if name in names}
        self.same(f"in {env}", wanted, found or {}, True)

    def slices(self, names: Mapping[str, str]) -> None:
        """The other pipelines, on what Kedro's whole run has left."""
        lacking = (d for d in self.migration.plan.diagnostics if d.code == "K453")
        found = (re.match(r"pipelines? (.+?) needs? ", each.message) for each in lacking)
        whole = {name for each in found if each for name in each[1].split(", ")}
        kedro, new = self.folder / "kedro", self.folder / "new"
        clear(kedro)
        lay(self.data, kedro)
        run_kedro(kedro, given=_given(self.drawn))
        others = [each.name for each in self.migration.plan.pipelines if each.name != "__default__"]
        for name in random.Random(len(self.data)).sample(others, min(2, len(others))):
            if name in whole and not self.drawn.given:
                continue
            root = self.root(kedro)
            try:
                expected = run_kedro(kedro, name, _given(self.drawn))
            except Exception:  # it needs what only memory holds
                continue
            lying = files(kedro, kedro / "src")
            given = {names.get(k, k): value for k, value in _given(self.drawn).items()}
            way = f"pipeline {name}"
            found = self.hold(
                way,
                lambda root=root, name=name, given=given: run_hamilton(
                    new, root, name, inputs=given
                ),
                lying,
                root,
            )
            wanted = {
                names[n]: v for n, v in expected.items() if n in names and names[n] in (found or {})
            }
            self.same(way, wanted, found or {}, True)

    def make_given(self, names: Mapping[str, str]) -> Callable[[], dict[str, Any]]:
        return lambda: {names.get(k, k): value for k, value in _given(self.drawn).items()}

    def root(self, like: Path | None = None) -> Path:
        """A folder with the data of the project, or with what lies in `like`."""
        self.count += 1
        root = self.folder / f"root_{self.count}"
        root.mkdir()
        if like is None:
            lay(self.data, root)
        else:
            for path in like.rglob("*"):
                name = path.relative_to(like).as_posix()
                if path.is_file() and not name.startswith(("src/", "conf/", "pyproject")):
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / name).write_bytes(path.read_bytes())
        return root

    def files(self, root: Path) -> dict[str, Any]:
        return files(root, self.folder / "new")

    def hold(
        self,
        way: str,
        run: Callable[[], Any],
        lying: Mapping[str, Any] | None = None,
        root: Path | None = None,
    ) -> Any:
        """What a run gives, None if it fails; afterwards in `root` is what is `lying` there."""
        try:
            found = run()
        except Exception as error:
            self.outcome.differences.setdefault(f"{way} fails", _last(error))
            return None
        if lying is not None and root is not None:
            self.same(way, lying, self.files(root))
        return found

    def same(
        self, way: str, one: Mapping[str, Any], two: Mapping[str, Any], part: bool = False
    ) -> None:
        """Note what differs; `part`: what `two` lacks is not looked at."""
        for name in dict.fromkeys([*one, *two]):
            if part and (name not in two or name not in one):
                continue
            first, second = one.get(name, "-"), two.get(name, "-")
            if first != second:
                text = f"{str(first)[:300]} / {str(second)[:300]}"
                self.outcome.differences.setdefault(f"{way}: {name}", text)


def _given(drawn: Drawn) -> dict[str, Any]:
    return {name: eval(text, {"pd": pd, "np": np}) for name, text in drawn.given.items()}


def _is_ordered(texts: Iterable[str]) -> bool:
    """Whether a function of a module (not its head) depends on the order of things."""
    bodies = (text.partition("def work_")[2] for text in texts)
    return any(word in body for body in bodies for word in ORDERED)


def _last(error: Exception) -> str:
    lines = traceback.format_exception(error)
    return f"{type(error).__name__}: {str(error)[:600]}\n{''.join(lines[-3:])[-1200:]}"
