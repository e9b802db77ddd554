"""The state at one key: an identifier's links, an enterprise's records, or a department's pulse."""

import msgspec

from services.intake.domain.doubles.doubles import Doubles
from services.intake.domain.identities.identifier_links import Identification
from services.intake.domain.identities.succession import Succession
from services.intake.domain.quality.silence import Pulse
from services.intake.domain.records.admission import KnownRecord


class IntakeState(msgspec.Struct, frozen=True, array_like=True):
    """Keys beginning with `org:`, `reg:`, `name:`, `code:` identify; unified codes have records.

    At a key beginning with `statement:` reports wait for a person's decision, as findings do at an
    identifier.

    `successions` are what registrations say of this code: who succeeded it.
    A department's code has its pulse. `doubles` is what is known of records that may be one.
    """

    identification: Identification = Identification()
    records: dict[str, KnownRecord] = msgspec.field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    pulse: Pulse | None = None
    doubles: Doubles = msgspec.field(default_factory=Doubles)
