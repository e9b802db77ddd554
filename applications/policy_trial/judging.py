"""Judging a bin: each enterprise is rated under the rules in force, and judged under the drafts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

import msgspec

from applications.policy_trial.bins import Sorted, unreadable
from applications.policy_trial.kept_bins import RatedBin, RatedEnterprise
from applications.policy_trial.results import (
    UNKNOWN_DISTRICT,
    Cell,
    CellKey,
    Mover,
    TrialResults,
)
from schemas.codec import UndecodableError, decode
from schemas.messages import Fact, RecordAdmitted
from schemas.on_record.admitted import entry_of
from schemas.on_record.disputes import kind_of
from schemas.records import ProjectApplication, TaxRebate
from schemas.records.base import Record
from services.sanctions.domain.figures.money import Money, money_of
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.scoring.domain.outlook.policy_trial import Trial, TrialStandings
from services.scoring.domain.records.ledger import Ledger, ledger_from
from services.scoring.domain.standing.assessment import Standing

LedgerOf = Callable[[int], Ledger]


class Question(msgspec.Struct, frozen=True):
    """The rules of a trial: those of scoring before and after, and those of the measures."""

    trial: Trial
    measures: MeasuresEdition


def ledgers_in(lines: Iterable[bytes], read: Sorted) -> dict[str, Ledger]:
    """Return the ledgers of lines that hold all records of some enterprises, by code.

    What can't be read is corrected in the counts.
    """
    facts_of: dict[str, list[Fact[RecordAdmitted]]] = {}
    for line in lines:
        try:
            fact = cast("Fact[RecordAdmitted]", decode(line))
        except UndecodableError as error:
            read.add(Sorted(records=-1, unreadable=1, examples=(unreadable(line, error),)))
            continue
        facts_of.setdefault(fact.subject, []).append(fact)
    for facts in facts_of.values():
        facts.sort(key=_known)
    return {code: ledger_from(map(entry_of, facts)) for code, facts in facts_of.items()}


def rated_bin(ledgers: Iterable[tuple[str, Ledger]], question: Question) -> RatedBin:
    """Return how the rules in force rate the enterprises of a bin."""
    enterprises, unrated = [], 0
    for number, (code, ledger) in enumerate(ledgers):
        if ledger.is_rated(question.trial.as_known):
            enterprises.append(_rated(code, number, ledger, question))
        else:
            unrated += 1
    return RatedBin(unrated, enterprises)


def judge(rated: RatedBin, ledger_of: LedgerOf, question: Question) -> TrialResults:
    """Return the results of a bin; a ledger is asked for only where it is needed."""
    results = TrialResults(unrated=rated.unrated)
    for enterprise in rated.enterprises:
        _count(results, enterprise, ledger_of, question)
    return results


def _rated(code: str, number: int, ledger: Ledger, question: Question) -> RatedEnterprise:
    standing = question.trial.before(ledger)
    stakes = tuple(_stakes(ledger, question.trial))
    kinds = {kind_of(entry.content) for entry in ledger.entries}
    money = _money(standing, stakes, question)
    return RatedEnterprise(code, number, tuple(sorted(kinds)), standing, stakes, money)


def _stakes(ledger: Ledger, trial: Trial) -> Iterator[TaxRebate | ProjectApplication]:
    for entry in ledger.current(trial.as_known):
        if isinstance(entry.content, TaxRebate | ProjectApplication):
            yield entry.content


def _count(
    results: TrialResults, enterprise: RatedEnterprise, ledger_of: LedgerOf, question: Question
) -> None:
    trial, before, old = question.trial, enterprise.standing, enterprise.money
    after = trial.derived(before, enterprise.kinds)
    if after is None:
        after = trial.after(ledger_of(enterprise.number))
    is_same = after is before or (after.grade, after.level) == (before.grade, before.level)
    new = old if is_same else _money(after, enterprise.stakes, question)
    registration = after.registration
    district = (registration.district if registration else None) or UNKNOWN_DISTRICT
    key = CellKey(after.sector, district, before.grade, after.grade)
    cell = results.cube.setdefault(key, Cell())
    cell.count(old, new, rescored=before.score != after.score)
    results.thin += bool(after.thin_data)
    if before.grade != after.grade:
        standings = TrialStandings(before, after)
        results.movers.append(_mover(enterprise.code, district, standings, (old, new), question))


def _mover(
    code: str,
    district: str,
    standings: TrialStandings,
    money: tuple[Money, Money],
    question: Question,
) -> Mover:
    before, after = standings.before, standings.after
    rank = question.measures.rank
    return Mover(
        code=code,
        name=after.name or "",
        sector=after.sector,
        district=district,
        grade_before=before.grade,
        grade_after=after.grade,
        steps=rank(before.grade) - rank(after.grade),
        score_before=before.score,
        score_after=after.score,
        reasons=question.trial.reasons(standings),
        before=money[0],
        after=money[1],
    )


def _money(standing: Standing, stakes: Sequence[Record], question: Question) -> Money:
    return money_of(
        standing.registration,
        stakes,
        question.measures,
        question.trial.on,
        grade=standing.grade,
        level=standing.level,
    )


def _known(fact: Fact[RecordAdmitted]) -> tuple[object, str]:
    """Order facts so that it does not matter how they came: the one known first holds."""
    return fact.known_at, fact.id
