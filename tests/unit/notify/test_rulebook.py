"""A mistake in audience or wording is told when it is loaded, not when an alert is due."""

import shutil

import pytest

from services.chassis.rulebook import RulebookError
from services.notify.stage import SHIPPED, build_stage


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
        ("wording.yaml", "{bank}授信", "{bank.__class__}授信", "measures.loan_limit.*plain name"),
        ("wording.yaml", "{bank}授信", "{bank!r}授信", "measures.loan_limit.*plain name"),
        ("wording.yaml", "{bank}授信", "{bank授信", "measures.loan_limit"),
        ("wording.yaml", "  grade.better:", "  mood.better:", "no such event: mood.better"),
        ("wording.yaml", "  grade.better:", "  grade.bettered:", "no words for a enterprise"),
        ("audience.yaml", "to: work-safety", "to: work-safty", "no such recipient: work-safty"),
        (
            "audience.yaml",
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
    with pytest.raises(ValueError, match=fault):
        build_stage(folder)


def test_an_unknown_key_is_named_with_its_line(folder):
    path = folder / "audience.yaml"
    path.write_text(path.read_text("utf-8").replace("urgency: urgent", "urgency: high", 1), "utf-8")
    with pytest.raises(RulebookError, match=r"audience.yaml, line 10, rows.4.urgency"):
        build_stage(folder)
