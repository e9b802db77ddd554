"""A mistake in audience or wording is told when it is loaded, not when an alert is due."""

import shutil
from datetime import date

import pytest

from services.chassis.rules.rulebook import RulebookError
from services.notify.stage import SHIPPED, build_stage, load, load_letters
from tests.support.adoption import adopt

EDITION = "audience/2013-01-01.yaml"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "before", "after", "fault"),
    [
        (
            "wording.yaml",
            "得分{score}",
            "得分{points}",
            "templates.grade.first: nothing fills points",
        ),
        ("wording.yaml", "{score}分。", "{score.__class__}分。", "templates.grade.*plain name"),
        ("wording.yaml", "{score}分。", "{score!r}分。", "templates.grade.*plain name"),
        ("wording.yaml", "{score}分。", "{score分。", "templates.grade"),
        ("wording.yaml", "  grade.better:", "  mood.better:", "no such event: mood.better"),
        ("wording.yaml", "  grade.better:", "  grade.bettered:", "no words for a enterprise"),
        (EDITION, "to: work-safety", "to: work-safty", "no such recipient: work-safty"),
        (EDITION, "grades: [C, D], urgency", "grades: [C, E], urgency", "no such grade: E"),
        (EDITION, 'value: "16:30"', 'value: "23:30"', "digest_at: it lies within the quiet hours"),
        (EDITION, 'value: "16:30"', 'value: "8:30"', "digest_at"),
        (EDITION, 'until: "08:00"', 'until: "24:00"', "quiet_hours"),
        (EDITION, "timing: digest,", "timing: weekly,", "ways.*timing"),
        (EDITION, "channels: [mail],", "channels: [fax],", "ways.*channels"),
        (EDITION, "  warning: {ch", "  alarming: {ch", "ways.*alarming"),
        (
            EDITION,
            "event: grade.better, to: enterprise",
            "event: grade.better, to: fire",
            "no words for a department",
        ),
    ],
)
def test_a_mistake_is_named(folder, file, before, after, fault):
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    if file == EDITION:
        adopt(path)
    with pytest.raises(ValueError, match=fault):
        build_stage(folder)


def test_an_unknown_key_is_named_with_its_line(folder):
    path = folder / EDITION
    path.write_text(path.read_text("utf-8").replace("urgency: urgent", "urgency: high", 1), "utf-8")
    with pytest.raises(RulebookError, match=r"2013-01-01.yaml, line 27, rows.4.urgency"):
        build_stage(folder)


def test_an_edition_that_was_changed_after_its_adoption_is_no_rule(folder):
    path = folder / EDITION
    path.write_text(path.read_text("utf-8").replace("16:30", "17:30"), "utf-8")
    with pytest.raises(RulebookError, match=r"approvals: .*approved another content"):
        load(folder)
    (edition,), _ = load(folder, drafts=True)
    assert edition.digest_at.value == "17:30"


def test_all_urgencies_have_a_way(folder):
    path = folder / EDITION
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("  warning: {")), "utf-8")
    adopt(path)
    with pytest.raises(ValueError, match="ways: say how warning is sent"):
        load(folder)


def test_editions_are_in_the_order_of_their_days(folder):
    text = (folder / EDITION).read_text("utf-8")
    later = folder / "audience/2027-01-01.yaml"
    later.write_text(text.replace("2013-01-01", "2027-01-01"), "utf-8")
    adopt(later)
    editions, _ = load(folder)
    assert [edition.effective_from for edition in editions] == [date(2013, 1, 1), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("{count}条", "{number}条", "digest_title: nothing fills {number}"),
        ("Enterprise {code}", "Enterprise {code!r}", "enterprise: nothing fills {code}"),
        ("value: 500, unit: characters", "value: 500, unit: words", "most.sms: .*not words"),
        ("value: 500, unit: characters", "value: 90, unit: characters", "most.sms: .*at least"),
        ("inbox: {chinese", "outbox: {chinese", "outbox"),
    ],
)
def test_a_mistake_around_letters_is_named(folder, before, after, fault):
    path = folder / "letters.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match=fault):
        load_letters(folder)
