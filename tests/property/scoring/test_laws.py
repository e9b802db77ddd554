"""The laws of scoring: what a record, a rule, an objection may never do."""

from datetime import UTC, date, datetime
from decimal import Decimal
from sys import getrefcount

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.on_record.disputes import kind_of
from schemas.on_record.entry import LedgerEntry
from schemas.records import ObjectionDecided, Penalty
from schemas.vocabulary.record_kind import RecordKind
from services.scoring.domain.outlook.forecast import forecast
from services.scoring.domain.outlook.what_if import supposed
from services.scoring.domain.packs.pack import Pack, Rulebooks, rulebooks_of
from services.scoring.domain.packs.rule import Rule
from services.scoring.domain.packs.worked_case import CaseRecord
from services.scoring.domain.records.ledger import Ledger, ledger_from
from services.scoring.domain.standing.assessment import Standing, assess
from tests.support.random_histories import ANY_DAY, DAYS, HISTORIES, RULES, ledger_of

NOW = datetime(2029, 1, 1, tzinfo=UTC)


def place(standing: Standing, rules: Rulebooks = RULES) -> int:
    """Return the place of a grade, 0 the best."""
    pack = rules.at(standing.sector, standing.day)
    return [band.name for band in pack.grades].index(standing.grade)


def said(standing: Standing) -> Standing:
    """Return a standing without what an objection's own record adds: when it changes next."""
    return msgspec.structs.replace(standing, changes_next_on=None)


@given(HISTORIES, DAYS, ANY_DAY, st.sampled_from(["minor", "general", "severe"]))
def test_a_penalty_more_never_makes_a_standing_better(
    entries: list[LedgerEntry], on: date, decided_on: date, severity: str
) -> None:
    ledger = ledger_of(entries)
    content = {"kind": "penalty", "severity": severity, "decided_on": decided_on.isoformat()}
    more = supposed(ledger, [CaseRecord(number="one more", content=content)], (), NOW)
    before, after = assess(ledger, RULES, on), assess(more, RULES, on)
    assert after.score <= before.score
    assert place(after) >= place(before)


def harsher(pack: Pack) -> Pack:
    """Return a pack in which everything takes more, and for longer."""

    def worse(value: object) -> object:
        changed = value.value * 2 + 1  # type: ignore[attr-defined]  # a rule value with a number
        return msgspec.structs.replace(value, value=changed)  # type: ignore[type-var]  # as above

    def harder(rule: Rule) -> Rule:
        changed = {
            name: worse(value)
            for name in ("takes", "down")
            if (value := getattr(rule, name)) is not None and value.value
        }
        return msgspec.structs.replace(rule, **changed)

    rules = {name: harder(rule) for name, rule in pack.rules.items()}
    return msgspec.structs.replace(pack, rules=rules)


HARSHER = rulebooks_of(tuple(harsher(packs[0]) for packs in RULES.by_sector.values()))


@given(HISTORIES, ANY_DAY)
def test_rules_that_take_more_give_nobody_a_better_standing(
    entries: list[LedgerEntry], on: date
) -> None:
    ledger = ledger_of(entries)
    mild, harsh = assess(ledger, RULES, on), assess(ledger, HARSHER, on)
    assert harsh.score <= mild.score
    assert place(harsh, HARSHER) >= place(mild)


@given(HISTORIES, ANY_DAY, st.data())
def test_a_record_to_which_an_objection_was_upheld_is_as_one_that_never_was(
    entries: list[LedgerEntry], on: date, data: st.DataObject
) -> None:
    ledger = ledger_of(entries)
    kinds = sorted({kind_of(entry.content) for entry in ledger.current()}) or ["penalty"]
    kind = data.draw(st.sampled_from(kinds))
    upheld = LedgerEntry(
        record_id="upheld",
        known_at=NOW,
        revision=1,
        department="work-safety",
        document_number="upheld",
        occurred_on=date(2029, 1, 1),
        content=ObjectionDecided(
            objection_number="none",
            record_kind=RecordKind(kind),
            record_number="1",
            decided_on=date.max,  # of several decisions the last holds
            outcome="upheld",
            decided_by="X",
        ),
    )
    gone = {entry.record_id for entry in ledger.current() if kind_of(entry.content) == kind}
    without = ledger_from(entry for entry in ledger.entries if entry.record_id not in gone)
    if kind in {"objection_filed", "objection_decided", "repair_granted"}:
        return  # an objection to an objection is decided by a court
    assert said(assess(ledger.with_entry(upheld), RULES, on)) == said(assess(without, RULES, on))


@given(HISTORIES, st.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_the_forecast_is_what_the_days_then_bring(entries: list[LedgerEntry], on: date) -> None:
    ledger = ledger_of(entries)
    found = forecast(ledger, RULES, on, most=12)
    for step in found.steps:
        then = assess(ledger, RULES, step.day)
        assert (step.score, step.grade) == (then.score, then.grade)
    changed = [step for step in found.steps if step.grade != found.grade]
    assert found.grade_changes_on == (changed[0].day if changed else None)
    if found.complete and not found.steps:
        assert assess(ledger, RULES, date(2200, 1, 1)).score == found.score


@given(HISTORIES, ANY_DAY)
def test_what_is_left_out_in_a_supposition_is_as_withdrawn(
    entries: list[LedgerEntry], on: date
) -> None:
    ledger = ledger_of(entries)
    ids = sorted({entry.record_id for entry in ledger.entries})
    for record_id in ids[:1]:
        last = max(e.revision for e in ledger.entries if e.record_id == record_id)
        entry = next(e for e in ledger.entries if e.record_id == record_id)
        withdrawn = msgspec.structs.replace(entry, revision=last + 1, withdrawn=True)
        without = supposed(ledger, (), [record_id], NOW)
        assert assess(without, RULES, on) == assess(ledger.with_entry(withdrawn), RULES, on)


def test_a_penalty_can_be_built_as_the_law_above_says() -> None:
    entry = CaseRecord(
        number="P", content={"kind": "penalty", "severity": "minor", "decided_on": "2026-01-01"}
    )
    (added,) = supposed(Ledger(), [entry], (), NOW).entries
    assert isinstance(added.content, Penalty)
    assert added.content.fine == Decimal(0)


def test_a_ledger_that_was_assessed_is_not_kept_by_itself() -> None:
    """What follows from a record is remembered on it; a ring would stay for ever."""
    content = {"kind": "penalty", "severity": "minor", "decided_on": "2026-01-01"}
    order = {"kind": "inspection", "inspected_on": "2026-01-02", "order": "fine", "project": "甲"}
    registered = {"kind": "registration", "sector": "construction"}
    records = [
        CaseRecord(number=str(number), content=each)
        for number, each in enumerate((registered, content, content, order))
    ]
    ledger = supposed(Ledger(), records, (), NOW)
    assert assess(ledger, RULES, date(2026, 1, 3)).budgets
    holders = [getrefcount(entry) for entry in ledger.entries]
    another = supposed(Ledger(), records, (), NOW)
    plain = [getrefcount(entry) for entry in another.entries]
    assert holders == plain
