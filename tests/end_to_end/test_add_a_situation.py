"""docs/how-to/add-a-situation.md, word by word, in a copy of the project."""

from pathlib import Path

from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-situation.md")


def test_a_rule_speaks_of_the_new_situation(tmp_path: Path) -> None:
    assert (list(PAGE.files), len(PAGE.changes)) == (["halted.yaml"], 4)
    PAGE.copy_project(tmp_path)
    PAGE.follow(tmp_path)
    (command,) = PAGE.commands
    tried = PAGE.run(tmp_path, command)
    assert tried.returncode == 0, tried.stderr + tried.stdout
    assert tried.stdout == PAGE.outputs[-1]
