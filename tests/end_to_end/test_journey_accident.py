"""Journey 1: an accident is reported; all who are to be told are, each once, and nobody else."""

from collections import Counter, defaultdict

import pytest

from schemas.messages import Fact, MeasureChanged, ReceiptRecorded
from schemas.topics import ALERTS, DELIVERIES, GRADE_CHANGES, MEASURE_CHANGES
from schemas.vocabulary.department import department, departments, lead
from schemas.vocabulary.sentences import day as written
from tests.support.told_people import (
    ACCIDENT,
    AGENCIES,
    BYSTANDER,
    CHEMICAL,
    EDITION,
    REGISTERED,
    STATED,
    WITHOUT_PART,
    addresses,
)

LEAD = lead().code


def those_told(events: list[str], grade: str, agency: str) -> dict[str, tuple[str, str]]:
    """Return urgency and timing by recipient, as the edition's rows of the first event say."""
    rows = next(
        (found for e in events if (found := [row for row in EDITION.rows if row.event == e])), []
    )
    roles = {"enterprise": CHEMICAL, "agency": agency}
    told = {}
    for row in rows:
        if row.grades is None or grade in row.grades:
            timing = row.timing or EDITION.ways[row.urgency].timing
            told[roles.get(row.to, row.to)] = (row.urgency, timing)
    return told


def events_of(body: MeasureChanged) -> list[str]:
    kind, status = body.measure.value, body.to_status
    if body.from_status == status == "in_force":
        return [f"measure.{kind}.changed", f"measure.{kind}.{status}", f"measure.{status}"]
    return [f"measure.{kind}.{status}", f"measure.{status}"]


@pytest.fixture(scope="module")
def measures(told) -> list[Fact[MeasureChanged]]:
    return [
        fact
        for fact in told.facts(MEASURE_CHANGES)
        if fact.subject == CHEMICAL
        and isinstance(fact.body, MeasureChanged)
        and fact.body.day == ACCIDENT
    ]


@pytest.fixture(scope="module")
def fall(told):
    (fact,) = [
        fact
        for fact in told.facts(GRADE_CHANGES)
        if fact.subject == CHEMICAL and fact.body.day == ACCIDENT
    ]
    return fact


@pytest.fixture(scope="module")
def expected(fall, measures) -> dict[tuple[str, str], tuple[str, str]]:
    """Urgency and timing by recipient and cause: of the fall and of each measure that follows."""
    found = {}
    for who, how in those_told(["grade.worse"], fall.body.to_grade, "").items():
        found[who, fall.id] = how
    for fact in measures:
        body = fact.body
        for who, how in those_told(events_of(body), body.grade, body.agency).items():
            found[who, fact.id] = how
    return found


def test_the_enterprise_falls_and_the_measures_of_five_agencies_follow(fall, measures):
    assert (fall.body.from_grade, fall.body.to_grade) == ("A", "D")
    assert {fact.body.agency for fact in measures} == set(AGENCIES)
    noticed = {fact.body.agency for fact in measures if fact.body.to_status == "noticed"}
    assert noticed == {"tax", "peoples-bank", "development-reform"}
    assert {fact.correlation_id for fact in measures} == {fall.correlation_id}


def test_who_is_told_of_what_is_what_the_edition_says_each_once(told, expected):
    alerts = told.alerts(CHEMICAL, ACCIDENT)
    found = {
        (fact.body.recipient, fact.causation_id): (fact.body.urgency, fact.body.timing)
        for fact in alerts
    }
    assert len(found) == len(alerts)
    assert found == expected
    assert {who for who, _ in expected} == {CHEMICAL, *AGENCIES}


def test_each_inbox_has_its_alerts_once_and_others_have_none(told, expected):
    for recipient in (CHEMICAL, *AGENCIES):
        wanted = Counter(cause for who, cause in expected if who == recipient)
        causes = Counter(each["cause"] for each in told.inboxes[recipient])
        assert wanted.items() <= causes.items(), recipient
        assert set(causes.values()) == {1}
    for code in {each.code for each in departments()} - set(AGENCIES):
        assert told.inboxes[code] == [], code
    assert CHEMICAL not in {each["about"] for each in told.inboxes[BYSTANDER]}
    assert {each["recipient"] for each in told.inboxes[BYSTANDER]} == {BYSTANDER}


def test_each_subscriber_gets_its_alerts_and_its_measures_by_signed_webhook(told):
    changes = [f for f in told.facts(MEASURE_CHANGES) if isinstance(f.body, MeasureChanged)]
    for name in AGENCIES:
        alerts = [fact for fact in told.facts(ALERTS) if fact.body.recipient == name]
        own = [fact for fact in changes if fact.body.agency == name]
        received = told.hooks[name].received
        assert {f.id for f in received} == {f.id for f in (*alerts, *own)}, name
        assert [f.id for f in own if f.subject == CHEMICAL] == [
            f.id
            for f in received
            if f.body.SUBJECT_ACTION == own[0].body.SUBJECT_ACTION and f.subject == CHEMICAL
        ]
    grades = [f.id for f in told.facts(GRADE_CHANGES) if f.subject == CHEMICAL]
    assert [f.id for f in told.hooks["bank"].received if f.subject == CHEMICAL] == grades
    portal = [f.id for f in told.facts(ALERTS) if f.body.recipient == CHEMICAL]
    assert [f.id for f in told.hooks["portal"].received] == portal
    silence = {f.body.about for f in told.hooks[WITHOUT_PART].received}
    assert silence == {None}  # it is told of its own silence, months later, and of nothing else
    for hook in told.hooks.values():
        assert (hook.refused, hook.repeated) == (0, 0)


def test_letters_go_out_at_once_or_wait_as_the_edition_says_each_once(told, expected):
    mailed = told.after_accident
    alerts = told.alerts(CHEMICAL, REGISTERED, ACCIDENT)
    receipts = receipts_by_message(told, "mail")
    letters = Counter(str(each["Message-ID"]).strip("<>").split("@")[0] for each in mailed.letters)
    assert set(letters.values()) == {1}
    written_to = defaultdict(set)
    for each in mailed.letters:
        written_to[str(each["Message-ID"]).strip("<>").split("@")[0]].add(str(each["To"]))
    kept = {fact.body.message_id for fact in told.facts(DELIVERIES) if hasattr(fact.body, "lane")}
    compared = Counter()
    for fact in alerts:
        due = mailed.due(fact.body)
        sent = [
            receipt.delivery for receipt in receipts.get(fact.id, []) if receipt.delivery in letters
        ]
        compared[fact.body.urgency, due] += 1
        if due:
            people = {address for delivery in sent for address in written_to[delivery]}
            assert len(sent) == len(addresses(fact.body.recipient)), fact.body.template
            assert people == set(addresses(fact.body.recipient))
        elif due is False:
            assert sent == []
            assert fact.id in kept  # the digest, or the end of the quiet hours, is waited for
    assert compared["urgent", True] == sum(how[0] == "urgent" for how in expected.values()) > 4
    assert compared["information", False] > 10 or compared["information", None] > 10
    strangers = {str(each["To"]) for each in mailed.letters} - {
        address for name in (CHEMICAL, *AGENCIES, *STATED) for address in addresses(name)
    }
    assert strangers == set()


def test_a_letter_says_what_why_and_until_when_in_the_language_asked_for(told, measures):
    notices = {f.id: f.body for f in measures if f.body.to_status == "noticed"}
    alerts = [
        fact
        for fact in told.alerts(CHEMICAL, ACCIDENT)
        if fact.body.recipient == CHEMICAL and fact.causation_id in notices
    ]
    assert len(alerts) == len(notices) == 3
    by_id = {str(each["Message-ID"]): each for each in told.after_accident.letters}
    for fact in alerts:
        body, change = fact.body, notices[fact.causation_id]
        for receipt in receipts_by_message(told, "mail")[fact.id]:
            letter = by_id[f"<{receipt.delivery}@city.example>"]
            text = letter.get_content().replace("\r\n", "\n")
            assert letter["Subject"] == body.text.title_chinese
            assert letter["Importance"] == "high"
            assert text.startswith(body.text.chinese)
            assert body.text.english not in text
            assert written(change.deadline).chinese in text
            assert department(change.agency).contact.office in text
            assert change.because
            numbers = {each for reason in change.because for each in reason.document_numbers}
            assert numbers
            assert {each for each in numbers if each in text} == numbers


def test_who_asks_for_english_has_it_in_english_alone_and_who_said_nothing_in_both(told, fall):
    (own,) = [
        f
        for f in told.alerts(CHEMICAL, ACCIDENT)
        if f.causation_id == fall.id and f.body.recipient == LEAD
    ]
    (receipt,) = receipts_by_message(told, "mail")[own.id]
    by_id = {str(each["Message-ID"]): each for each in told.at_end.letters}
    letter = by_id[f"<{receipt.delivery}@city.example>"]
    assert (letter["To"], letter["Subject"]) == ("lead@own.example", own.body.text.title_english)
    assert own.body.text.chinese not in letter.get_content()
    silent = [
        f
        for f in told.facts(ALERTS)
        if f.body.template == "source.silent" and f.body.recipient == WITHOUT_PART
    ]
    assert silent
    if told.at_end.due(silent[0].body):
        (receipt,) = receipts_by_message(told, "mail")[silent[0].id]
        text = by_id[f"<{receipt.delivery}@city.example>"].get_content().replace("\r\n", "\n")
        assert silent[0].body.text.chinese in text
        assert silent[0].body.text.english in text


def receipts_by_message(told, receiver: str) -> dict[str, list[ReceiptRecorded]]:
    found = defaultdict(list)
    for each in told.receipts():
        if each.receiver == receiver:
            found[each.message].append(each)
    return found


def test_each_delivery_has_its_receipt(told):
    letters = {str(each["Message-ID"]) for each in told.at_end.letters}
    mail = [each for each in told.receipts() if each.receiver == "mail"]
    assert {each.status for each in mail} == {"sent", "delivered"}
    assert len({each.delivery for each in mail}) == len(mail)
    single = {f"<{each.delivery}@city.example>" for each in mail} & letters
    assert single == letters or told.at_end.due(told.alerts(CHEMICAL, REGISTERED)[0].body) is None
    hooks = [each for each in told.receipts() if each.receiver != "mail"]
    assert {(each.status, each.attempts) for each in hooks} == {("delivered", 1)}
    count = sum(len(hook.received) for hook in told.hooks.values())
    assert len({(each.receiver, each.message) for each in hooks}) == len(hooks) == count
    assert LEAD in {each.recipient for each in mail}
