"""The state at one key: an identifier's links, an enterprise's records, or a department's pulse."""

import msgspec

from services.intake.domain.doubles.compared_records import Doubles, PairDecisions
from services.intake.domain.identities.identifier_links import Identification
from services.intake.domain.identities.succession import Succession
from services.intake.domain.quality.silence import Pulse
from services.intake.domain.records.known_records import Records, no_records


class IntakeHead(msgspec.Struct, frozen=True, array_like=True):
    """What is always read at a key, beside its rows."""

    identification: Identification = Identification()
    successions: tuple[Succession, ...] = ()
    pulse: Pulse | None = None
    decided: PairDecisions = msgspec.field(default_factory=PairDecisions)


class IntakeState(msgspec.Struct, frozen=True):
    """Keys beginning with `org:`, `reg:`, `name:`, `code:` identify; unified codes have records.

    At a key beginning with `statement:` reports wait for a person's decision, as findings do at an
    identifier.

    `successions` are what registrations say of this code: who succeeded it.
    A department's code has its pulse. `doubles` is what is known of records that may be one.
    """

    identification: Identification = Identification()
    records: Records = msgspec.field(default_factory=no_records)
    successions: tuple[Succession, ...] = ()
    pulse: Pulse | None = None
    doubles: Doubles = msgspec.field(default_factory=Doubles)
