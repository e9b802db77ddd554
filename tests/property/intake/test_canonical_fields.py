"""Any dress over the numbers, codes, words, days and names of fields of a row changes no record."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.messages import Fact, ReportSubmitted
from schemas.vocabulary.canonical_text import canonical
from services.intake.domain.layouts.layout import Layout
from services.intake.domain.layouts.recognition import match
from services.intake.domain.records.finding import Finding
from services.intake.domain.records.normalization import normalize
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.statements.undecided import UndecidedError
from services.intake.translation.records import record_named
from tests.support.dress import dressed
from tests.support.sample_files import FILES, KNOWN_ON, RULEBOOK, submission_of

# Dress is drawn sign by sign, which takes its time where other processes are busy.
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow])


@cache
def reports(file: str) -> Sequence[Fact[ReportSubmitted]]:
    return list(submission_of(file).facts)[:200]


def compared(layout: Layout) -> tuple[set[str], set[str]]:
    """Return the fields within which blanks say nothing, and those in which they may."""
    choices = {each.field for each in layout.columns.values() if each.read == "choice"}
    whole = {*layout.identifiers, layout.document_number, *(name for name in choices if name)}
    return whole, set(layout.days)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Fact[ReportSubmitted], dict[str, Any]]:
    fact = draw(st.sampled_from(reports(draw(st.sampled_from(sorted(FILES))))))
    whole, days = compared(RULEBOOK.layouts[fact.body.layout])
    fields: dict[str, Any] = {}
    for name, value in fact.body.fields.items():
        worn = draw(dressed(name)) if draw(st.booleans()) else name
        if isinstance(value, str) and name in whole:
            fields[worn] = draw(dressed(value))
        elif isinstance(value, str) and name in days:
            fields[worn] = draw(dressed(value, blanks_inside=False))
        else:
            fields[worn] = value
    return fact, fields


def outcome(fact: Fact[ReportSubmitted], fields: dict[str, Any]) -> Finding | str:
    body = fact.body
    try:
        return normalize(RULEBOOK, body.layout, body.department, fields, KNOWN_ON)
    except Refusal as refusal:
        return refusal.reason
    except UndecidedError as waiting:
        return waiting.undecided.identifier


@given(rows())
@UNHURRIED
def test_a_dressed_row_says_what_the_row_says(row: tuple[Fact[ReportSubmitted], dict[str, Any]]):
    fact, worn = row
    plain, dressed_one = outcome(fact, dict(fact.body.fields)), outcome(fact, worn)
    if isinstance(plain, str) or isinstance(dressed_one, str):
        assert plain == dressed_one
        return
    assert dressed_one.identifier == plain.identifier
    assert canonical(dressed_one.document_number) == canonical(plain.document_number)
    assert (
        msgspec.structs.replace(
            dressed_one,
            document_number=plain.document_number,
            identifier_field=plain.identifier_field,
            content=plain.content,
        )
        == plain
    )
    number = dressed_one.document_number
    assert record_named("c", "penalty", number) == record_named(
        "c", "penalty", plain.document_number
    )
    assert "\u200b" not in number


@given(st.sampled_from(sorted(RULEBOOK.layouts)), st.data())
@UNHURRIED
def test_a_dressed_header_is_known(name: str, data: st.DataObject) -> None:
    layout = RULEBOOK.layouts[name]
    header = data.draw(st.sampled_from(sorted(layout.fields)))
    assert match([data.draw(dressed(header))], layout).names == (header,)
