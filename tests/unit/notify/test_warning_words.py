"""What notify says of early warnings: its figures add up, and are right at the bounds."""

from tests.support.alert_snapshot import to_enterprises
from tests.support.raised_warnings import WARNINGS


def test_what_a_warning_says_of_the_score_adds_up() -> None:
    seen = set()
    for about, _, text in to_enterprises("warning."):
        if about.startswith(("danger_due", "deduction_ends")):
            warning = WARNINGS[about]
            change = warning.score_then - warning.score
            assert (warning.points or 0) == change
            word = "增加" if change > 0 else "减少" if change else "仍为"
            assert word in text.chinese, about
            figure = abs(change) if change else warning.score
            assert f"{word}{figure:f}分" in text.chinese, about
            seen.add((warning.warning, word))
    assert {word for _, word in seen} == {"增加", "减少", "仍为"}


def test_a_score_at_the_least_of_its_grade_is_told_as_that() -> None:
    of = {about: text for about, _, text in to_enterprises("warning.near_lower_grade")}
    assert "仅比B级的最低分高3分" in of["near_lower_grade"].chinese
    assert "再扣超过3分" in of["near_lower_grade"].chinese
    exact = of["near_lower_grade, at the least"]
    assert "正好为A级的最低分" in exact.chinese
    assert "0分" not in exact.chinese.replace("90分", "")
    assert "exactly the least score of A" in exact.english
