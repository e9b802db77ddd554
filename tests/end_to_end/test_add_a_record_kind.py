"""docs/how-to/add-a-record-kind.md, word by word, in a copy of the project."""

import json
from pathlib import Path

from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-record-kind.md")


def test_a_drill_is_on_record_and_an_impossible_one_is_not(tmp_path: Path) -> None:
    assert list(PAGE.files) == ["schemas/records/emergency_drill.py", "drills.json"]
    assert len(PAGE.changes) == 6
    PAGE.copy_project(tmp_path)
    PAGE.follow(tmp_path)
    (script,) = PAGE.scripts
    done = PAGE.run(tmp_path, script)
    assert done.returncode == 0, done.stderr
    facts = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text().splitlines()]
    data = {fact["type"].split(".")[1]: fact["data"] for fact in facts}
    assert data["record-admitted"]["content"] == {
        "kind": "emergency_drill",
        "held_on": "2026-03-02",
        "persons_due": 40,
        "persons_present": 38,
    }
    assert data["report-rejected"]["origin"]["row"] == 2
    faults = (tmp_path / "faults.txt").read_text("utf-8")
    assert "2\trejected\tnumber_out_of_bounds" in faults
