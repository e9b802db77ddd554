"""The figures of the effect are a plain count of what is on record, however it came."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import Fact, Origin, RecordAdmitted
from schemas.on_record.disputes import disputes_in, record_key
from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Accident, AccidentFollowUp, ObjectionDecided, Toll
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import day_of
from services.chassis.views.store import MemoryViews
from services.scoring.domain.accidents.accident import accident_phases
from services.scoring.domain.accidents.figures import compare, percent_of_change
from services.scoring.domain.records.span import Span, span_before
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.domain.standing.assessment import assess
from services.scoring.handlers import build
from services.scoring.handlers.assessments import Rules
from services.scoring.read_model import accidents, view_of_state
from tests.support.random_histories import DAYS, ENTRIES, HISTORIES, RULES, SMALL, ledger_of

ADMIT = build(Rules(RULES, (), ()))[RecordAdmitted]
TODAY = date(2026, 6, 1)
MIDNIGHTS = [datetime(year, 12, 31, 16, tzinfo=UTC) for year in (2023, 2024)]  # Shanghai's
MOMENTS = st.builds(
    lambda midnight, minutes: midnight + timedelta(minutes=minutes),
    st.sampled_from(MIDNIGHTS),
    st.sampled_from([-1, 0]),
)
NEARBY = st.builds(
    lambda midnight, days: midnight.date() + timedelta(days=days),
    st.sampled_from(MIDNIGHTS),
    st.integers(0, 33),
)
NEARBY_TOLLS = st.builds(Toll, reported_on=NEARBY, deaths=SMALL, serious_injuries=st.none() | SMALL)
ABOUT_ACCIDENTS = st.one_of(
    st.builds(
        Accident,
        happened_at=MOMENTS,
        tolls=st.lists(NEARBY_TOLLS, max_size=3).map(tuple),
        loss=st.just(Decimal(0)),
        responsibility=st.sampled_from(["responsible", "not_responsible", "under_investigation"]),
    ),
    st.builds(AccidentFollowUp, accident_number=st.just("1"), toll=NEARBY_TOLLS),
    st.builds(
        ObjectionDecided,
        objection_number=st.just("1"),
        record_kind=st.just(RecordKind.ACCIDENT),
        record_number=st.sampled_from(["1", "2", "3"]),
        decided_on=DAYS,
        outcome=st.sampled_from(["upheld", "dismissed"]),
        decided_by=st.just("X"),
    ),
)
# A good many accidents, at few moments: so that several enterprises are in one of them.
BUSY = st.lists(
    st.builds(
        msgspec.structs.replace,
        ENTRIES,
        content=ABOUT_ACCIDENTS,
        withdrawn=st.sampled_from([False, False, True]),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda e: (e.record_id, e.revision),
)
CITIES = st.dictionaries(st.sampled_from(["one", "two", "three"]), BUSY | HISTORIES, min_size=1)
BOUNDS = st.sampled_from([date(y, m, d) for y in (2023, 2024, 2025) for m, d in ((1, 1), (12, 31))])
SPANS = st.tuples(BOUNDS | DAYS, BOUNDS | DAYS).map(lambda days: Span(min(days), max(days)))


def admitted(code: str, entry: LedgerEntry) -> Fact[RecordAdmitted]:
    identity = f"{code} {entry.record_id} {entry.revision}"
    return Fact(
        id=identity,
        source="/safety-credit/intake",
        subject=code,
        known_at=entry.known_at,
        occurred_at=entry.known_at,
        correlation_id=identity,
        body=RecordAdmitted(
            record_id=entry.record_id,
            revision=entry.revision,
            department=entry.department,
            document_number=entry.document_number,
            occurred_on=entry.occurred_on,
            content=entry.content,
            origin=Origin(
                report_id=identity, department=entry.department, layout="t", submission="s", row=1
            ),
            sources=entry.sources,
            withdrawn=entry.withdrawn,
        ),
    )


def views_of(arrivals: list[tuple[str, LedgerEntry]]) -> MemoryViews:
    """Return the views after the records came in this order, written after each of them."""
    views, states = MemoryViews(), dict.fromkeys((code for code, _ in arrivals), ScoringState())
    for code, entry in arrivals:
        states[code] = ADMIT(states[code], admitted(code, entry), TODAY).state
        views.apply(view_of_state(code, states[code]))
    return views


def plain_count(city: dict[str, list[LedgerEntry]], span: Span) -> dict[str, tuple[int, int, int]]:
    """Return accidents, deaths and serious injuries of each sector and of the whole (""), counted.

    What an accident's toll is, and which one an objection does away with, is told elsewhere.
    """
    tolls: dict[str, dict[object, tuple[int, int]]] = {"": {}}
    for entries in city.values():
        last = {e.record_id: e for e in sorted(entries, key=lambda e: e.revision)}
        current = [last[name] for name in sorted(last) if not last[name].withdrawn]
        upheld = disputes_in(current).upheld
        sector = assess(ledger_of(entries), RULES, TODAY).sector
        for entry in with_later_reports([e for e in current if record_key(e) not in upheld]):
            accident = entry.content
            if not isinstance(accident, Accident):
                continue
            day = day_of(accident.happened_at)
            if span.first_day <= day <= span.last_day:
                toll = accident_phases(accident, RULES.at(sector, day).accidents).phases[-1]
                for place in ("", sector):
                    same = tolls.setdefault(place, {})
                    deaths, injured = same.get(accident.happened_at, (0, 0))
                    same[accident.happened_at] = (
                        max(deaths, toll.deaths),
                        max(injured, toll.serious_injuries),
                    )
    return {
        place: (len(same), sum(d for d, _ in same.values()), sum(i for _, i in same.values()))
        for place, same in tolls.items()
    }


@given(CITIES, SPANS, st.randoms())
def test_the_figures_are_a_plain_count_whatever_the_order_of_arrival(
    city: dict[str, list[LedgerEntry]], span: Span, chance: object
) -> None:
    arrivals = [(code, entry) for code, entries in city.items() for entry in entries]
    arrivals += arrivals[::3]  # some come twice
    chance.shuffle(arrivals)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    against = span_before(span)
    found = compare(accidents(views_of(arrivals)), RULES, span, against, TODAY)
    for asked, figures in ((span, "after"), (against, "before")):
        counted = plain_count(city, asked)
        told = {each.sector: getattr(each, figures) for each in found.sectors}
        told[""] = getattr(found.whole, figures)
        assert counted.keys() <= told.keys()
        for place, one in told.items():
            expected = counted.get(place, (0, 0, 0))
            assert (one.accidents, one.deaths, one.serious_injuries) == expected, place


@given(CITIES, SPANS)
def test_two_spans_that_meet_add_up(city: dict[str, list[LedgerEntry]], span: Span) -> None:
    arrivals = [(code, entry) for code, entries in city.items() for entry in entries]
    known, before = accidents(views_of(arrivals)), span_before(span)
    both = Span(before.first_day, span.last_day)
    apart = compare(known, RULES, span, before, TODAY).whole
    together = compare(known, RULES, both, before, TODAY).whole.after
    for name in msgspec.structs.asdict(together):
        assert getattr(together, name) == getattr(apart.before, name) + getattr(apart.after, name)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_change_is_that_of_a_fraction(before: int, after: int) -> None:
    found = percent_of_change(before, after)
    assert found is not None
    assert abs(found * before - 100 * (after - before)) <= Decimal("0.05") * before
