"""docs/how-to/add-a-measure.md, word by word, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-measure.md")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    PAGE.copy_project(folder)
    PAGE.follow(folder)
    return folder


def test_the_page_has_its_steps() -> None:
    assert list(PAGE.files) == [
        "services/sanctions/domain/measures/safety_training.py",
        "training.yaml",
    ]
    assert len(PAGE.changes) == 9


def test_the_measure_goes_its_way(project: Path) -> None:
    check, test = PAGE.commands
    checked = PAGE.run(project, check)
    assert "正确 right: measures-2013-01-01" in checked.stdout
    assert "approved another content" in checked.stdout
    assert checked.returncode == 0
    tried = PAGE.run(project, test)
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout == PAGE.outputs[-1]


@pytest.mark.parametrize(
    "texts", ["services/notify/rulebook/wording.yaml", "schemas/vocabulary/measure_details.yaml"]
)
def test_without_its_sentences_it_is_not_loaded(project: Path, tmp_path: Path, texts: str) -> None:
    folder = tmp_path / "speechless"
    shutil.copytree(project, folder)
    text = (folder / texts).read_text("utf-8")
    without = re.sub(r"  safety_training:.*\n(    .*\n)*", "", text)
    (folder / texts).write_text(without, "utf-8")
    code = "from services.notify.stage import load; load()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert re.search("no (words|sentences) for safety_training", done.stderr)
