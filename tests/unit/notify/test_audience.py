"""The edition of the day of the occasion says who is told, in which channels and when."""

import shutil
from datetime import date

import pytest

from schemas.codec import decode, encode
from schemas.topics import ALERTS, GRADE_CHANGES
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.notify.domain.audience import audience_on, recipients
from services.notify.domain.occasion import Occasion
from services.notify.stage import SHIPPED, build_stage, load
from tests.support.adoption import adopt
from tests.support.enterprise import CODE, fact
from tests.support.notices import Notices, grade_changed

(EDITION,), _ = load()
ALL = ("mail", "sms", "wecom", "dingtalk", "feishu")
NEW_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("before", "after", "channels", "timing"),
    [
        ("B", "D", ALL, "at_once"),
        ("A", "B", ("mail", "wecom", "dingtalk", "feishu"), "after_quiet_hours"),
        ("C", "B", ("mail",), "digest"),
    ],
)
def test_urgency_decides_channels_and_timing(before, after, channels, timing):
    alert = Notices().of(grade_changed(after, before))[0]
    assert (alert.recipient, alert.channels, alert.timing) == (CODE, channels, timing)


def test_a_term_that_passed_at_midnight_waits_for_the_morning():
    told = recipients(EDITION, Occasion(events=("deadline.passed",), agency="tax"))
    assert [(each.name, each.urgency, each.channels, each.timing) for each in told] == [
        ("tax", "urgent", ALL, "after_quiet_hours"),
        ("work-safety", "warning", EDITION.ways["warning"].channels, "after_quiet_hours"),
    ]


@pytest.mark.parametrize(
    ("event", "grade", "expected"),
    [
        ("danger_due", "A", [(CODE, "warning"), ("work-safety", "information")]),
        ("certificate_expires", "C", [(CODE, "warning")]),
        ("near_lower_grade", "B", [(CODE, "warning")]),
        ("near_lower_grade", "C", [(CODE, "warning"), ("work-safety", "information")]),
        ("deduction_ends", "C", [(CODE, "information")]),
    ],
)
def test_who_hears_of_what_comes(event, grade, expected):
    told = recipients(EDITION, Occasion(events=(f"warning.{event}",), code=CODE, grade=grade))
    assert [(each.name, each.urgency) for each in told] == expected


def two_editions(folder):
    """From the new year on, everybody hears of a better grade by SMS at once, and nobody else."""
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    text = (
        (folder / "audience/2013-01-01.yaml").read_text("utf-8").replace("2013-01-01", "2027-01-01")
    )
    before = "{event: grade.better, to: enterprise, urgency: information}"
    assert before in text
    after = f"{before[:-1]}, channels: [sms], timing: at_once}}"
    later = folder / "audience/2027-01-01.yaml"
    later.write_text(text.replace(before, after), "utf-8")
    adopt(later)
    return folder


@pytest.mark.parametrize(
    ("day", "channels", "timing"),
    [
        (date(2026, 12, 31), ("mail",), "digest"),
        (NEW_YEAR, ("sms",), "at_once"),
        (date(2027, 1, 2), ("sms",), "at_once"),
    ],
)
def test_the_edition_of_the_day_decides_also_for_what_is_known_late(
    tmp_path, day, channels, timing
):
    log = MemoryLog()
    worker = MemoryWorker(build_stage(two_editions(tmp_path)), log)
    body = grade_changed("A", "B")
    body = type(body)(
        **{name: getattr(body, name) for name in body.__struct_fields__} | {"day": day}
    )
    message = fact(body, date(2027, 3, 1), "cause")
    log.publish(GRADE_CHANGES, CODE.encode(), encode(message), 1)
    worker.run()
    (alert,) = (decode(record.value).body for record in log.all(ALERTS.name))
    assert (alert.channels, alert.timing, alert.urgency) == (channels, timing, "information")


def test_what_lies_before_all_editions_is_told_by_the_first(tmp_path):
    editions, _ = load(two_editions(tmp_path))
    assert audience_on(editions, date(2001, 1, 1)) is editions[0]
    assert audience_on(editions, NEW_YEAR) is editions[1]
