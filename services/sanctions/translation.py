"""Between messages and the domain's own values."""

from datetime import date

from schemas.messages import MeasureChanged, StandingAssessed
from schemas.messages.standing_assessed import OverrideLine, PointsLine

from .domain.dossier import Standing
from .domain.edition import MeasuresEdition
from .domain.measure import Step


def standing_of(
    body: StandingAssessed,
    identity: str,
    today: date,
    before: Standing | None,
    edition: MeasuresEdition | None,
) -> Standing:
    """Return the essentials of a standing; a fall is counted against the standing before."""
    changed = before is None or before.grade != body.grade
    fell = edition is not None and _fell(body, before, edition)
    fell_before = (before.fell_on, before.fell_to) if before else (None, None)
    fell_on, fell_to = (today, body.grade) if fell else fell_before
    same_day = before is not None and before.day == body.day
    registration = body.registration
    return Standing(
        day=body.day,
        name=body.name,
        sector=body.sector,
        grade=body.grade,
        level=body.level,
        reasons=reasons(body),
        registered=registration is not None,
        risk_class=registration.risk_class if registration else None,
        payroll=registration.payroll if registration else None,
        grade_since=today if before is None or changed else before.grade_since,
        fell_on=fell_on,
        fell_to=fell_to,
        seen=(*(before.seen if before and same_day else ()), identity),
    )


def _fell(body: StandingAssessed, before: Standing | None, edition: MeasuresEdition) -> bool:
    """Say whether the grade is worse than before, or the first one in a sector where that counts.

    Who was not rated before had the grade of the base score: so it is the same whether an
    enterprise's registration or its accident is heard of first. Who comes into such a sector from
    another one is rated there for the first time.
    """
    if edition.rank(body.grade) > edition.rank(before.grade if before else body.base_grade):
        return True
    counts = edition.interview.first_rating_counts.value
    return body.sector in counts and (before is None or before.sector not in counts)


def reasons(body: StandingAssessed) -> tuple[str, ...]:
    """Return the overrides, then the deductions, that make the grade, each with its documents."""
    lines: list[OverrideLine | PointsLine] = [*body.overrides]
    lines.extend(line for line in body.lines if line.points < 0)
    found = [f"{line.rule}{_documents(line)}" for line in lines]
    return tuple(dict.fromkeys(found))


def _documents(line: OverrideLine | PointsLine) -> str:
    if isinstance(line, OverrideLine):
        numbers = line.document_numbers
    else:
        numbers = (line.document_number,) if line.document_number else ()
    return f" ({', '.join(numbers)})" if numbers else ""


def measure_changed(
    step: Step, name: str | None, today: date, prompted_by: str | None
) -> MeasureChanged:
    """Return the message about a step."""
    terms = step.terms
    return MeasureChanged(
        day=today,
        name=name,
        measure=terms.kind,
        agency=terms.agency,
        from_status=step.from_status,
        to_status=step.to_status,
        grade=step.grade,
        cause=step.cause,
        article=terms.article,
        mark=terms.mark,
        edition=terms.edition,
        amount=terms.amount,
        computation=terms.computation,
        parameters=terms.parameters,
        deadline=step.deadline,
        deadline_note=step.deadline_note,
        instance=terms.instance or None,
        prompted_by=prompted_by,
    )
