"""Early warnings as scoring raises them of made-up records, under the shipped packs."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from schemas.messages import EarlyWarningRaised
from schemas.records import HiddenDanger, Penalty, Registration, StandardizationCertificate
from tests.support.early_warnings import KNOWN_ON, certificate, danger, penalty, warnings
from tests.support.enterprise import CODE, NAME
from tests.support.safety_records import Scoring, admitted

REGISTERED = Registration(name=NAME, sector="hazardous_chemicals")
Told = HiddenDanger | Penalty | StandardizationCertificate
PREFIXES = {HiddenDanger: "YH2026009", Penalty: "CF-2026-", StandardizationCertificate: "BZH-2023-"}
DUE, VALID_UNTIL, GRANTED = date(2026, 3, 20), date(2026, 5, 30), date(2024, 1, 5)
PENALTY_ENDS = date(2027, 3, 2)
LEVEL_1, LEVEL_3 = (certificate(level, date(2027, 1, 4), GRANTED) for level in (1, 3))


def _raised(kind: str, until: date, *records: Told) -> EarlyWarningRaised:
    """Return the last warning of a kind until a day of an enterprise with these records."""
    scoring = Scoring()
    scoring.begin(KNOWN_ON)
    scoring.take(admitted(REGISTERED, number=CODE, known_on=KNOWN_ON, code=CODE))
    for place, content in enumerate(records, 1):
        number = f"{PREFIXES[type(content)]}{place:02}"
        scoring.take(admitted(content, number=number, known_on=KNOWN_ON, code=CODE))
    scoring.begin(until)
    return warnings(scoring, kind, CODE)[-1]


def _penalties(*severities: str) -> list[Penalty]:
    return [penalty(KNOWN_ON, severity) for severity in severities]


MAJOR = danger(DUE, level="major")
FINED = replace(penalty(KNOWN_ON), fine=Decimal(500_000))
WARNINGS = {
    "danger_due": _raised("danger_due", DUE, MAJOR, LEVEL_3),
    "danger_due, the score is at nothing": _raised(
        "danger_due", DUE, MAJOR, *_penalties("severe", "severe", "severe", "severe")
    ),
    "danger_due, a deduction ends that day": _raised(
        "danger_due", DUE, danger(DUE), penalty(date(2025, 3, 20))
    ),
    "certificate_expires": _raised(
        "certificate_expires", VALID_UNTIL, certificate(3, VALID_UNTIL, GRANTED)
    ),
    "near_lower_grade": _raised("near_lower_grade", DUE, LEVEL_3, *_penalties("minor")),
    "near_lower_grade, at the least": _raised("near_lower_grade", DUE, LEVEL_1, FINED),
    "deduction_ends": _raised("deduction_ends", PENALTY_ENDS, *_penalties("general")),
    "deduction_ends, and another": _raised(
        "deduction_ends", PENALTY_ENDS, *_penalties("general", "general")
    ),
    "deduction_ends, the score is at nothing": _raised(
        "deduction_ends",
        PENALTY_ENDS,
        *_penalties("general", "severe", "severe", "severe", "severe"),
    ),
}
