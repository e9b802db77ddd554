"""The sealer goes on where the last seal is, and never after one that is not of its keys."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import msgspec
import pytest
from typer.testing import CliRunner

from schemas.codec import encode
from schemas.decision_log import signed, to_sign
from schemas.messages import DecisionsSealed, Fact
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.settings import ServiceSettings
from services.chassis.signing.key_register import KeyRegister, NoKeyInForceError
from services.chassis.signing.keys import SigningKey, create_key
from services.command_line.app import build
from services.scoring import sealer
from services.scoring.settings import ScoringSettings
from tests.support.decision_logs import ASSESSMENTS, SEALS, days_until_the_last
from tests.support.signing_keys import (
    AUTHORITY,
    KEY,
    OTHER,
    REGISTER,
    entry_of,
    keyring_of,
    register_of,
)

TOPIC = "decision-seals"
PARTITIONS = 1


class Broker:
    """The two topics of the sealer, in memory; use it in the place of the broker's clients."""

    def __init__(self) -> None:
        self.log = MemoryLog(PARTITIONS)
        for value in (*ASSESSMENTS, *map(encode, days_until_the_last(SEALS[0].body.day))):
            self.log.append_raw("assessments", 0, b"", value, 0)

    def holds(self, *seals: Fact[DecisionsSealed]) -> None:
        for seal in seals:
            self.publish(TOPIC, b"city", encode(seal), 0)

    def seals(self) -> list[bytes | None]:
        return [record.value for record in self.log.all(TOPIC)]

    def read(self, _settings: ServiceSettings, topic: str | Sequence[str]) -> Iterator[Received]:
        return iter(self.log.all(str(topic)))

    def publisher(self, _settings: ServiceSettings) -> "Broker":
        return self

    def publish(self, topic: str, key: bytes, value: bytes, timestamp: int) -> None:
        self.log.append_raw(topic, partition_of(key, PARTITIONS), key, value, timestamp)

    def flush(self) -> None:
        """All is there at once."""

    def __enter__(self) -> "Broker":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(sealer, "read_from_beginning", broker.read)
    monkeypatch.setattr(sealer, "Publisher", broker.publisher)
    return broker


def seal(folder: Path, *keys: SigningKey, register: KeyRegister = REGISTER) -> int:
    settings = ScoringSettings(topic_partitions=PARTITIONS)
    ring = keyring_of(folder, *(keys or (KEY,)), register=register)
    return sealer.seal(settings, ring, forever=False, say=lambda _: None)


def forged(fact: Fact[DecisionsSealed], key: SigningKey = OTHER) -> Fact[DecisionsSealed]:
    """Return the seal of a day with another count, as somebody with another key can make it."""
    fact = msgspec.structs.replace(fact, body=msgspec.structs.replace(fact.body, count=99))
    return signed(fact, key.sign(to_sign(fact)))


def test_it_goes_on_where_it_stopped_and_doubles_none(broker: Broker, tmp_path: Path) -> None:
    broker.holds(*SEALS[:4])
    assert seal(tmp_path) == len(SEALS) - 4
    assert broker.seals() == [encode(fact) for fact in SEALS]
    assert seal(tmp_path) == 0


def test_it_does_not_go_on_after_a_forged_seal(broker: Broker, tmp_path: Path) -> None:
    broker.holds(*SEALS[:4], forged(SEALS[4]))
    with pytest.raises(sealer.SealNotOursError) as error:
        seal(tmp_path)
    told = f"{TOPIC}/0/4: seal 5 of {SEALS[4].body.day}: the signature is not of the key"
    assert str(error.value).startswith(f"{told} {KEY.public.id}. Nothing was sealed after it")
    assert len(broker.seals()) == 5


@pytest.mark.parametrize(
    ("held", "what"),
    [
        ([*SEALS[:3], SEALS[4]], "seal 4 is missing before it"),
        ([*SEALS[:3], forged(SEALS[2], KEY)], "another seal has this number"),
        (SEALS[3:], "seal 1 is missing before it"),
    ],
)
def test_nor_after_seals_that_are_no_chain(
    broker: Broker, tmp_path: Path, held: list[Fact[DecisionsSealed]], what: str
) -> None:
    broker.holds(*held)
    with pytest.raises(sealer.SealNotOursError, match=what):
        seal(tmp_path)
    assert len(broker.seals()) == len(held)


def test_nor_after_what_is_no_seal(broker: Broker, tmp_path: Path) -> None:
    broker.publish(TOPIC, b"city", b"nonsense", 0)
    with pytest.raises(sealer.SealNotOursError, match="decision-seals/0/0: a message"):
        seal(tmp_path)


def test_seals_of_an_earlier_key_count_where_the_register_has_it(
    broker: Broker, tmp_path: Path
) -> None:
    broker.holds(*SEALS[:4])
    with pytest.raises(sealer.SealNotOursError, match="is not in the register"):
        seal(tmp_path, OTHER, register=register_of(entry_of(OTHER.public)))
    day = SEALS[4].body.day
    both = register_of(
        entry_of(KEY.public, last=SEALS[3].body.day), entry_of(OTHER.public, first=day)
    )
    with pytest.raises(NoKeyInForceError, match=f"on {day} the key {OTHER.public.id} is in force"):
        seal(tmp_path, KEY, register=both)
    assert seal(tmp_path, OTHER, register=both) == len(SEALS) - 4
    assert broker.seals()[:4] == [encode(fact) for fact in SEALS[:4]]


def test_the_command_says_why_nothing_was_sealed(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.holds(forged(SEALS[0]))
    keyring_of(tmp_path)
    (tmp_path / "authority.pub").write_text(AUTHORITY.public.pem)
    create_key(tmp_path / "key.pem")
    assert "KEY_REGISTER" in CliRunner().invoke(build(), ["audit", "seal"]).output
    monkeypatch.setenv("KEY_REGISTER", str(tmp_path / "keys.note"))
    monkeypatch.setenv("KEY_AUTHORITY", str(tmp_path / "authority.pub"))
    monkeypatch.setenv("SEALING_KEYS", str(tmp_path / "key.pem"))
    result = CliRunner().invoke(build(), ["audit", "seal"])
    assert result.exit_code == 1
    assert "停止封存 not sealed: decision-seals/0/0: seal 1" in result.output
    assert "the signature is not of the key" in result.output
    monkeypatch.setenv("KEY_AUTHORITY", str(tmp_path / "none.pub"))
    assert "no public key" in CliRunner().invoke(build(), ["audit", "seal"]).output
    monkeypatch.setenv("KEY_AUTHORITY", str(tmp_path / "authority.pub"))
    broker.log = Broker().log
    monkeypatch.setenv("TOPIC_PARTITIONS", str(PARTITIONS))
    keyring_of(tmp_path, register=register_of(entry_of(KEY.public)))
    result = CliRunner().invoke(build(), ["audit", "seal"])
    assert (result.exit_code, "does not have it" in result.output) == (1, True)
