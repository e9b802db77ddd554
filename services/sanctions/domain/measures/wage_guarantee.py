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
from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import ProjectApplication, WageArrears
from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.rules.measure_rules import (
    EditionPart,
    MeasureRule,
    Nature,
    Percent,
    Yuan,
)
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import HUNDRED_PERCENT, Case, on_lists, terms
from services.sanctions.domain.terms.wage_record import WageRecord, wage_record

from .measure import Measure


class CleanRecord(EditionPart, frozen=True, kw_only=True):
    """The share of the contract, in percent, after so many years without arrears of wages."""

    years: RuleValue[int]
    percent: Percent


class WageGuarantee(MeasureRule, frozen=True, kw_only=True):
    """The wage-payment guarantee (农民工工资保证金), in percent of the contract sum.

    `most` yuan are the cap. `exempt_below` is in yuan, and asks for `exempt_after` years without
    arrears. Arrears of the last `arrears_within` years, or one of the `lists`, raise the guarantee
    by so many percent of itself, and take the cap off.
    """

    standard_percent: Percent
    further_project_percent: Percent
    clean: tuple[CleanRecord, ...]
    most: Yuan
    exempt_below: Yuan
    exempt_after: RuleValue[int]
    arrears_within: RuleValue[int]
    arrears_surcharge: Percent
    listed_surcharge: Percent
    lists: tuple[str, ...]


class GuaranteeShare(msgspec.Struct, frozen=True):
    """A share of the contract, in percent, and the figures behind it.

    One that is `raised` has no cap.
    """

    percent: Decimal
    parameters: MeasureParameters
    raised: bool = False


class GuaranteeCase(msgspec.Struct, frozen=True, kw_only=True):
    """What a guarantee hangs on; `number` counts the enterprise's projects, the first is 1."""

    contract_sum: Decimal
    number: int
    record: WageRecord
    listed: tuple[str, ...] = ()


def due(case: Case, rule: WageGuarantee) -> list[Terms]:
    """Return one guarantee for each project whose contract sum is known."""
    if case.instances is not None and not case.stakes(ProjectApplication):
        return []
    standing = case.standing
    listed = on_lists(standing, rule.lists)
    arrears = [content for _, content in case.dossier.records(WageArrears)]
    projects = [(p.applied_on, key, p) for key, p in case.dossier.records(ProjectApplication)]
    projects.sort(key=lambda each: each[:2])
    known = [*(on for on, _, _ in projects), *(each.found_on for each in arrears)]
    result = []
    for number, (applied_on, record_id, project) in enumerate(projects, 1):
        if project.contract_sum is None or not case.asks_for(record_id):
            continue
        guarantee = GuaranteeCase(
            contract_sum=project.contract_sum,
            number=number,
            record=wage_record(applied_on, min(known), arrears),
            listed=listed,
        )
        amount, figures = guarantee_of(rule, guarantee)
        result.append(
            terms(
                case,
                rule,
                instance=record_id,
                listed=listed,
                amount=amount,
                parameters=msgspec.structs.replace(figures, project=project.project),
            )
        )
    return result


def guarantee_of(rule: WageGuarantee, case: GuaranteeCase) -> tuple[Decimal, MeasureParameters]:
    """Return the guarantee in yuan, and the figures behind it."""
    share = share_of(rule, case)
    amount = to_the_fen(case.contract_sum * share.percent / HUNDRED_PERCENT)
    figures = msgspec.structs.replace(
        share.parameters, contract_yuan=case.contract_sum, guarantee_percent=share.percent
    )
    most = rule.most.value
    if amount > most and not share.raised:
        amount = to_the_fen(most)
        figures = msgspec.structs.replace(figures, most_yuan=most)
    return amount, figures


def share_of(rule: WageGuarantee, case: GuaranteeCase) -> GuaranteeShare:
    """Return the share of the contract: raised, or the most favourable that the case allows."""
    if case.listed:
        return _raised(rule, rule.listed_surcharge.value)
    if case.record.had_arrears_within(rule.arrears_within.value):
        return _raised(rule, rule.arrears_surcharge.value, case.record.arrears_on)
    return min(_allowed(rule, case), key=lambda share: share.percent)


def _raised(
    rule: WageGuarantee, surcharge: Decimal, arrears_on: date | None = None
) -> GuaranteeShare:
    """Return the standard share raised by so many percent of itself."""
    standard = rule.standard_percent.value
    percent = standard * (HUNDRED_PERCENT + surcharge) / HUNDRED_PERCENT
    figures = MeasureParameters(
        standard_percent=standard, surcharge_percent=surcharge, arrears_on=arrears_on
    )
    return GuaranteeShare(percent, figures, raised=True)


def _allowed(rule: WageGuarantee, case: GuaranteeCase) -> Iterator[GuaranteeShare]:
    """Yield every share that an enterprise without late arrears may claim, the standard first."""
    record, number = case.record, case.number
    below, from_year = rule.exempt_below.value, rule.exempt_after.value
    figures = MeasureParameters(clean_from=record.clean_from)
    yield GuaranteeShare(rule.standard_percent.value, figures)
    if number > 1:
        figures = msgspec.structs.replace(figures, project_number=number)
        yield GuaranteeShare(rule.further_project_percent.value, figures)
    for step in rule.clean:
        years = step.years.value
        if record.clean_for(years):
            yield GuaranteeShare(step.percent.value, MeasureParameters(clean_years=years))
    if case.contract_sum < below and record.clean_for(from_year):
        yield GuaranteeShare(Decimal(), MeasureParameters(exempt_below_yuan=below))


MEASURE = Measure(
    kind=MeasureKind.WAGE_GUARANTEE,
    name="wage_guarantee",
    rule=WageGuarantee,
    nature=Nature.CHARGE,
    due=due,
)
