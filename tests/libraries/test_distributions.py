"""What has to be installed for an import."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.code.parsing import parse_toml
from migrate.libraries.distributions import distributions, stated

pytestmark = pytest.mark.usefixtures("any_layout")


@pytest.mark.parametrize(
    ("imported", "named", "installed"),
    [
        ("pandas", "", "pandas"),
        ("feature_engine", "", "feature-engine"),
        ("umap", "", "umap-learn"),
        ("cv2", "", "opencv-python"),
        ("cv2", "opencv-python-headless==4.8.0", "opencv-python-headless"),
        ("psycopg2", "psycopg2_binary>=2.9", "psycopg2-binary"),
        ("google", "google-cloud-storage~=2.0  # not google-auth", "google-cloud-storage"),
        ("google", "", "google"),
    ],
)
def test_the_projects_own_name_for_it_comes_first(imported, named, installed):
    assert distributions([imported], stated({"src/requirements.txt": named})) == {installed}


def test_only_files_of_requirements_name_any():
    texts = {
        "README.md": "opencv-python-headless",
        "pyproject.toml": 'dependencies = ["PyYAML>=6", "scikit-learn[x]"]\n',
        "environment.yml": "dependencies:\n  - numpy=1.26\n",
    }
    known = stated(texts)
    assert {"pyyaml", "scikit-learn", "numpy"} <= known
    assert "opencv-python-headless" not in known


def test_the_new_project_and_its_tests_depend_on_them(shop):
    nodes = "import cv2\nimport umap\n\n\ndef clean(df):\n    return cv2.blur(umap.fit(df))\n"
    test = (
        "import psycopg2\nfrom shop.pipelines.sales.nodes import clean\n\n\n"
        "def test_clean():\n    assert clean(1) != psycopg2\n"
    )
    files = {
        **pipeline_files("sales", nodes, 'node(clean, "a", "b")'),
        "tests/test_clean.py": test,
        "src/requirements.txt": "opencv-python-headless\npsycopg2-binary\n",
    }
    written = parse_toml(plan_migration(shop(files)).files["pyproject.toml"])
    needed = {"apache-hamilton>=1.90", "opencv-python-headless", "umap-learn"}
    assert needed <= set(written["project"]["dependencies"])
    assert "psycopg2-binary" in written["project"]["optional-dependencies"]["test"]
