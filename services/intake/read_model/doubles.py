"""Records that may be one, on the work list; and those about which a person decided."""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.codec import to_json
from schemas.messages import DoubleSuspected, Fact, RecordNamed
from schemas.topics import SAFETY_RECORDS, Topic
from services.chassis.clock import day_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.intake.domain.doubles.name import double_named

from .waiting import QUARANTINE, Waiting

DECIDED = "intake:doubles"


class DecidedDouble(msgspec.Struct, frozen=True, kw_only=True):
    """Two records that were decided to be one or two; a later decision takes it back.

    `counts` is the document number of the one that counts; `differing`: they were corrected since,
    and it is to be decided anew.
    """

    identifier: str
    one: bool
    differing: bool
    decided_on: date
    records: tuple[RecordNamed, ...]
    counts: str | None


def view_of_double(topic: Topic, fact: Fact[DoubleSuspected]) -> Iterable[ViewWrite]:
    """Return the writes for a pair: it waits for a person, was decided, or is no question."""
    body = fact.body
    if topic is not SAFETY_RECORDS:
        return
    waits = to_json(_waiting(body, day_of(fact.known_at))) if body.open else None
    yield ViewWrite(key=QUARANTINE, field=body.double, value=waits)
    if body.status in {"suspected", "ended"}:
        yield ViewWrite(key=DECIDED, field=body.double, value=None)
        return
    decided = DecidedDouble(
        identifier=body.double,
        one=body.status != "two",
        differing=body.status == "differing",
        decided_on=day_of(fact.known_at),
        records=body.records,
        counts=_counting(body),
    )
    yield ViewWrite(key=DECIDED, field=body.double, value=to_json(decided))


def _counting(body: DoubleSuspected) -> str | None:
    counting = (each for each in body.records if each.record_id == body.counts)
    return next((each.document_number for each in counting), None)


def _waiting(body: DoubleSuspected, since: date) -> Waiting:
    name = double_named(body.double)
    return Waiting(
        identifier=body.double,
        kind="double",
        findings=len(body.records),
        since=since,
        departments=tuple(sorted({each.department for each in body.records})),
        names=(),
        proposals=(),
        code=name.code if name else None,
        records=body.records,
        day=body.day,
        same=body.same,
        differing=body.status == "differing",
    )


def decided_doubles(views: Views) -> list[DecidedDouble]:
    """Return the pairs about which a person decided, by identifier."""
    return [
        msgspec.json.decode(value, type=DecidedDouble)
        for _, value in sorted(views.fields(DECIDED).items())
    ]


def is_decided(views: Views, identifier: str) -> bool:
    """Say whether a person decided about a pair, so that it can be decided otherwise."""
    return views.field(DECIDED, identifier) is not None
