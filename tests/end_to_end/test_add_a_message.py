"""docs/how-to/add-a-message.md, word by word, in a copy of the project."""

import json
import shutil
from pathlib import Path

from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-message.md")


def test_each_first_rating_is_announced_once(tmp_path: Path) -> None:
    assert list(PAGE.files) == ["schemas/messages/rating_begun.py"]
    assert len(PAGE.changes) == 11
    PAGE.copy_project(tmp_path)
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    PAGE.follow(tmp_path)
    (script,) = PAGE.scripts
    done = PAGE.run(tmp_path, script)
    assert done.returncode == 0, done.stderr
    facts = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text().splitlines()]
    begun = [fact for fact in facts if fact["type"] == "safety-credit.rating-begun.v1"]
    changed = [fact for fact in facts if fact["type"] == "safety-credit.grade-changed.v1"]
    first = [fact["subject"] for fact in changed if fact["data"]["from_grade"] is None]
    assert sorted(fact["subject"] for fact in begun) == sorted(first)
    assert len(first) > 5
    assert {fact["data"]["grade"] for fact in begun} <= {"A", "B", "C", "D"}
