"""Early warnings as tests ask for them, of an enterprise on the scoring stage in memory."""

from datetime import date
from pathlib import Path

from schemas.messages import EarlyWarningRaised
from schemas.records import HiddenDanger, Penalty, Registration, StandardizationCertificate
from services.scoring.stage import EARLY_WARNING_RULES, load_early_warning_rules
from tests.support.adoption import adopt
from tests.support.pack_files import edit, shipped_in
from tests.support.safety_records import CODE, Scoring, admitted

(RULES,) = load_early_warning_rules()
KNOWN_ON = date(2026, 3, 2)
REGISTERED = admitted(
    Registration(name="北港远洋化工有限公司", sector="hazardous_chemicals", district="镇海区"),
    number=CODE,
    known_on=KNOWN_ON,
)


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
