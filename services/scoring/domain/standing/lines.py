"""The lines of an explanation, as the rules bring them about."""

from collections.abc import Iterable
from decimal import Decimal

from schemas.on_record.entry import LedgerEntry
from schemas.records import Accident
from schemas.vocabulary.assumption import Assumption, assumption
from schemas.vocabulary.effect import Effect, GradesDown, Veto
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine
from schemas.vocabulary.note import EndsWhen, Note
from services.scoring.domain.packs.rule import ProportionalPoints, Rule, Tiers
from services.scoring.domain.packs.rule_days import Days
from services.scoring.domain.records.situation import Situation

NOTHING = Decimal()
Named = tuple[str, str]  # a record's id and document number


def points_line(
    name: str, rule: Rule, situation: Situation, entry: LedgerEntry, days: Days
) -> PointsLine:
    """Return the line of the points that a rule gives or takes."""
    points = rule.points
    if isinstance(points, Tiers):
        outcome = points.of(Decimal(situation.facts[points.by]))
        value = outcome.value
    elif isinstance(points, ProportionalPoints):
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
        note=situation.note if rule.note is None else Note(kind=rule.note),
        assumed=assumed_by(rule, entry),
    )


def assumed_by(rule: Rule, entry: LedgerEntry) -> tuple[Assumption, ...]:
    """Return the values on which a rule rests, and that the record's departments do not state.

    The nature of an accident decides for how long its toll is counted, whatever a rule asks.
    """
    if not entry.assumed:
        return ()
    facts = rule.facts | ({"nature"} if isinstance(entry.content, Accident) else set())
    return tuple(
        assumption(name, getattr(entry.content, name)) for name in entry.assumed if name in facts
    )


def override_line(  # noqa: PLR0913, PLR0917 - what a line says
    name: str,
    rule: Rule,
    records: Iterable[Named],
    days: Days,
    ends_when: EndsWhen | None = None,
    assumed: tuple[Assumption, ...] = (),
) -> OverrideLine:
    """Return the line of an override."""
    records = tuple(records)
    article, mark = rule.basis()
    return OverrideLine(
        rule=name,
        chinese=rule.chinese,
        english=rule.english,
        effect=_effect(rule),
        article=article,
        mark=mark,
        record_ids=tuple(record_id for record_id, _ in records),
        document_numbers=tuple(number for _, number in records),
        record_count=len(records),
        first_day=days[0],
        last_day=days[1],
        ends_when=ends_when,
        assumed=assumed,
    )


def _effect(rule: Rule) -> Effect:
    if rule.down is not None:
        return GradesDown(rule.down.value)
    if rule.to is not None:
        return Veto(rule.to.value)
    raise ValueError(f"{rule.english}: a rule without `down` and `to` overrides nothing")


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
        record_count=len(records),
        first_day=days[0],
        last_day=days[1],
    )
