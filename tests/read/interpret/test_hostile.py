"""Whatever lies in a project: it is read or refused, and never waited for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FRAME, Files, pipeline_files, write_files
from fuzzing.bounded import Outcome, run

from migrate.code.files import read_bytes, read_text
from migrate.code.modules import load_modules
from migrate.model.diagnostics import CannotMigrate
from migrate.read.config.files import find_files
from migrate.read.inventory.choices import read_choices
from migrate.read.inventory.layout import find_layout

pytestmark = pytest.mark.integration  # each runs the command line in a process of its own

PIPELINE = pipeline_files(
    "use", "def use(x):\n    return x\n", "node(use, 'params:a', 'b', name='kept'),"
)
PYPROJECT = FRAME["pyproject.toml"]
REGISTRY = "src/shop/pipeline_registry.py"


@pytest.fixture
def migrated(tmp_path: Path) -> Callable[..., Outcome]:
    """Migrates a project, changed first by a function that gets its folder."""

    def migrate(files: Files, change: Callable[[Path], object] = lambda root: None) -> Outcome:
        root = write_files(tmp_path / "shop", {**FRAME, **PIPELINE, **files})
        change(root)
        new = tmp_path / "new"
        arguments = ["kedro-to-declarative", str(root), "--output", str(new), "--dry-run"]
        arguments.append("--partial")  # without what Kedro itself can't read
        outcome = run(arguments, tmp_path / "log")
        assert not outcome.fault, outcome.text
        return outcome

    return migrate


# --- what is no file ------------------------------------------------------------------------

READ = [
    *(".kedro.yml", "requirements.txt", "setup.cfg", "README.md", "uv.lock"),
    *("conf/base/catalog.yml", "conf/base/parameters.yml", "conf/base/globals.yml"),
    *("conf/local/credentials.yml", "conf/logging.yml", "conf/base/logging.yml"),
    *("src/shop/settings.py", "src/shop/__init__.py", "src/shop/hooks.py"),
    *("src/shop/pipelines/use/nodes.py", "src/requirements.txt", "src/shop/__main__.py"),
    *("notebooks/look.ipynb", "tests/test_run.py", "docs/index.md", "src/shop/query.sql"),
]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def socket(path: Path) -> None:
    os.mknod(path, 0o140600)


def folder(path: Path) -> None:
    path.mkdir()


def circle(path: Path) -> None:
    path.symlink_to(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5_000_000_000)


@pytest.mark.parametrize("kind", [pipe, device, circle, huge])
@pytest.mark.parametrize("needed", ["", "pyproject.toml", REGISTRY])
def test_what_is_no_file_is_not_waited_for(
    migrated: Callable[..., Outcome], needed: str, kind: Callable[[Path], None]
) -> None:
    """Behind every name that is read at once, or behind one that must be there."""

    def change(root: Path) -> None:
        for name in [needed] if needed else READ:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            kind(path)

    outcome = migrated({}, change)
    assert outcome.text
    assert outcome.code == (2 if needed else 1)


@pytest.mark.parametrize("kind", [pipe, device, socket, folder, circle, huge])
def test_only_regular_files_are_opened(tmp_path: Path, kind: Callable[[Path], None]) -> None:
    kind(tmp_path / "x")
    with pytest.raises(OSError) as caught:
        read_bytes(tmp_path / "x")
    assert caught.value.strerror


def test_texts_are_read_as_python_does(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("\ufeffé\r\nb\rc".encode())
    assert read_text(tmp_path / "x") == "é\nb\nc"


# --- modules --------------------------------------------------------------------------------


def test_modules_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", {**FRAME, **PIPELINE})
    (tmp_path / "elsewhere.py").write_text("SECRET = 1\n")
    (root / "src/shop/outside.py").symlink_to(tmp_path / "elsewhere.py")
    (root / "src/shop/inside.py").symlink_to(root / REGISTRY)
    (root / "src/shop/nothing.py").symlink_to("nowhere")
    (root / "src/shop/.#open.py").symlink_to("person@machine")
    pipe(root / "src/shop/pipe.py")
    (root / os.fsdecode(b"src/shop/\xff.py")).write_text("")
    modules, found = load_modules(find_layout(root))
    said = {d.place.path: d.message for d in found if d.place}
    assert sorted(said) == [
        *("src/shop/\\xff.py", "src/shop/nothing.py", "src/shop/outside.py", "src/shop/pipe.py"),
    ]
    assert {d.code for d in found} == {"K303"}
    assert "outside of the project" in said["src/shop/outside.py"]
    assert "no regular file" in said["src/shop/pipe.py"]
    assert "src/shop/inside.py" in modules
    assert not any("SECRET" in each.text for each in modules.values())


def test_folders_and_files_that_may_not_be_read_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path / "shop", {**FRAME, **PIPELINE, "src/shop/closed/a.py": ""})
    scan, opened = os.scandir, os.open

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    def open_(path: str, *more: int) -> int:
        if str(path).endswith("nodes.py"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "open", open_)
    _, found = load_modules(find_layout(root))
    said = [(d.code, d.place.path) for d in found if d.place]
    assert ("K303", "src/shop/closed") in said
    assert ("K303", "src/shop/pipelines/use/nodes.py") in said


CODECS = "hex rot13 idna unicode_escape raw_unicode_escape utf-7 undefined bz2 zip base64 punycode".split()  # noqa: SIM905


def test_an_encoding_in_which_its_own_comment_is_none(tmp_path: Path) -> None:
    files = {**FRAME, "src/shop/values.py": "# coding: utf-16\nVALUE = 10\n"}
    modules, found = load_modules(find_layout(write_files(tmp_path / "shop", files)))
    assert [each.code for each in found] == ["K301"]
    assert not modules["src/shop/values.py"].text


@pytest.mark.parametrize("codec", [*CODECS, "utf-16", "mbcs", "nothing", "utf-8\0"])
def test_encodings_that_are_none_of_a_text(migrated: Callable[..., Outcome], codec: str) -> None:
    text = f"# coding: {codec}\nVALUE = 1\n"
    outcome = migrated({"src/shop/values.py": text, "src/shop/settings.py": text})
    assert " K301 " in outcome.text or codec in CODECS
    assert outcome.code == (1 if " K301 " in outcome.text else 0)


@pytest.mark.parametrize(
    "text", ["x = 1\0", "\0", "return 1", "await x", "x = '\\ud800'", "\ufeff\ufeff"]
)
def test_text_that_only_looks_like_python(migrated: Callable[..., Outcome], text: str) -> None:
    assert migrated({"src/shop/values.py": text}).code in (0, 1)
    assert migrated({REGISTRY: text}).code == 2


NESTS: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "x = " + "[" * n + "]" * n,
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "minus": lambda n: "x = " + "-" * n + "1",
    "not": lambda n: "x = " + "not " * n + "1",
    "attributes": lambda n: "x = print" + ".a" * n,
    "calls": lambda n: "x = print" + "()" * n,
    "subscripts": lambda n: "x = print" + "[0]" * n,
    "sum": lambda n: "x = 1" + " + 1" * n,
    "texts": lambda n: "x = 'a'" + " 'a'" * n,
    "format texts": lambda n: "x = f'a'" + " f'{1}'" * n,
    "lambdas": lambda n: "x = " + "lambda: " * n + "1",
    "conditions": lambda n: "x = " + "1 if 1 else " * n + "1",
    "branches": lambda n: "if 0:\n    pass\n" + "elif 1:\n    pass\n" * n,
    "blocks": lambda n: "\n".join(f"{' ' * i}if 1:" for i in range(min(n, 3_000))) + " pass",
    "functions": lambda n: "\n".join(f"{' ' * i}def f():" for i in range(min(n, 3_000))) + " pass",
    "decorators": lambda n: "def d(f):\n    return f\n\n\n" + "@d\n" * n + "def g():\n    pass",
    "dots": lambda n: "from " + "." * n + " import a",
    "names": lambda n: "import " + ".".join(["a"] * n),
}


@pytest.mark.parametrize("depth", [pytest.param(150, marks=pytest.mark.slow), 3_000])
@pytest.mark.parametrize("name", NESTS)
def test_python_that_nests_deeply(migrated: Callable[..., Outcome], name: str, depth: int) -> None:
    nest = NESTS[name](depth)
    function = (
        f"def use(x):\n    {nest if chr(10) not in nest else 'pass'}\n    return x\n\n\n{nest}\n"
    )
    others = dict.fromkeys(("src/shop/settings.py", "src/shop/hooks.py", "tests/test_a.py"), nest)
    migrated({"src/shop/pipelines/use/nodes.py": function, **others})
    migrated({REGISTRY: f"{nest}\n{FRAME[REGISTRY]}"})


DATA: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n + "]" * n,
    "braces": lambda n: '{"a": ' * n + "1" + "}" * n,
    "dashes": lambda n: "- " * n + "a",
    "indents": lambda n: "".join(f"{' ' * i}a:\n" for i in range(min(n, 3_000))),
    "interpolations": lambda n: "a: " + "${" * n + "}" * n,
}


@pytest.mark.parametrize("depth", [150, 3_000])
@pytest.mark.parametrize("name", DATA)
def test_data_that_nests_deeply(migrated: Callable[..., Outcome], name: str, depth: int) -> None:
    text = DATA[name](depth)
    names = ["conf/base/catalog.yml", "conf/base/parameters.yml", "conf/base/globals.yml"]
    names += ["conf/base/parameters_more.json", "conf/local/credentials.yml", "conf/logging.yml"]
    names += ["conf/base/logging.yml", "notebooks/look.ipynb", ".kedro.yml", "package.json"]
    migrated(dict.fromkeys(names, text))


# --- pyproject.toml -------------------------------------------------------------------------

TOML = {
    "deep": f"{PYPROJECT}\nx = {'[' * 3_000}{']' * 3_000}\n",
    "deep tables": f"{PYPROJECT}\nx = {'{a = ' * 3_000}1{'}' * 3_000}\n",
    "long keys": f"{PYPROJECT}\n{'.'.join(['a'] * 30_000)} = 1\n",
    "long heads": f"{PYPROJECT}\n[{'.'.join(['a'] * 30_000)}]\n",
    "tool": "tool = 5\n",
    "list of tools": "[[tool]]\nx = 1\n",
    "kedro": "[tool]\nkedro = 5\n",
    "no UTF-8": "\udcff",
    "NUL": "\0",
}


@pytest.mark.parametrize("name", TOML)
def test_pyproject_that_cannot_be_read(migrated: Callable[..., Outcome], name: str) -> None:
    def change(root: Path) -> None:
        (root / "pyproject.toml").write_bytes(TOML[name].encode("utf-8", "surrogateescape"))

    outcome = migrated({}, change)
    assert outcome.code == 2
    assert "pyproject.toml" in outcome.text


VALUES = [
    "5",
    "true",
    "1.5",
    "[]",
    "{}",
    "[1, 'a']",
    "{a = [1]}",
    "''",
    "'..'",
    "'/'",
    "'a b'",
    "1979-05-27",
    "nan",
]
KEYS = [
    "package_name",
    "project_name",
    "source_dir",
    "kedro_init_version",
    "tools",
    "example_pipeline",
]


@pytest.mark.parametrize("key", KEYS)
def test_values_of_wrong_types(tmp_path: Path, key: str) -> None:
    odd = ['"a\\u0000b"', '"a\\nb"', "'" + "x" * 5_000 + "'"]
    root = write_files(tmp_path / "shop", {**FRAME, **PIPELINE})
    for value in [*VALUES, *odd]:
        lines = {"package_name": '"shop"', "kedro_init_version": '"1.7.0"', key: value}
        table = "\n".join(f"{name} = {value}" for name, value in lines.items())
        (root / "pyproject.toml").write_text(f"[tool.kedro]\n{table}\n")
        try:
            layout = find_layout(root)
        except CannotMigrate as error:
            assert "\n" not in str(error)
        else:
            assert {type(layout.package), type(layout.project_name)} == {str}


@pytest.mark.parametrize("value", VALUES)
def test_choices_of_wrong_types(tmp_path: Path, value: str) -> None:
    for line in ("{}", "{{names = {}}}", "{{accept = {}}}", "{{other = {}}}"):
        text = f"[tool]\nmigrate = {line.format(value)}\n"
        root = write_files(tmp_path, {"pyproject.toml": text})
        try:
            choices = read_choices(root)
        except CannotMigrate as error:
            assert str(error).startswith("pyproject.toml:2: ")
        else:
            assert not choices.names and not choices.accepted


@pytest.mark.parametrize("value", [*VALUES, "99999", "-1"])
@pytest.mark.parametrize("tool", ["ruff", "black"])
def test_line_lengths_that_are_none(tmp_path: Path, tool: str, value: str) -> None:
    text = PYPROJECT.partition("[tool.ruff]")[0]
    files = {**FRAME, "pyproject.toml": f"{text}\n[tool.{tool}]\nline-length = {value}\n"}
    length = find_layout(write_files(tmp_path / "shop", files)).line_length
    assert length == (5 if value == "5" else None)


# --- names ----------------------------------------------------------------------------------

NAMES = [
    b"\xff\xfe",
    b"a\nb",
    b"\x1b[31mred",
    b"a b",
    b"-x",
    b"a'\"b",
    b"x" * 240,
    b"~",
    b"{x}",
    b"%s",
    "é\u202e".encode(),
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_of_files_and_folders(migrated: Callable[..., Outcome], name: bytes) -> None:
    def change(root: Path) -> None:
        for place, suffix, text in (
            *(("", ".py", "x = 1\n"), ("src/shop", ".py", "x = 1\n"), ("src/shop", ".sql", "x")),
            *(("tests", ".py", "x = 1\n"), ("conf/base", ".yml", "{}"), ("conf", ".yml", "{}")),
            *(("src/shop/pipelines", "/__init__.py", ""), ("notebooks", ".ipynb", "{}")),
            *(
                ("conf", "/catalog.yml", "{}"),
                ("src/shop", "/a.txt", ""),
                ("conf/base/catalog", ".yml", "{}"),
            ),
        ):
            path = root / place / os.fsdecode(name + suffix.encode())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    assert migrated({}, change).code < 2


def test_links_in_circles(migrated: Callable[..., Outcome]) -> None:
    def change(root: Path) -> None:
        for place in ("", "src", "src/shop", "conf", "conf/base", "src/shop/pipelines"):
            (root / place / "again").symlink_to(root)
            (root / place / "self").symlink_to(root / place / "self")

    assert migrated({}, change).code < 2


@pytest.mark.parametrize("conf", ["a\\0b", "a\\nb", "../..", "/", "x" * 5_000, "\\ud800"])
def test_odd_places_of_the_configuration(migrated: Callable[..., Outcome], conf: str) -> None:
    outcome = migrated({"src/shop/settings.py": f"CONF_SOURCE = '{conf}'\n"})
    assert outcome.code == 2
    assert "src/shop/settings.py:1: CONF_SOURCE" in outcome.text


@pytest.mark.integration  # takes as long as the machine has files
def test_a_link_to_everything(migrated: Callable[..., Outcome]) -> None:
    def change(root: Path) -> None:
        for place in ("conf/base/all", "src/all", "src/shop/all", "tests", "all"):
            (root / place).symlink_to("/")

    assert migrated({}, change).code < 2


def test_patterns_that_fit_in_very_many_ways(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {f"{'a' * 240}.yml": "{}", "b/c/d/catalog.yml": "{}"})
    begun = time.process_time()
    assert find_files(folder, ["*a" * 100 + "*b", "/".join(["**"] * 99 + ["x"])]) == []
    assert find_files(folder, ["**/**/**/cat*"]) == [folder / "b/c/d/catalog.yml"]
    assert time.process_time() - begun < 2
