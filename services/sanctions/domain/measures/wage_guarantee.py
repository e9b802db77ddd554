"""The wage-payment guarantee (农民工工资保证金) of each building project, in yuan.

What counts is the day on which the project was applied for. An enterprise's projects are ordered
by that day (and by record, on the same day); every one after its first is a further project. Of
several reductions the most favourable holds. Arrears of late take away every reduction and the
exemption, and raise the standard guarantee. Who is on the list now pays the raise of a listing
instead of that of arrears (they don't add up). A guarantee that is raised has no cap. A clean
record is only what is on record: it begins with the first project, or with the end of the last
arrears. Years are counted back from the application, by the one convention of windows.
"""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from schemas.records import ProjectApplication, WageArrears
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.contract_rules import WageGuarantee
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import (
    HUNDRED_PERCENT,
    concerned,
    on_lists,
    plain,
    terms,
    to_the_fen,
    yuan,
)
from services.sanctions.domain.terms.wage_record import WageRecord, wage_record


class GuaranteeShare(msgspec.Struct, frozen=True):
    """A share of the contract, in percent, why it is that, and its figures by their names.

    One that is `raised` has no cap.
    """

    percent: Decimal
    reason: str
    parameters: dict[str, str]
    raised: bool = False


class GuaranteeCase(msgspec.Struct, frozen=True, kw_only=True):
    """What a guarantee hangs on; `number` counts the enterprise's projects, the first is 1."""

    contract_sum: Decimal
    number: int
    record: WageRecord
    listed: tuple[str, ...] = ()


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return one guarantee for each project whose contract sum is known."""
    rule = edition.wage_guarantee
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    listed = on_lists(standing, rule.lists)
    arrears = [content for _, content in dossier.records(WageArrears)]
    projects = [(p.applied_on, key, p) for key, p in dossier.records(ProjectApplication)]
    projects.sort(key=lambda each: each[:2])
    known = [*(on for on, _, _ in projects), *(each.found_on for each in arrears)]
    result = []
    for number, (applied_on, record_id, project) in enumerate(projects, 1):
        if project.contract_sum is None:
            continue
        case = GuaranteeCase(
            contract_sum=project.contract_sum,
            number=number,
            record=wage_record(applied_on, min(known), arrears),
            listed=listed,
        )
        amount, computation, figures = guarantee_of(rule, case)
        result.append(
            terms(
                MeasureKind.WAGE_GUARANTEE,
                rule,
                edition,
                standing,
                instance=record_id,
                listed=listed,
                amount=amount,
                computation=computation,
                parameters={"project": project.project, **figures},
            )
        )
    return result


def guarantee_of(rule: WageGuarantee, case: GuaranteeCase) -> tuple[Decimal, str, dict[str, str]]:
    """Return the guarantee in yuan, how it was reckoned, and its figures by their names."""
    share = share_of(rule, case)
    amount = to_the_fen(case.contract_sum * share.percent / HUNDRED_PERCENT)
    computation = f"{plain(share.percent)} % of {yuan(case.contract_sum)} = {yuan(amount)}"
    figures = {
        "contract_yuan": plain(case.contract_sum),
        "guarantee_percent": plain(share.percent),
        **share.parameters,
    }
    most = rule.most.value
    if amount > most and not share.raised:
        amount, computation = to_the_fen(most), f"{computation}, at most {yuan(most)}"
        figures["most_yuan"] = plain(most)
    return amount, f"{computation}; {share.reason}", figures


def share_of(rule: WageGuarantee, case: GuaranteeCase) -> GuaranteeShare:
    """Return the share of the contract: raised, or the most favourable that the case allows."""
    if case.listed:
        return _raised(rule, rule.listed_surcharge.value, f"on the list {', '.join(case.listed)}")
    if case.record.had_arrears_within(rule.arrears_within.value):
        day = f"{case.record.arrears_on}"
        return _raised(rule, rule.arrears_surcharge.value, f"arrears on {day}", {"arrears_on": day})
    return min(_allowed(rule, case), key=lambda share: share.percent)


def _raised(
    rule: WageGuarantee, surcharge: Decimal, why: str, figures: dict[str, str] | None = None
) -> GuaranteeShare:
    """Return the standard share raised by so many percent of itself."""
    standard = rule.standard_percent.value
    percent = standard * (HUNDRED_PERCENT + surcharge) / HUNDRED_PERCENT
    reason = f"{plain(standard)} % raised by {plain(surcharge)} % of it: {why}"
    figures = {"surcharge_percent": plain(surcharge), **(figures or {})}
    return GuaranteeShare(percent, reason, figures, raised=True)


def _allowed(rule: WageGuarantee, case: GuaranteeCase) -> Iterator[GuaranteeShare]:
    """Yield every share that an enterprise without late arrears may claim, the standard first."""
    record, number = case.record, case.number
    below, from_year = rule.exempt_below.value, rule.exempt_after.value
    since = f"no arrears known since {record.clean_from}"
    if record.arrears_on is None:
        since += ", the first day on record: what was before is not known and reduces nothing"
    figures = {"clean_from": f"{record.clean_from}"}
    yield GuaranteeShare(rule.standard_percent.value, f"the standard share; {since}", figures)
    if number > 1:
        reason = f"project {number} of the enterprise; {since}"
        figures = {**figures, "project_number": str(number)}
        yield GuaranteeShare(rule.further_project_percent.value, reason, figures)
    for step in rule.clean:
        years = step.years.value
        if record.clean_for(years):
            yield GuaranteeShare(
                step.percent.value, f"no arrears for {years} years", {"clean_years": str(years)}
            )
    if case.contract_sum < below and record.clean_for(from_year):
        reason = f"exempt: a contract below {yuan(below)} and no arrears for {from_year} year"
        yield GuaranteeShare(Decimal(), reason, {"exempt_below_yuan": plain(below)})
