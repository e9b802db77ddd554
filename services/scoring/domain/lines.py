"""The lines of an explanation, as the rules bring them about."""

from collections.abc import Iterable
from decimal import Decimal

from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine

from .grading import down, to
from .ledger import Entry
from .rule import Rule, Share, Tiers
from .rule_days import Days
from .situation import Situation

NOTHING = Decimal()
Named = tuple[str, str]  # a record's id and document number


def points_line(
    name: str, rule: Rule, situation: Situation, entry: Entry, days: Days
) -> PointsLine:
    """Return the line of the points that a rule gives or takes."""
    points = rule.points
    if isinstance(points, Tiers):
        outcome = points.of(Decimal(situation.facts[points.by]))
        value = outcome.value
    elif isinstance(points, Share):
        outcome = points.factor
        value = outcome.value * Decimal(situation.facts[points.by])
    else:
        outcome = points or rule.outcome
        value = outcome.value
    article, mark = rule.basis(outcome)
    return PointsLine(
        rule=name,
        chinese=rule.chinese,
        english=rule.english,
        points=NOTHING + rule.sign * value,
        article=article,
        mark=mark,
        record_id=entry.record_id,
        document_number=entry.document_number,
        departments=entry.sources,
        first_day=days[0],
        last_day=days[1],
        ends_when=rule.ends_when or situation.ends_when,
        note=rule.note or situation.note,
    )


def override_line(
    name: str, rule: Rule, records: Iterable[Named], days: Days, ends_when: str | None = None
) -> OverrideLine:
    """Return the line of an override."""
    records = tuple(records)
    article, mark = rule.basis()
    if rule.down is not None:
        effect = down(rule.down.value)
    else:
        effect = to(rule.to.value if rule.to else "")
    return OverrideLine(
        rule=name,
        chinese=rule.chinese,
        english=rule.english,
        effect=effect,
        article=article,
        mark=mark,
        record_ids=tuple(record_id for record_id, _ in records),
        document_numbers=tuple(number for _, number in records),
        first_day=days[0],
        last_day=days[1],
        ends_when=ends_when,
    )


def status_line(name: str, rule: Rule, records: Iterable[Named], days: Days) -> StatusLine:
    """Return the line of a status, or of a list whose condition is met."""
    records = tuple(records)
    article, mark = rule.basis()
    value = rule.status or rule.proposes
    return StatusLine(
        kind="status" if rule.status else "proposed",
        name=value.value if value else "",
        rule=name,
        chinese=rule.chinese,
        english=rule.english,
        article=article,
        mark=mark,
        record_ids=tuple(record_id for record_id, _ in records),
        document_numbers=tuple(number for _, number in records),
        first_day=days[0],
        last_day=days[1],
    )
