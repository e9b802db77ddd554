"""Between messages and the domain's own values."""

from collections.abc import Iterable
from datetime import date

from schemas.messages import (
    ActAnswered,
    DeadlineAnnounced,
    MeasureChanged,
    MeasuresStated,
    StandingAssessed,
    StatedMeasure,
)
from schemas.messages.standing_assessed import OverrideLine, PointsLine
from schemas.records import MeasureAct
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.explanation import GradeReason, RuleSum, documents_of, reason_of
from schemas.vocabulary.measure_cause import RuleDocuments
from services.sanctions.domain.measures import interview, position
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import Filing
from services.sanctions.domain.orders.standing_summary import StandingSummary
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order, OrderStep, Term

MOST_STEPS = 50  # of an order's history in a message
MOST_MEASURES = 30  # of those about the enterprise itself that a message lists


def standing_of(
    body: StandingAssessed,
    today: date,
    before: StandingSummary | None,
    edition: MeasuresEdition | None,
) -> StandingSummary:
    """Return the essentials of a standing; a fall is counted against the standing before."""
    changed = before is None or before.grade != body.grade
    fell = edition is not None and _fell(body, before, edition)
    fell_before = (before.fell_on, before.fell_to) if before else (None, None)
    fell_on, fell_to = (today, body.grade) if fell else fell_before
    registration = body.registration
    listed = {each.name: each.first_day for each in body.lists}
    return StandingSummary(
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
        caused_on=body.caused_on,
        lists=tuple(sorted(listed)),
        listed_since=listed,
        succeeded_by=registration.succeeded_by if registration else None,
        status=registration.status if registration else None,
        district=registration.district if registration else None,
        employees=registration.employees if registration else None,
        number=body.number,
        reason_lines=tuple(reason_of(line) for line in (*_behind(body), body.base)),
    )


def _fell(body: StandingAssessed, before: StandingSummary | None, edition: MeasuresEdition) -> bool:
    """Say whether the grade is worse than before, or the first one in a sector where that counts.

    Who was not rated before had the grade of the base score: so it is the same whether an
    enterprise's registration or its accident is heard of first. Who comes into such a sector from
    another one is rated there for the first time.
    """
    if edition.rank(body.grade) > edition.rank(before.grade if before else body.base_grade):
        return True
    rule = edition.rule(interview.MEASURE)
    counts = rule.first_rating_counts.value if rule is not None else ()
    return body.sector in counts and (before is None or before.sector not in counts)


def reasons(body: StandingAssessed) -> tuple[RuleDocuments, ...]:
    """Return the rules that make the grade, overrides first, each with documents of its lines.

    All rules, but no more documents than the message names.
    """
    behind: dict[str, list[str]] = {
        each.rule: [] for each in sorted(body.sums, key=_overrides_first) if _is_behind(each)
    }
    for line in _behind(body):
        behind.setdefault(line.rule, []).extend(documents_of(line))
    return tuple(
        RuleDocuments(rule, tuple(dict.fromkeys(documents))) for rule, documents in behind.items()
    )


def _is_behind(each: RuleSum) -> bool:
    return each.effect is not None or (each.points is not None and each.points < 0)


def _overrides_first(each: RuleSum) -> tuple[bool, str]:
    return each.effect is None, each.rule


def _behind(body: StandingAssessed) -> list[OverrideLine | PointsLine]:
    """Return the overrides and the deductions behind a grade that weigh most."""
    return [*body.overrides, *(line for line in body.lines if line.points < 0)]


def measure_changed(
    step: OrderStep, standing: StandingSummary, today: date, prompted_by: str | None
) -> MeasureChanged:
    """Return the message about a step of who has a standing."""
    order, terms, last = step.order, step.terms, step.order.last
    count = len(order.history)  # the status as it is now is always there
    steps_before = max(min(step.step_count, count - 1), count - MOST_STEPS)
    return MeasureChanged(
        day=today,
        name=standing.name,
        sector=standing.sector,
        district=standing.district,
        order=order.number,
        measure=terms.kind,
        agency=terms.agency,
        from_status=step.from_status,
        to_status=last.status,
        grade=step.grade,
        cause=step.cause,
        article=terms.article,
        mark=terms.mark,
        edition=terms.edition,
        amount=terms.amount,
        parameters=terms.parameters,
        settlement=terms.settlement,
        deadline=last.deadline,
        deadline_assumes=last.deadline_assumes,
        instance=terms.instance or None,
        steps_before=steps_before,
        history=order.history[steps_before:],
        prompted_by=prompted_by,
        because=_reasons_of_step(step, standing),
    )


def _reasons_of_step(step: OrderStep, standing: StandingSummary) -> tuple[GradeReason, ...]:
    """Return the rules behind the grade in words, where they are the cause of the step too."""
    cause = step.cause
    same = (cause.grade, cause.rules) == (standing.grade, standing.reasons)
    return standing.reason_lines if same else ()


def deadline_announced(term: Term, name: str | None, today: date) -> DeadlineAnnounced:
    """Return the message about a term that is about to end, or passed."""
    order = term.order
    return DeadlineAnnounced(
        day=today,
        name=name,
        order=order.number,
        measure=order.terms.kind,
        agency=order.terms.agency,
        status=order.status,
        deadline=term.deadline,
        passed=term.passed,
        deadline_assumes=term.assumes,
    )


def act_answered(
    entry: Filing, name: str | None, today: date, reason: ActRefusal | None
) -> ActAnswered:
    """Return the message about an act that fits no order (None: it does after all, or is gone)."""
    content = entry.content
    return ActAnswered(
        day=today,
        name=name,
        department=entry.departments[0],
        record_id=entry.record_id,
        document_number=entry.document_number,
        act=content.act if isinstance(content, MeasureAct) else str(content.__struct_config__.tag),
        outcome="settled" if reason is None else "refused",
        reason=reason,
        detail=content.order if isinstance(content, MeasureAct) else None,
    )


def measures_stated(dossier: Dossier, today: date) -> MeasuresStated:
    """Return the message that says how an enterprise's measures stand.

    Raises ValueError for an enterprise without a standing: it has none.
    """
    standing = dossier.standing
    if standing is None:
        raise ValueError("an enterprise without a standing has no measures")
    return MeasuresStated(
        day=today,
        name=standing.name,
        grade=standing.grade,
        totals=dossier.totals,
        measures=tuple(
            StatedMeasure(
                order=order.number,
                measure=order.terms.kind,
                agency=order.terms.agency,
                status=order.status,
                since=order.last.since,
                deadline=order.last.deadline,
                deadline_assumes=order.last.deadline_assumes,
                amount=order.terms.amount,
                parameters=order.terms.parameters,
            )
            for order in _latest(dossier.live_orders(""))
        ),
    )


def _latest(orders: Iterable[Order]) -> list[Order]:
    """Return those of some orders that are open, at most so many: the latest, as they came."""
    is_open = [order for order in orders if order.is_open]
    latest = sorted(is_open, key=lambda each: (each.last.since, each.number))[-MOST_MEASURES:]
    return sorted(latest, key=position)
