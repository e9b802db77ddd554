"""The state at one key: what an identifier stands for, or which records an enterprise has."""

import msgspec

from .admission import KnownRecord
from .claims import Identification
from .succession import Succession


class IntakeState(msgspec.Struct, frozen=True, array_like=True):
    """Keys beginning with `org:`, `reg:`, `name:`, `code:` identify; unified codes have records.

    `successions` are what registrations say of this code: who succeeded it.
    """

    identification: Identification = Identification()
    records: dict[str, KnownRecord] = msgspec.field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
