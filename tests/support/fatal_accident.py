"""A certified enterprise, and the fatal accident that takes its certificate."""

from datetime import UTC, date, datetime
from decimal import Decimal

from schemas.records import (
    Accident,
    Registration,
    StandardizationCertificate,
    Toll,
)
from tests.support.safety_records import CODE, admitted

MARCH = date(2026, 3, 2)


REGISTERED = admitted(
    Registration(name="北港远洋化工有限公司", sector="hazardous_chemicals"),
    number=CODE,
    known_on=date(2026, 1, 5),
)


CERTIFIED = admitted(
    StandardizationCertificate(level=2, granted_on=date(2025, 5, 1), valid_until=date(2028, 4, 30)),
    number="cert",
    known_on=date(2026, 1, 5),
)


FATAL = admitted(
    Accident(
        happened_at=datetime(2026, 3, 1, 3, tzinfo=UTC),
        tolls=(Toll(reported_on=date(2026, 3, 1), deaths=1, serious_injuries=0),),
        loss=Decimal(900_000),
        responsibility="responsible",
    ),
    number="SG-1",
    known_on=MARCH,
)
