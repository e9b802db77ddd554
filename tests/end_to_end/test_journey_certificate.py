"""Journey 2: a certificate is about to expire; its holder is warned in time, each time once."""

from datetime import timedelta

import pytest

from schemas.messages import EarlyWarningRaised, Fact
from schemas.topics import ALERTS, EARLY_WARNINGS, GRADE_CHANGES
from services.scoring.stage import load_early_warning_rules
from tests.support.told_people import EDITION, LAPSING, RENEWED, RENEWING, VALID_UNTIL, addresses

(RULES,) = load_early_warning_rules()
LEADS = RULES.certificate_expires.value
EVENT = "warning.certificate_expires"


def warnings(told, code: str) -> list[Fact[EarlyWarningRaised]]:
    return [
        fact
        for fact in told.facts(EARLY_WARNINGS)
        if fact.subject == code and fact.body.warning == "certificate_expires"
    ]


def alerts(told, code: str) -> list:
    found = [f for f in told.facts(ALERTS) if f.body.template == EVENT and f.body.about == code]
    return sorted(found, key=lambda fact: fact.body.day)


def test_it_is_warned_once_at_each_lead_time_and_not_after_it_renewed(told):
    days = [VALID_UNTIL - timedelta(days=lead) for lead in LEADS]
    assert [fact.body.day for fact in warnings(told, LAPSING)] == days
    assert days[0] < RENEWED < days[1]
    assert [fact.body.day for fact in warnings(told, RENEWING)] == days[:1]


def test_without_renewal_the_grade_falls_the_day_after_to_what_was_said(told):
    (fall,) = [
        fact
        for fact in told.facts(GRADE_CHANGES)
        if fact.subject == LAPSING and fact.body.day > VALID_UNTIL - timedelta(days=LEADS[0])
    ]
    assert fall.body.day == VALID_UNTIL + timedelta(days=1)
    for fact in warnings(told, LAPSING):
        body = fact.body
        assert fact.known_at < fall.known_at
        assert body.on == VALID_UNTIL
        assert (body.grade, body.grade_then) == (fall.body.from_grade, fall.body.to_grade)
        assert body.score_then == fall.body.score
    assert fall.body.from_grade != fall.body.to_grade
    later = [f for f in told.facts(GRADE_CHANGES) if f.subject == RENEWING and f.body.day > RENEWED]
    assert later == []


@pytest.mark.parametrize(("code", "count"), [(LAPSING, len(LEADS)), (RENEWING, 1)])
def test_inbox_and_mail_have_each_warning_once_at_its_time(told, code, count):
    told_of = alerts(told, code)
    assert {fact.body.recipient for fact in told_of} == {code}  # it is the enterprise's own affair
    assert [f.causation_id for f in told_of] == [f.id for f in warnings(told, code)]
    assert len(told_of) == count
    in_inbox = [each["id"] for each in told.inboxes_at_end[code] if each["template"] == EVENT]
    assert sorted(in_inbox) == sorted(fact.id for fact in told_of)
    mailed = told.at_end
    letters = [str(each["Message-ID"]) for each in mailed.letters]
    for fact in told_of:
        assert fact.body.timing == EDITION.ways["warning"].timing == "after_quiet_hours"
        sent = [r for r in told.receipts() if r.message == fact.id and r.receiver == "mail"]
        if mailed.due(fact.body):
            (receipt,) = sent
            assert receipt.status == "delivered"
            assert letters.count(f"<{receipt.delivery}@city.example>") == 1
            letter = mailed.letters[letters.index(f"<{receipt.delivery}@city.example>")]
            assert (letter["To"],) == addresses(code)
            assert fact.body.text.english in letter.get_content().replace("\r\n", "\n")
        elif mailed.due(fact.body) is False:
            assert sent == []  # it is night in the city: the letter waits for the morning


def test_the_letters_of_warning_came_before_the_letter_of_the_fall(told):
    (fall,) = [
        f for f in told.facts(ALERTS) if f.body.template == "grade.worse" and f.subject == LAPSING
    ]
    causes = [each["cause"] for each in told.inboxes_at_end[LAPSING]]
    places = [causes.index(fact.causation_id) for fact in (*alerts(told, LAPSING), fall)]
    assert places == sorted(places)
    if told.at_end.due(fall.body):
        subjects = [str(e["Subject"]) for e in told.at_end.letters if e["To"] in addresses(LAPSING)]
        titles = [fact.body.text.title_english for fact in (*alerts(told, LAPSING), fall)]
        assert [each for each in subjects if each in titles] == titles
