"""Judging a bin: each record is decoded once, its enterprise assessed under both rules."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import msgspec

from schemas.codec import UndecodableError, decode
from schemas.messages import Fact, RecordAdmitted
from schemas.records import ProjectApplication, TaxRebate
from schemas.records.base import Record
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.money import Money, money_of
from services.scoring.domain.assessment import Standing
from services.scoring.domain.ledger import Ledger, ledger_from
from services.scoring.domain.policy_trial import Trial, Tried
from services.scoring.translation import entry_of

from .bins import Sorted, lines_of_bin, unreadable
from .found import UNKNOWN_DISTRICT, Cell, Found, Mover, Place


class Question(msgspec.Struct, frozen=True):
    """What is tried: the rules of scoring before and after, and those of the measures."""

    trial: Trial
    measures: MeasuresEdition


def judge_bin(folder: Path, number: int, question: Question) -> Found:
    """Return what is found in a bin."""
    return judge(lines_of_bin(folder, number), question)


def judge(lines: Iterable[bytes], question: Question) -> Found:
    """Return what is found in lines that hold all records of some enterprises."""
    found, of = Found(), dict[str, list[Fact[RecordAdmitted]]]()
    for line in lines:
        try:
            fact = cast("Fact[RecordAdmitted]", decode(line))
        except UndecodableError as error:
            found.read.add(Sorted(records=-1, unreadable=1, told=(unreadable(line, error),)))
            continue
        of.setdefault(fact.subject, []).append(fact)
    for code, facts in of.items():
        facts.sort(key=_known)
        ledger = ledger_from(map(entry_of, facts))
        if ledger.is_rated(question.trial.as_known):
            _count(found, code, ledger, question)
        else:
            found.unrated += 1
    return found


def _count(found: Found, code: str, ledger: Ledger, question: Question) -> None:
    trial = question.trial
    tried = trial.tried(ledger)
    before, after = tried.before, tried.after
    current = ledger.current(trial.as_known)
    stakes = [e.content for e in current if isinstance(e.content, TaxRebate | ProjectApplication)]
    old = _money(before, stakes, question)
    new = old if before is after else _money(after, stakes, question)
    registration = after.registration
    district = (registration.district if registration else None) or UNKNOWN_DISTRICT
    place = Place(after.sector, district, before.grade, after.grade)
    cell = found.cube.setdefault(place, Cell())
    cell.count(old, new, rescored=before.score != after.score)
    found.thin += bool(after.thin_data)
    if before.grade != after.grade:
        found.movers.append(_mover(code, district, tried, (old, new), question))


def _mover(
    code: str, district: str, tried: Tried, money: tuple[Money, Money], question: Question
) -> Mover:
    before, after = tried.before, tried.after
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
        reasons=question.trial.reasons(tried),
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
