"""The demo as a visitor sees it, on the embedded broker, and what it leaves behind."""

import csv
import io
import os
import re
from collections import Counter
from datetime import date

import pytest
from msgspec.structs import replace

from development.demo.city_tables import latest, steps
from development.demo.scenario import SAMPLES, load_scenario
from schemas.topics import (
    ALERTS,
    DISCLOSED_RECORDS,
    DISCLOSURES,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    REPORT_RECEIPTS,
    SERVICES,
    STANDINGS,
    dead_letters_of,
)
from schemas.vocabulary.measure_kind import MeasureKind
from tests.support.sample_city import sample_city

STORY = load_scenario()


def test_the_city_on_the_broker_ends_where_the_city_in_memory_does(played):
    city = sample_city()
    for topic in (STANDINGS, MEASURE_CHANGES, GRADE_CHANGES, DISCLOSURES, DISCLOSED_RECORDS):
        mine, memory = latest(played.facts(topic)), latest(city.facts(topic))
        assert mine, topic.name
        assert mine.keys() == memory.keys(), topic.name
    standings = {code: fact.body for code, fact in latest(played.facts(STANDINGS)).items()}
    expected = {code: fact.body for code, fact in latest(city.facts(STANDINGS)).items()}
    fields = ("grade", "score", "level", "lines", "overrides", "sector", "edition")
    for code, body in expected.items():
        for field in fields:
            assert getattr(standings[code], field) == getattr(body, field), (code, field)
    public = {code: fact.body.entry for code, fact in latest(played.facts(DISCLOSURES)).items()}
    for code, fact in latest(city.facts(DISCLOSURES)).items():
        assert without_orders(public[code]) == without_orders(fact.body.entry), code


def without_orders(entry):
    """Return an entry whose measures bear no numbers: these follow from what came first."""
    measures = sorted((replace(each, order="") for each in entry.measures), key=repr)
    return replace(entry, measures=tuple(measures))


def test_every_row_read_has_one_outcome(played):
    last = {f.body.origin.report_id: f.body.outcome for f in played.facts(REPORT_RECEIPTS)}
    story = sum(len(step.reports) for step in STORY.steps)
    rows = 200 + 124 + 101 + 400 + 14 + 160 + 114 + 115
    assert len(last) == rows + story
    counts = Counter(last.values())
    assert counts["quarantined"] == 11
    assert counts["rejected"] == 9
    assert counts["repeated"] == 4
    assert counts["corrected"] == 3 + 1  # the danger's removal corrects its first report


def test_the_chemical_enterprise_falls_and_rises(played):
    grades = [
        (fact.body.day, fact.body.to_grade)
        for fact in played.facts(GRADE_CHANGES)
        if fact.subject == STORY.enterprise
    ]
    assert grades[-3:] == [
        (date(2026, 11, 10), "D"),
        (date(2027, 11, 11), "C"),
        (date(2028, 1, 15), "A"),
    ]


@pytest.mark.parametrize(
    ("measure", "statuses"),
    [
        (MeasureKind.TAX_REBATE_CANCELLED, ["noticed", "in_force", "carried_out", "lifted"]),
        (MeasureKind.PROJECT_REFUSED, ["noticed", "in_force", "lifted"]),
        (MeasureKind.LOAN_LIMIT, ["noticed", "in_force", "in_force", "lifted"]),
    ],
)
def test_its_measures_follow_and_are_lifted(played, measure, statuses):
    mine = [
        fact.body
        for fact in steps(played.facts(MEASURE_CHANGES))
        if fact.subject == STORY.enterprise and fact.body.measure is measure
    ]
    assert [body.to_status for body in mine] == statuses
    if measure is MeasureKind.TAX_REBATE_CANCELLED:
        assert {int(body.amount) for body in mine} == {4_120_000}


def test_thirty_and_two_maintenance_units_are_interviewed_and_two_lose_their_qualification(played):
    bodies = [(fact.subject, fact.body) for fact in steps(played.facts(MEASURE_CHANGES))]
    interviewed = {
        code
        for code, body in bodies
        if body.measure is MeasureKind.INTERVIEW and body.agency == "quality-supervision"
    }
    assert len(interviewed) == 30 + 2
    cancelled = {
        code
        for code, body in bodies
        if body.measure is MeasureKind.QUALIFICATION_CANCELLED and body.to_status == "in_force"
    }
    assert cancelled == set(STORY.units)
    rows = re.findall(
        r"^(elevator|simple_lift)\t(\d+)\t(\d+)\t(\d+)$", played.printed, re.MULTILINE
    )
    assert rows == [("elevator", "106", "30", "2"), ("simple_lift", "9", "2", "0")]


def test_enterprise_and_agencies_are_told(played):
    recipients = {
        fact.body.recipient
        for fact in played.facts(ALERTS)
        if STORY.enterprise in {fact.body.about, fact.body.recipient}
    }
    assert {STORY.enterprise, "tax", "peoples-bank", "development-reform"} <= recipients


def test_nothing_was_set_aside(played):
    assert [fact.body for s in SERVICES for fact in played.facts(dead_letters_of(s))] == []


def test_no_personal_number_is_on_any_topic_or_in_any_view(played):
    text = (SAMPLES / "penalties-double-publicity.csv").read_bytes().decode("gb18030")
    rows = csv.DictReader(io.StringIO(text))
    numbers = {row["法定代表人证件号码"].strip() for row in rows} - {""}
    assert len(numbers) > 80
    everything = played.views + b"\n".join(
        record.value or b"" for records in played.received.values() for record in records
    )
    assert len(everything) > 1_000_000
    found = {match.decode() for match in re.findall(rb"\d{17}[0-9Xx]", everything)}
    assert not numbers & found
    assert "法定代表人证件号码".encode() not in everything


def test_a_visitor_reads_what_happened(played):
    for words in (
        "Grades by sector",
        "Data quality 2026-10",
        "Linked measures",
        "What was public of",
        "4,120,000",
        "Rejected and quarantined",
        "说明",
    ):
        assert words in played.printed


def test_nothing_is_left_running(played):
    for pid in played.pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
