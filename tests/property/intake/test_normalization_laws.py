"""The laws of normalization, on rows as departments send them, disguised and mixed."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codec import encode, to_json
from schemas.messages import Fact, RecordAdmitted, ReportSubmitted
from schemas.vocabulary.canonical_text import canonical
from services.chassis.clock import milliseconds
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.domain.layouts.layout import RECORD_LAYOUT
from services.intake.domain.records.finding import Finding
from services.intake.domain.records.normalization import normalize
from services.intake.domain.records.refusal import Refusal
from tests.support.sample_files import (
    FILES,
    KNOWN_ON,
    RULEBOOK,
    facts_on,
    intake_worker,
    submission_of,
)

Row = dict[str, Any]
BLANKS = ("", " ", "　", "\t")


@cache
def reports(file: str) -> Sequence[Fact[ReportSubmitted]]:
    return list(submission_of(file).facts)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Fact[ReportSubmitted], Row]:
    """A row as it was sent, with its texts in another guise."""
    fact = draw(st.sampled_from(reports(draw(st.sampled_from(sorted(FILES))))))
    fields = dict(fact.body.fields)
    for name in draw(st.sets(st.sampled_from(sorted(fields)))):
        if isinstance(fields[name], str):
            fields[name] = draw(guises(fields[name]))
    return fact, fields


@st.composite
def guises(draw: st.DrawFn, text: str) -> str:
    before, after = draw(st.sampled_from(BLANKS)), draw(st.sampled_from(BLANKS))
    if draw(st.booleans()) and unicodedata.is_normalized("NFKC", text):
        text = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    return before + text + after


def finding_of(fact: Fact[ReportSubmitted], fields: Row) -> Finding | str:
    body = fact.body
    try:
        return normalize(RULEBOOK, body.layout, body.department, fields, KNOWN_ON)
    except Refusal as refusal:
        return refusal.reason


def in_the_citys_terms(finding: Finding) -> Row:
    """Return a finding as a report in the layout `record`."""
    return {
        "code": finding.code or finding.identifier.partition(":")[2],
        "document_number": finding.document_number,
        "occurred_on": finding.occurred_on.isoformat(),
        "content": msgspec.json.decode(to_json(finding.content)),
        "withdrawn": finding.withdrawn,
    }


@settings(suppress_health_check=[HealthCheck.too_slow])  # beside busy processes
@given(rows())
def test_normalizing_what_is_normal_changes_nothing(row: tuple[Fact[ReportSubmitted], Row]) -> None:
    once = finding_of(*row)
    if isinstance(once, str) or once.identifier.startswith("name:"):
        return  # a name alone has no place in the city's terms
    department = row[0].body.department
    fields = in_the_citys_terms(once)
    twice = normalize(RULEBOOK, RECORD_LAYOUT, department, fields, KNOWN_ON)
    assert in_the_citys_terms(twice) == fields
    assert twice.content == once.content


@given(rows())
def test_a_guise_changes_neither_whose_nor_which_record_it_is(
    row: tuple[Fact[ReportSubmitted], Row],
) -> None:
    plain, guised = finding_of(row[0], dict(row[0].body.fields)), finding_of(*row)
    if isinstance(plain, str) or isinstance(guised, str):
        assert plain == guised
        return
    assert plain.identifier == guised.identifier
    assert canonical(plain.document_number) == canonical(guised.document_number)
    assert (plain.occurred_on, plain.withdrawn) == (guised.occurred_on, guised.withdrawn)


def records_of(worker: MemoryWorker) -> dict[str, tuple[object, ...]]:
    """Return what the latest revision of each record says.

    Not how it was counted, nor which of two rows that say the same told it first.
    """
    latest: dict[str, RecordAdmitted] = {}
    for fact in facts_on(worker, "safety-records"):
        if isinstance(fact.body, RecordAdmitted):
            known = latest.get(fact.body.record_id)
            if known is None or known.revision < fact.body.revision:
                latest[fact.body.record_id] = fact.body
    return {
        f"{name} {each.document_number}": (
            each.content,
            each.occurred_on,
            each.withdrawn,
            each.department,
            each.sources,
        )
        for name, each in latest.items()
    }


def play(facts: Sequence[Fact[ReportSubmitted]]) -> MemoryWorker:
    worker = intake_worker(1)
    for fact in facts:
        topic = f"reports-{fact.body.department}"
        timestamp = milliseconds(fact.known_at)
        worker.log.append_raw(topic, 0, fact.subject.encode(), encode(fact), timestamp)
    run_until_quiet([worker])
    return worker


@pytest.mark.parametrize("file", ["penalties-double-publicity.csv", "traffic-police.jsonl"])
@given(data=st.data())
@settings(max_examples=10)
def test_the_order_in_which_rows_arrive_changes_no_record(file: str, data: st.DataObject) -> None:
    """Of rows that say two things of one record the later row holds, whichever comes first."""
    some = data.draw(
        st.lists(st.sampled_from(reports(file)), unique_by=lambda f: f.id, max_size=40)
    )
    some.sort(key=lambda fact: fact.body.row)
    mixed = data.draw(st.permutations(some))
    assert records_of(play(mixed)) == records_of(play(some))


@given(data=st.data())
@settings(max_examples=10)
def test_reports_delivered_twice_and_sent_twice_change_no_record(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(FILES)))
    some = data.draw(
        st.lists(st.sampled_from(reports(file)), unique_by=lambda f: f.id, max_size=30)
    )
    some.sort(key=lambda fact: fact.body.row)
    again = [msgspec.structs.replace(fact, id=fact.id[::-1]) for fact in some]
    once, twice = play(some), play([*some, *some, *again])
    assert records_of(twice) == records_of(once)
    assert len(facts_on(twice, "safety-records")) == len(facts_on(once, "safety-records"))


@given(
    st.dictionaries(
        st.text(max_size=12),
        st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans()),
        max_size=8,
    ),
    st.sampled_from(sorted([*RULEBOOK.layouts, RECORD_LAYOUT, "none such"])),
    st.sampled_from(sorted(RULEBOOK.departments)),
)
def test_made_up_rows_are_refused_with_a_known_reason(
    fields: Row, layout: str, department: str
) -> None:
    with pytest.raises(Refusal) as refused:
        normalize(RULEBOOK, layout, department, fields, date(2026, 11, 20))
    assert refused.value.reason in RULEBOOK.reasons
