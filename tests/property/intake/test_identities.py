"""Laws of identification: findings and what is decided about them in any order, delivered twice."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.identities.identifier_links import (
    Identification,
    IdentifierLink,
    IdentifierOwner,
)

START = datetime(2026, 10, 31, tzinfo=UTC)
CODES = ("91990103NBMRN7808U", "91990104MB5NNL986R", None)
KINDS = ("reg:330200000000001", "name:甲厂", "code:91990103NBMRN78081")


def instant(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@st.composite
def identifier_links(draw: st.DrawFn) -> list[IdentifierLink]:
    """Claims in the order in which they were known, each in a minute of its own."""
    minutes = sorted(draw(st.sets(st.integers(0, 20).map(lambda n: 2 * n), max_size=6)))
    found = []
    for minute in minutes:
        by_person = draw(st.booleans())
        code = draw(st.sampled_from(CODES if by_person else CODES[:2]))
        decision = f"decision {minute}" if by_person else ""
        found.append(IdentifierLink(instant(minute), code, decision, "" if code else "查无"))
    return found


def answers(
    identifier: str, events: Sequence[IdentifierLink | datetime]
) -> dict[datetime, IdentifierOwner | None]:
    """Return what each finding (its instant) is told, when events come in this order."""
    known, told, waiting = (
        Identification(),
        dict[datetime, IdentifierOwner | None](),
        list[datetime](),
    )
    for event in events:
        if isinstance(event, IdentifierLink):
            known = known.with_link(event)
        else:
            waiting.append(event)
        for finding in list(waiting):
            answer = known.owner_at(identifier, finding)
            told[finding] = answer
            if answer is not None:
                waiting.remove(finding)
    return told


@given(
    st.sampled_from(KINDS),
    identifier_links(),
    st.lists(st.integers(0, 20).map(lambda n: 2 * n + 1), unique=True, max_size=5),
    st.data(),
)
def test_a_finding_may_be_late(
    identifier: str, known: list[IdentifierLink], minutes: list[int], data: st.DataObject
) -> None:
    """Before what is claimed later, where it waits, or after it: it is told the same."""
    findings = [instant(minute) for minute in minutes]
    placed: list[list[datetime]] = [[] for _ in range(len(known) + 1)]
    for finding in findings:
        earliest = sum(claim.known_at < finding for claim in known)
        placed[data.draw(st.integers(earliest, len(known)))].append(finding)
    events: list[IdentifierLink | datetime] = [*placed[0]]
    for claim, after in zip(known, placed[1:], strict=True):
        events += [claim, *after]
    assert answers(identifier, events) == answers(identifier, [*known, *findings])


@given(st.sampled_from(KINDS), identifier_links(), st.integers(0, 41))
def test_what_is_delivered_twice_changes_nothing(
    identifier: str, known: list[IdentifierLink], minute: int
) -> None:
    once = Identification()
    for claim in known:
        once = once.with_link(claim)
    twice = once
    for claim in known:
        twice = twice.with_link(claim)
    assert twice is once
    assert twice.owner_at(identifier, instant(minute)) == once.owner_at(identifier, instant(minute))
