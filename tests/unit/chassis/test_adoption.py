"""An edition is adopted by approvals in its own file, each of what the file says, by its day."""

from datetime import date
from pathlib import Path

import pytest

from schemas.vocabulary.rule_value import Edition
from services.chassis.clock import clock_at
from services.chassis.rules.approval_writer import approve
from services.chassis.rules.rulebook import RulebookError, load_document, load_editions
from tests.support.adoption import adopt

DAY = date(2026, 3, 10)
EDITION = "edition: first # of all\neffective_from: 2027-01-01\n"
GIVEN = f"{{department: fire, office: x, day: 2026-01-01, approved: {'a' * 64}}}"


def write(folder: Path, text: str) -> Path:
    file = folder / "a.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(
    "none_yet",
    [
        "",
        "approvals: []\n",
        "approvals:\n",
        "approvals: # none yet\n",
        "approvals: ~\n",
        "approvals:",
    ],
)
def test_the_first_approvals_are_written(tmp_path: Path, none_yet: str) -> None:
    file = write(tmp_path, EDITION + none_yet)
    first = approve(file, "work-safety", "x", DAY, DAY)
    assert approve(file, "fire", "y", DAY, DAY) == first
    edition = load_document(file, Edition)
    assert [each.department for each in edition.approvals] == ["work-safety", "fire"]
    assert {each.approved for each in edition.approvals} == {first}


def test_the_empty_list_may_stand_before_other_keys(tmp_path: Path) -> None:
    file = write(tmp_path, "approvals: []\n" + EDITION)
    approve(file, "work-safety", "x", DAY, DAY)
    assert len(load_document(file, Edition).approvals) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (f"{EDITION}approvals: [{GIVEN}]\n", 3, "the last part of the file"),
        (f"approvals:\n  - {GIVEN}\n{EDITION}", 1, "the last part of the file"),
        (f"{EDITION}approvals:\n- {GIVEN}\n", 3, "the last part of the file"),
        (f"{EDITION}approvals: 5\n", 3, "the last part of the file"),
        (f"{EDITION}...\n", 1, "the last part of the file"),
        (f"{EDITION}approvals:\n  - {{department: fire}}\n", 4, "missing required field"),
        ("- 1\n", 1, "an edition is keys and values"),
        ("edition: x\n", 1, "missing required field `effective_from`"),
    ],
)
def test_where_none_can_be_added_nothing_is_written(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    file = write(tmp_path, text)
    with pytest.raises(RulebookError) as caught:
        approve(file, "work-safety", "x", DAY, DAY)
    assert (caught.value.file, caught.value.line) == (file, line)
    assert what in caught.value.what
    assert file.read_text("utf-8") == text


def test_what_would_not_count_is_not_written(tmp_path: Path) -> None:
    file = write(tmp_path, EDITION)
    approve(file, "work-safety", "x", DAY, DAY)
    before = file.read_text("utf-8")
    late, later = date(2027, 1, 2), date(2028, 1, 1)
    for department, office, day, today, what in (
        ("work-safety", "x", DAY, DAY, "work-safety has approved this content"),
        ("fire", "x", late, DAY, "2027-01-02 is after today"),
        ("fire", "x", late, later, "or the first day"),
        ("fire", " ", DAY, DAY, "matching regex"),
    ):
        with pytest.raises(RulebookError, match=what):
            approve(file, department, office, day, today)
    assert file.read_text("utf-8") == before


def test_an_approval_of_a_day_to_come_does_not_count(tmp_path: Path) -> None:
    file = adopt(write(tmp_path, EDITION), DAY)
    with pytest.raises(RulebookError, match="approves on 2026-03-10, after 2026-03-09") as caught:
        load_editions(tmp_path, Edition, clock=clock_at(date(2026, 3, 9)))
    assert (caught.value.file, caught.value.key) == (file, "approvals")
    assert len(load_editions(tmp_path, Edition, clock=clock_at(DAY))) == 1
