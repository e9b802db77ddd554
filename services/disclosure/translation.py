"""Between messages and the domain's own values."""

from hashlib import blake2b

import msgspec

from schemas.messages import MeasureChanged, StandingAssessed
from schemas.messages.standing_assessed import OverrideLine, PointsLine, StatusLine
from schemas.vocabulary.disclosed_entry import (
    DisclosedIdentity,
    DisclosedMeasure,
    DisclosedReason,
    GradeSince,
)
from schemas.vocabulary.explanation import documents_of
from schemas.vocabulary.measure_status import IN_EFFECT
from services.disclosure.domain.entry.public_standing import PublicStanding, StandingReason
from services.disclosure.domain.records.publicity import ListedDays

_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DIGEST_BYTES = 16


def standing_of(body: StandingAssessed) -> PublicStanding:
    """Return what of a standing may be public."""
    registration = body.registration
    worse: list[PointsLine | OverrideLine] = [line for line in body.lines if line.points < 0]
    worse += body.overrides
    return PublicStanding(
        number=body.number,
        day=body.day,
        identity=DisclosedIdentity(
            name=body.name,
            sector=body.sector,
            district=registration.district if registration else None,
            former_names=registration.former_names if registration else (),
            organization_code=registration.organization_code if registration else None,
            former_codes=registration.former_codes if registration else (),
            succeeded_by=registration.succeeded_by if registration else None,
        ),
        grade=body.grade,
        level=body.level,
        rating_edition=body.edition,
        base=_reason(body.base),
        lines=tuple(StandingReason(_reason(line), _records_of(line)) for line in worse),
        worse_lines=sum(
            each.line_count
            for each in body.sums
            if each.effect is not None or (each.points is not None and each.points < 0)
        ),
        listings=tuple(_listed(line) for line in body.statuses if line.kind == "listed"),
        thin=bool(body.thin_data),
    )


def revised_grades(body: StandingAssessed) -> tuple[GradeSince, ...]:
    """Return the grades of the past that a standing revises."""
    return tuple(
        GradeSince(first_day=each.first_day, grade=each.grade) for each in body.revised_grades
    )


def measure_of(body: MeasureChanged) -> DisclosedMeasure | None:
    """Return a linked measure that is in effect; None where it is not, or no longer."""
    if body.to_status not in IN_EFFECT:
        return None
    return DisclosedMeasure(
        order=body.order,
        measure=body.measure,
        agency=body.agency,
        since=body.day,
        article=body.article,
        mark=body.mark,
    )


def digest_of(value: msgspec.Struct) -> bytes:
    """Return by what two values that say the same are known."""
    return blake2b(_ENCODER.encode(value), digest_size=_DIGEST_BYTES).digest()


def _records_of(line: PointsLine | OverrideLine) -> tuple[str, ...]:
    if isinstance(line, OverrideLine):
        return line.record_ids
    return (line.record_id,) if line.record_id else ()


def _reason(line: PointsLine | OverrideLine) -> DisclosedReason:
    return DisclosedReason(
        rule=line.rule,
        chinese=line.chinese,
        english=line.english,
        article=line.article,
        mark=line.mark,
        first_day=line.first_day,
        last_day=line.last_day,
        ends_when=line.ends_when,
        document_numbers=documents_of(line),
        objected=line.objected,
    )


def _listed(line: StatusLine) -> ListedDays:
    return ListedDays(
        record_id=line.record_ids[0],
        first_day=line.first_day,
        last_day=line.last_day,
        may_leave_on=line.may_leave_on,
        article=line.article,
    )
