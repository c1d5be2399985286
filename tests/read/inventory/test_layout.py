from pathlib import Path

import pytest
from kedro_says import write

from migrate.model.diagnostics import CannotMigrate
from migrate.read.inventory.layout import find_layout


def test_a_project(tmp_path: Path) -> None:
    layout = find_layout(write(tmp_path, {}))
    assert layout.root == str(tmp_path)
    assert (layout.package, layout.source_dir, layout.conf_source) == ("shop", "src", "conf")
    assert (layout.kedro_version, layout.project_name) == ("1.7.0", "Shop")


def test_the_configuration_folder_of_the_settings(tmp_path: Path) -> None:
    root = write(tmp_path, {"settings.py": 'CONF_SOURCE = "settings/prod"\n'})
    assert find_layout(root).conf_source == "settings/prod"


@pytest.mark.parametrize("text", ["CONF_SOURCE = f()\n", "CONF_SOURCE = (\n", "X = 'conf2'\n"])
def test_settings_that_say_nothing(tmp_path: Path, text: str) -> None:
    assert find_layout(write(tmp_path, {"settings.py": text})).conf_source == "conf"


def test_another_source_folder(tmp_path: Path) -> None:
    (tmp_path / "code" / "shop").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.kedro]\npackage_name = "shop"\nsource_dir = "code"\n'
    )
    layout = find_layout(tmp_path)
    assert (layout.source_dir, layout.kedro_version) == ("code", None)


def test_sources_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.kedro]\npackage_name = "shop"\nsource_dir = "."\n'
    )
    assert find_layout(tmp_path).source_dir == "."


def test_an_old_project(tmp_path: Path) -> None:
    package = tmp_path / "src" / "shop"
    package.mkdir(parents=True)
    (package / "run.py").write_text("")
    (tmp_path / ".kedro.yml").write_text(
        "# a comment\ncontext_path: shop.run.ProjectContext\nproject_version: '0.15.4'\n"
    )
    layout = find_layout(tmp_path)
    assert (layout.package, layout.kedro_version) == ("shop", "0.15.4")


def test_a_package_that_is_not_named(tmp_path: Path) -> None:
    for name in ("shop", "tests"):
        (tmp_path / "src" / name / "pipelines").mkdir(parents=True)
    (tmp_path / ".kedro.yml").write_text("project_name: Shop\n")
    assert find_layout(tmp_path).package == "shop"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CannotMigrate, match="there is no folder"):
        find_layout(tmp_path / "gone")


def test_no_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\n")
    with pytest.raises(CannotMigrate, match="is not a Kedro project"):
        find_layout(tmp_path)


def test_several_projects_below(tmp_path: Path) -> None:
    for name in ("b", "a/deep"):
        write(tmp_path / name, {})
    with pytest.raises(CannotMigrate, match=r"several Kedro projects.*: a/deep, b$"):
        find_layout(tmp_path)


def test_one_project_below(tmp_path: Path) -> None:
    write(tmp_path / "shop", {})
    with pytest.raises(CannotMigrate, match="there is one below it, name it: shop"):
        find_layout(tmp_path)


def test_a_pyproject_that_is_broken(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.kedro\n")
    with pytest.raises(CannotMigrate, match=r"^pyproject.toml: it can't be read"):
        find_layout(tmp_path)


@pytest.mark.parametrize(("source_dir", "reason"), [("../x", "outside"), ("no", "does not exist")])
def test_a_source_folder_that_is_wrong(tmp_path: Path, source_dir: str, reason: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.kedro]\npackage_name = "shop"\nsource_dir = "{source_dir}"\n'
    )
    with pytest.raises(CannotMigrate, match=reason):
        find_layout(tmp_path)


# --- what is named is not a project ---------------------------------------------------------

PROJECT = {
    "shop/pyproject.toml": '[tool.kedro]\npackage_name = "shop"\n',
    "shop/src/shop/settings.py": "",
    "shop/src/shop/nodes.py": "",
    "other/notes.txt": "",
    "old/.kedro.yml": "- nothing\n",
}
NAMED = {
    "shop/pyproject.toml": r"pyproject.toml is a file; the project is in .*/shop$",
    "shop/src/shop/nodes.py": r"nodes.py is a file; the project is in .*/shop$",
    "shop/src/shop": r"a part of a Kedro project; the project is in .*/shop$",
    "shop/src": r"a part of a Kedro project; the project is in .*/shop$",
    "other/notes.txt": r"notes.txt is a file, name the folder of the project$",
    "old": r"old/.kedro.yml names no project: it has no line `context_path: ...`$",
    "other": r"other is not a Kedro project: neither pyproject.toml nor .kedro.yml says so$",
    ".": r"there is one below it, name it: shop$",
    "shap": r"there is no folder .*shap; is .*/shop meant\?$",
    "nowhere": r"there is no folder .*/nowhere$",
    "circle": r"circle",
}


@pytest.mark.parametrize("named", NAMED)
def test_what_is_named_instead_of_a_project(tmp_path: Path, named: str) -> None:
    for path, text in PROJECT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(CannotMigrate, match=NAMED[named]):
        find_layout(tmp_path / named)


def test_a_folder_that_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(CannotMigrate, match="can't be read: Permission denied"):
        find_layout(tmp_path)
