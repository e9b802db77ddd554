"""The process that seals the decision log: one at a time; it goes on after the last seal.

It reads the channel that has grade changes and days in one order. A restart reads it again from the
beginning: seals are the same whenever they are made, so none is skipped and none is doubled. It
goes on only where all seals that are there hold: after a forged one it would speak for a forger.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from schemas.codec import UndecodableError, decode, encode
from schemas.decision_entry import Seal
from schemas.messages import DecisionsSealed
from schemas.topics import ASSESSMENTS, DECISION_SEALS
from services.chassis.clock import milliseconds
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import follow, read_from_beginning
from services.chassis.processing.fold import Received
from services.chassis.signing.key_register import (
    KeyPurpose,
    KeyRegister,
    NoKeyInForceError,
    RegisterError,
)
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import KeyUnusableError
from services.scoring.adapters.decision_log.sealing import CITY, DayBook, tree_of
from services.scoring.adapters.decision_log.verification import Break, Verifier

if TYPE_CHECKING:
    from .settings import ScoringSettings

Say = Callable[[DecisionsSealed], object]


class SealNotOursError(RuntimeError):
    """A seal on the topic that does not hold. The text says which, and what to do."""

    def __init__(self, fault: Break) -> None:
        super().__init__(
            f"{fault.where}: {fault.about}: {fault.problem}. Nothing was sealed after it: if it is"
            " of a key of yours, KEY_REGISTER has to have that key; if not, somebody else can write"
            " to this topic (docs/how-to/audit.md)"
        )


def seal(  # noqa: PLR0913 - what it works with, and whom it tells
    settings: ScoringSettings,
    keys: Keyring,
    *,
    forever: bool,
    say: Say,
    stop: Event | None = None,
    ready: Callable[[], object] = lambda: None,
) -> int:
    """Seal all days that are over; with `forever` go on until `stop`. Return how many.

    `ready` is called when all seals that are there hold.

    Raises SealNotOursError, NoKeyInForceError, RegisterError.
    """
    register = keys.register
    last = _last_seal(settings, register)
    ready()
    book = DayBook(register.origin, settings.topic_partitions, last)
    count = 0
    messages: Iterator[Received]
    if forever:
        messages = follow(settings, ASSESSMENTS.name, stop=stop)
    else:
        messages = read_from_beginning(settings, ASSESSMENTS.name)
    with Publisher(settings) as publisher:
        for record in messages:
            try:
                book.add(record.partition, decode(record.value or b""))
            except UndecodableError:
                continue  # a stranger's bytes are no decision
            for fact in book.seals(keys.on):
                instant = milliseconds(fact.known_at)
                publisher.publish(DECISION_SEALS.name, CITY.encode(), encode(fact), instant)
                publisher.flush()
                say(fact.body)
                count += 1
    return count


def _last_seal(settings: ScoringSettings, register: KeyRegister) -> Seal | None:
    """Return the last seal, where all of them hold under the register."""
    verifier = Verifier(register)
    for record in read_from_beginning(settings, DECISION_SEALS.name):
        if (wrong := verifier.add(record.position, record.value or b"")) is not None:
            raise SealNotOursError(wrong)
    return verifier.seals[-1] if verifier.seals else None


def main() -> None:
    """Seal until the end of the process."""
    from services.chassis.kafka.health import HealthServer, WorkerHealth  # noqa: PLC0415 - as below
    from services.chassis.observability import configure_logging  # noqa: PLC0415 - not for commands

    from .settings import ScoringSettings  # noqa: PLC0415 - heavy: only here

    settings = ScoringSettings()
    configure_logging("sealer", settings.log_level)
    register, authority = settings.key_register, settings.key_authority
    if register is None or authority is None or not settings.sealing_keys:
        sys.exit(
            "SEALING_KEYS, KEY_REGISTER and KEY_AUTHORITY have to name files:"
            " `safety-credit keys set-up FOLDER` makes them"
        )
    health = WorkerHealth("sealer", settings.kafka_session_timeout_seconds)
    probes = HealthServer(health, settings.http_host, settings.metrics_port)

    def ready() -> None:
        health.producer_alive = lambda: True  # it ends where it can't publish
        health.joined(True)
        health.recovered(())

    def say(new_seal: DecisionsSealed) -> None:
        print(seal_line(new_seal), flush=True)

    probes.start()
    try:
        keys = Keyring.of_files(KeyPurpose.SEALS, register, authority, settings.sealing_keys)
        seal(settings, keys, forever=True, say=say, ready=ready)
    except (KeyUnusableError, NoKeyInForceError, RegisterError, SealNotOursError) as error:
        sys.exit(str(error))


def seal_line(seal: DecisionsSealed) -> str:
    """Return a seal in words."""
    tree = tree_of(seal)
    size = f"{tree.size} in all, root {tree.root.hex()}"
    return f"sealed {seal.day}: {seal.count} grade changes, {size}, seal {seal.number}"


if __name__ == "__main__":
    main()
