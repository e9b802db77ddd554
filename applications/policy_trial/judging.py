"""Judging a bin: each record is decoded once, its enterprise assessed under both rules."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import msgspec

from applications.policy_trial.bins import Sorted, lines_of_bin, unreadable
from applications.policy_trial.results import (
    UNKNOWN_DISTRICT,
    Cell,
    CellKey,
    Mover,
    TrialResults,
)
from schemas.codec import UndecodableError, decode
from schemas.messages import Fact, RecordAdmitted
from schemas.records import ProjectApplication, TaxRebate
from schemas.records.base import Record
from services.sanctions.domain.figures.money import Money, money_of
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.scoring.domain.outlook.policy_trial import Trial, TrialStandings
from services.scoring.domain.records.ledger import Ledger, ledger_from
from services.scoring.domain.standing.assessment import Standing
from services.scoring.translation import entry_of


class Question(msgspec.Struct, frozen=True):
    """The rules of a trial: those of scoring before and after, and those of the measures."""

    trial: Trial
    measures: MeasuresEdition


def judge_bin(folder: Path, number: int, question: Question) -> TrialResults:
    """Return the results of one bin."""
    return judge(lines_of_bin(folder, number), question)


def judge(lines: Iterable[bytes], question: Question) -> TrialResults:
    """Return the results of lines that hold all records of some enterprises."""
    results, facts_of = TrialResults(), dict[str, list[Fact[RecordAdmitted]]]()
    for line in lines:
        try:
            fact = cast("Fact[RecordAdmitted]", decode(line))
        except UndecodableError as error:
            results.read.add(Sorted(records=-1, unreadable=1, examples=(unreadable(line, error),)))
            continue
        facts_of.setdefault(fact.subject, []).append(fact)
    for code, facts in facts_of.items():
        facts.sort(key=_known)
        ledger = ledger_from(map(entry_of, facts))
        if ledger.is_rated(question.trial.as_known):
            _count(results, code, ledger, question)
        else:
            results.unrated += 1
    return results


def _count(results: TrialResults, code: str, ledger: Ledger, question: Question) -> None:
    trial = question.trial
    standings = trial.standings_of(ledger)
    before, after = standings.before, standings.after
    current = ledger.current(trial.as_known)
    stakes = [e.content for e in current if isinstance(e.content, TaxRebate | ProjectApplication)]
    old = _money(before, stakes, question)
    new = old if before is after else _money(after, stakes, question)
    registration = after.registration
    district = (registration.district if registration else None) or UNKNOWN_DISTRICT
    key = CellKey(after.sector, district, before.grade, after.grade)
    cell = results.cube.setdefault(key, Cell())
    cell.count(old, new, rescored=before.score != after.score)
    results.thin += bool(after.thin_data)
    if before.grade != after.grade:
        results.movers.append(_mover(code, district, standings, (old, new), question))


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
