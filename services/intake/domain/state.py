"""The state at one key: an identifier's links, an enterprise's records, or a department's pulse."""

from typing import Any

import msgspec

from services.chassis.state.rows import Rows
from services.intake.domain.doubles.compared_records import Doubles
from services.intake.domain.identities.identifier_links import Identification
from services.intake.domain.identities.succession import Succession, Successions
from services.intake.domain.identities.waiting import WaitingFacts
from services.intake.domain.quality.silence import Pulse
from services.intake.domain.records.known_records import EnterpriseRecords


class IntakeHead(msgspec.Struct, frozen=True, array_like=True):
    """What is always read at a key, beside its rows."""

    identification: Identification = Identification()
    succession: Succession | None = None
    pulse: Pulse | None = None


class IntakeState(msgspec.Struct, frozen=True):
    """Keys beginning with `org:`, `reg:`, `name:`, `code:` identify; unified codes have records.

    At a key beginning with `statement:` reports wait for a person's decision, as findings do at an
    identifier.

    A department's code has its pulse. What grows with a history is in `rows`; `records`, `doubles`,
    `successions` and `waiting` read and change them by kind. Each of these holds all rows, so that
    the latest one that was changed is put back.
    """

    head: IntakeHead = IntakeHead()
    rows: Rows[Any] = msgspec.field(default_factory=Rows)

    @property
    def identification(self) -> Identification:
        """What is known of the identifier."""
        return self.head.identification

    @property
    def succession(self) -> Succession | None:
        """Who succeeded this code; None: nobody did."""
        return self.head.succession

    @property
    def pulse(self) -> Pulse | None:
        """When the department last reported."""
        return self.head.pulse

    @property
    def records(self) -> EnterpriseRecords:
        """The records of the enterprise."""
        return EnterpriseRecords(self.rows)

    @property
    def doubles(self) -> Doubles:
        """What is known of records that may be one."""
        return Doubles(self.rows)

    @property
    def successions(self) -> Successions:
        """What registrations say of this code: who succeeded it."""
        return Successions(self.rows)

    @property
    def waiting(self) -> WaitingFacts:
        """The facts that wait for a person."""
        return WaitingFacts(self.rows)

    def over(self, part: EnterpriseRecords | Doubles | WaitingFacts) -> "IntakeState":
        """Return the state with the rows of a part of it that was changed."""
        return self if part.rows is self.rows else IntakeState(self.head, part.rows)

    def with_identification(self, identification: Identification) -> "IntakeState":
        """Return the state with other links."""
        head = msgspec.structs.replace(self.head, identification=identification)
        return IntakeState(head, self.rows)

    def with_succession(self, new: Succession) -> "IntakeState":
        """Return the state of a code of which a registration says something else."""
        successions = self.successions.with_row(new.successor, new)
        holding = successions.holding_with(new, self.succession)
        return IntakeState(msgspec.structs.replace(self.head, succession=holding), successions.rows)

    def with_pulse(self, pulse: Pulse) -> "IntakeState":
        """Return the state of a department with another pulse."""
        return IntakeState(msgspec.structs.replace(self.head, pulse=pulse), self.rows)
