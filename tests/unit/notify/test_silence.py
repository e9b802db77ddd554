"""A silent source is told to itself and to the lead department, in both languages."""

from datetime import date

from schemas.messages import Body, SilenceBegan, SilenceEnded
from tests.support.notices import Notices, told

BEGAN = SilenceBegan(
    department="fire",
    day=date(2026, 11, 11),
    last_reported_on=date(2026, 10, 31),
    expected_by=date(2026, 11, 10),
)
NEVER = SilenceBegan(
    department="fire",
    day=date(2026, 11, 11),
    last_reported_on=None,
    expected_by=date(2026, 11, 10),
)
ENDED = SilenceEnded(
    department="fire",
    day=date(2026, 11, 14),
    silent_since=date(2026, 11, 11),
    last_reported_on=date(2026, 10, 31),
)


def test_department_and_lead_are_warned() -> None:
    alerts = Notices().of(BEGAN, "fire")
    assert told(alerts) == [
        ("fire", "warning", "source.silent"),
        ("work-safety", "warning", "source.silent"),
    ]
    assert alerts[0].day == BEGAN.day
    text = alerts[0].text
    assert text.title_chinese == "数据报送中断：消防"
    assert text.chinese == (
        "消防：最近一次报送为2026年10月31日，至2026年11月10日仍未收到新的报送。\n"
        "约定每7天报送一次，宽限3天。\n"
        "请检查数据接口或者报送人员；如确无数据，请告知牵头部门。"
    )
    assert text.english == (
        "Fire: the last report came on 31 October 2026; nothing since, up to 10 November 2026.\n"
        "What was agreed: a report every 7 days, with 3 days' grace.\n"
        "Please check the connection and who sends; if there is nothing to report, tell the lead "
        "department."
    )


def test_who_never_reported_is_told_so() -> None:
    text = Notices().of(NEVER, "fire")[0].text
    assert text.chinese.startswith("消防：尚未报送过数据，至2026年11月10日仍未收到新的报送。")
    assert text.english.startswith("Fire: nothing was ever reported, up to 10 November 2026.")
    assert "last report" not in text.english


def test_the_lead_department_itself_is_told_once() -> None:
    own: Body = SilenceBegan(
        department="work-safety",
        day=BEGAN.day,
        last_reported_on=None,
        expected_by=BEGAN.expected_by,
    )
    assert told(Notices().of(own, "work-safety")) == [("work-safety", "warning", "source.silent")]


def test_its_end_is_told_to_both() -> None:
    alerts = Notices().of(ENDED, "fire")
    assert told(alerts) == [
        ("fire", "information", "source.resumed"),
        ("work-safety", "information", "source.resumed"),
    ]
    assert alerts[1].text.english == (
        "Fire: reports came again on 14 November 2026; there had been none since 11 November 2026."
    )
    assert "恢复报送" in alerts[1].text.chinese
