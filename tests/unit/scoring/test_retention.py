"""Records end by law: they leave ledger, views and answers, and each end is said on the log."""

from datetime import date, timedelta

import pytest

from schemas.codec import decode
from schemas.messages import RecordEnded
from schemas.topics import RECORD_ENDS
from services.scoring import read_model
from services.scoring.domain.packs.retention_rules import months_of
from services.scoring.domain.records.ledger import ledger_from
from services.scoring.domain.records.retention import NoLongerKept, Retention, swept
from services.scoring.stage import load_retention_rules, load_rulebooks
from tests.support.retention import ONE_DAY, City, entry, penalty
from tests.support.safety_records import CODE

RULES = load_retention_rules()
DECIDED = date(2026, 3, 5)
LAST = date(2031, 3, 5)


def ended_on(day: date, *entries: object, rules: object = RULES) -> list[str]:
    sweep = swept(ledger_from(entries), Retention(), rules, day)
    return [each.entry.record_id for each in sweep.ended]


@pytest.mark.parametrize(
    ("severity", "last"),
    [("general", LAST), ("severe", LAST), ("minor", date(2027, 3, 5))],
)
def test_a_penalty_ends_after_its_time_from_the_decision(severity: str, last: date) -> None:
    record = penalty("1", DECIDED, severity)
    assert ended_on(last, record) == []
    assert ended_on(last + ONE_DAY, record) == ["1"]
    sweep = swept(ledger_from([record]), Retention(), RULES, last)
    assert sweep.retention == Retention(last + ONE_DAY, None)


def test_nothing_ends_while_the_enterprise_is_listed() -> None:
    listing = entry(
        "2",
        date(2029, 6, 1),
        kind="blacklist_decision",
        list_name="severe_list",
        tier="city",
        ground="x",
        decided_on="2029-06-01",
    )
    record = penalty("1", DECIDED)
    assert ended_on(LAST + ONE_DAY, record, listing) == []
    assert ended_on(date(2032, 6, 1), record, listing) == []
    assert ended_on(date(2032, 6, 2), record, listing) == ["1"]  # 36 months of the list are over
    sweep = swept(ledger_from([record, listing]), Retention(), RULES, LAST + ONE_DAY)
    assert sweep.retention.looks_next_on == date(2032, 6, 2)


def test_a_danger_that_is_not_removed_is_kept() -> None:
    danger = {
        "kind": "hidden_danger",
        "level": "major",
        "found_on": "2015-01-01",
        "due_on": "2015-02-01",
    }
    assert ended_on(date(2040, 1, 1), entry("1", date(2015, 1, 1), **danger)) == []
    removed = entry("1", date(2015, 1, 1), **danger, removed_on="2016-01-01")
    assert ended_on(date(2021, 1, 1), removed) == []
    assert ended_on(date(2021, 1, 2), removed) == ["1"]


def test_what_bears_on_each_other_ends_together() -> None:
    """An objection that was upheld may not end before what it took back."""
    record = penalty("1", DECIDED)
    upheld = entry(
        "2",
        date(2026, 9, 1),
        kind="objection_decided",
        objection_number="异1",
        record_kind="penalty",
        record_number="文1",
        decided_on="2026-09-01",
        outcome="upheld",
        decided_by="法规处",
    )
    assert ended_on(LAST + ONE_DAY, record, upheld) == []
    assert ended_on(date(2031, 9, 2), record, upheld) == ["1", "2"]


def test_what_says_who_an_enterprise_is_is_kept() -> None:
    registration = entry(
        "1", date(2001, 1, 1), kind="registration", name="某厂", sector="industrial"
    )
    assert ended_on(date(2090, 1, 1), registration) == []


def test_no_rule_looks_further_back_than_records_are_kept() -> None:
    """What is kept no longer has no effect any more."""
    (rules,) = RULES
    least = min(map(months_of, rules.kept.values()))
    packs = [pack for each in load_rulebooks().by_sector.values() for pack in each]
    for rule in (rule for pack in packs for _, rule in pack.rules.items()):
        if rule.period is not None and rule.period.unit == "months":
            assert rule.period.value < least


def test_the_end_is_a_day_an_event_and_leaves_state_and_views() -> None:
    city = City()
    city.register()
    city.begin(DECIDED)
    city.report(penalty("1", DECIDED))
    city.begin(LAST)
    assert city.facts(RECORD_ENDS.name) == []
    assert "文1" in city.everything_kept()
    city.begin(LAST + ONE_DAY)
    (fact,) = [decode(record.value or b"") for record in city.worker.log.all(RECORD_ENDS.name)]
    assert isinstance(fact.body, RecordEnded)
    assert (fact.subject, fact.body.record_id, fact.body.day) == (CODE, "1", LAST + ONE_DAY)
    assert (fact.body.kept_until, fact.body.edition) == (LAST, "retention-2013")
    assert "五年" in fact.body.article
    assert "文1" not in city.everything_kept()
    city.worker.restart()
    city.begin(LAST + 2 * ONE_DAY)
    assert len(city.facts(RECORD_ENDS.name)) == 1


def test_a_question_about_a_past_day_says_what_is_kept_no_longer() -> None:
    city = City()
    city.register()
    city.begin(DECIDED)
    city.report(penalty("1", DECIDED))
    views = city.worker.views
    assert read_model.no_longer_kept(views, CODE, DECIDED) is None
    city.begin(LAST + ONE_DAY)
    gone = NoLongerKept(1, DECIDED, LAST)
    assert read_model.no_longer_kept(views, CODE, DECIDED) == gone
    assert read_model.no_longer_kept(views, CODE, DECIDED - ONE_DAY) is None
    assert read_model.no_longer_kept(views, CODE, LAST + ONE_DAY) is None
    answer = city.ask(f"/standings/{CODE}?on=2026-06-01").json()
    assert answer["no_longer_kept"]["records"] == 1
    assert "法定保存期限" in answer["no_longer_kept"]["chinese"]
    assert "kept no longer" in answer["no_longer_kept"]["english"]
    assert city.ask(f"/standings/{CODE}").json()["no_longer_kept"] is None
    sheet = city.ask(f"/standings/{CODE}/sheet?on=2026-06-01").json()
    assert sheet["no_longer_kept"]["last_day"] == "2031-03-05"
    text = city.ask(f"/standings/{CODE}/explanation?on=2026-06-01").text
    assert "法定保存期限" in text


def test_where_nothing_else_is_on_record_the_answer_is_gone() -> None:
    city = City()
    city.begin(DECIDED)
    city.report(penalty("1", DECIDED))
    city.begin(LAST + ONE_DAY)
    answer = city.ask(f"/standings/{CODE}?on=2026-06-01")
    assert answer.status_code == 410
    assert "法定保存期限" in answer.json()["detail"]


def test_a_report_of_what_is_kept_no_longer_does_not_count_again() -> None:
    city = City()
    city.register()
    city.begin(LAST + timedelta(days=30))
    standings = len(city.facts("standings"))
    city.report(penalty("1", DECIDED))
    (ended,) = city.facts(RECORD_ENDS.name)
    assert ended.body.record_id == "1"
    assert len(city.facts("standings")) == standings
    assert "文1" not in city.everything_kept()


def test_an_enterprise_of_which_only_that_is_reported_is_not_rated() -> None:
    city = City()
    city.begin(LAST + timedelta(days=30))
    city.report(penalty("1", DECIDED))
    assert city.facts("standings") == []
    assert len(city.facts(RECORD_ENDS.name)) == 1


def test_the_end_of_what_has_no_effect_any_more_publishes_no_standing() -> None:
    """A standing that was kept up reads as one that was made anew, to the last zero."""
    city = City()
    city.register()
    city.begin(DECIDED)
    city.report(penalty("1", DECIDED, "minor"))
    accident = {"tolls": [{"reported_on": "2026-03-06", "deaths": 0}], "loss": "1000000.50"}
    city.begin(DECIDED + ONE_DAY)
    city.report(
        entry(
            "2",
            DECIDED + ONE_DAY,
            kind="accident",
            happened_at="2026-03-06T01:00:00Z",
            responsibility="responsible",
            **accident,
        )
    )
    city.begin(date(2027, 3, 5))
    scores = [str(fact.body.score) for fact in city.facts("standings")]
    assert scores == [score.rstrip("0").rstrip(".") if "." in score else score for score in scores]
    before = len(scores)
    city.begin(date(2027, 3, 6))  # the minor penalty ends
    assert len(city.facts(RECORD_ENDS.name)) == 1
    assert len(city.facts("standings")) == before
