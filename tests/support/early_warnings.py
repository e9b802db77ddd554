"""Early warnings as tests ask for them, of an enterprise on the scoring stage in memory."""

from datetime import date
from pathlib import Path

from schemas.messages import EarlyWarningRaised, Fact, RecordAdmitted
from schemas.records import HiddenDanger, Penalty, Registration, StandardizationCertificate
from services.scoring.stage import EARLY_WARNING_RULES, load_early_warning_rules
from tests.support.adoption import adopt
from tests.support.pack_files import edit, shipped_in
from tests.support.safety_records import CODE, Scoring, admitted

(RULES,) = load_early_warning_rules()
KNOWN_ON = date(2026, 3, 2)
VALID_UNTIL = date(2026, 12, 31)
GRANTED = date(2024, 1, 5)
REGISTERED = admitted(
    Registration(name="北港远洋化工有限公司", sector="hazardous_chemicals", district="镇海区"),
    number=CODE,
    known_on=KNOWN_ON,
)


def registered(*facts: Fact[RecordAdmitted], sector: str | None = None) -> Scoring:
    scoring = Scoring()
    scoring.begin(KNOWN_ON)
    if sector is None:
        scoring.take(REGISTERED, *facts)
    else:
        content = Registration(name="某公司", sector=sector)
        scoring.take(admitted(content, number=CODE, known_on=KNOWN_ON), *facts)
    return scoring


def danger(due_on: date, removed_on: date | None = None, level: str = "ordinary") -> HiddenDanger:
    return HiddenDanger(
        level=level, found_on=date(2026, 2, 20), due_on=due_on, removed_on=removed_on
    )


def certificate(level: int, valid_until: date, granted_on: date) -> StandardizationCertificate:
    return StandardizationCertificate(level=level, granted_on=granted_on, valid_until=valid_until)


def penalty(decided_on: date, severity: str = "general") -> Penalty:
    return Penalty(
        severity=severity,
        fine=1000,
        decided_on=decided_on,
        authority="X",
        violation="Y",
        legal_ground="Z",
        types=("警告",),
    )


def with_danger(due_on: date, level: str = "ordinary") -> Scoring:
    return registered(admitted(danger(due_on, level=level), number="YH-1", known_on=KNOWN_ON))


def certified(level: int, until: date = VALID_UNTIL, sector: str | None = None) -> Scoring:
    held = certificate(level, until, GRANTED)
    return registered(admitted(held, number="ZS-1", known_on=KNOWN_ON), sector=sector)


def warnings(scoring: Scoring, kind: str, code: str = CODE) -> list[EarlyWarningRaised]:
    """Return the warnings of a kind; fail where anything was set aside."""
    assert scoring.facts("dead-letters-scoring") == []
    told = [body for body in scoring.on("early-warnings", code)]
    return [body for body in told if isinstance(body, EarlyWarningRaised) and body.warning == kind]


def told_on(scoring: Scoring, kind: str) -> list[date]:
    """Return the days on which warnings of a kind were told."""
    return [body.day for body in warnings(scoring, kind)]


def edition_in(folder: Path, old: str, new: str, *, adopted: bool = True) -> Path:
    """Return a copy of the shipped packs whose early-warnings edition says something else."""
    packs = shipped_in(folder)
    (file,) = (packs / EARLY_WARNING_RULES).glob("*.yaml")
    edit(file, old, new)
    if adopted:
        adopt(file)
    return packs
