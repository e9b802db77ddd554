"""The state at one key: what an identifier stands for, which records an enterprise has, a pulse."""

import msgspec

from .admission import KnownRecord
from .claims import Identification
from .doubles import Doubles
from .silence import Pulse
from .succession import Succession


class IntakeState(msgspec.Struct, frozen=True, array_like=True):
    """Keys beginning with `org:`, `reg:`, `name:`, `code:` identify; unified codes have records.

    At a key beginning with `statement:` reports wait for what it says, as findings for whose they
    are.

    `successions` are what registrations say of this code: who succeeded it.
    A department's code has its pulse. `doubles` is what is known of records that may be one.
    """

    identification: Identification = Identification()
    records: dict[str, KnownRecord] = msgspec.field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    pulse: Pulse | None = None
    doubles: Doubles = msgspec.field(default_factory=Doubles)
