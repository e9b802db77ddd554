"""The bins of a kept city: ledgers of some enterprises, and how the rules in force rate them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from applications.policy_trial.sealed_files import (
    DamagedFileError,
    digest_of_bytes,
    read_sealed,
    write_sealed,
)
from schemas.on_record.entry import LedgerEntry
from schemas.records import ProjectApplication, TaxRebate
from services.sanctions.domain.figures.money import Money
from services.scoring.domain.records.ledger import Ledger, ledger_from
from services.scoring.domain.standing.assessment import Standing

Entries = tuple[LedgerEntry, ...]


class RatedEnterprise(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An enterprise as the rules in force rate it, and the money that follows (yuan).

    `kinds` are the names of those of all its records, `number` is that of its ledger in the bin.
    """

    code: str
    number: int
    kinds: tuple[str, ...]
    standing: Standing
    stakes: tuple[TaxRebate | ProjectApplication, ...]
    money: Money


class RatedBin(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The enterprises of a bin that are rated, and how many are not."""

    unrated: int
    enterprises: list[RatedEnterprise]


class _StoredLedger(msgspec.Struct, frozen=True, array_like=True, gc=False):
    code: str
    start: int
    size: int
    digest: bytes


_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_entries_decoder = msgspec.msgpack.Decoder(Entries)
_index_decoder = msgspec.msgpack.Decoder(list[_StoredLedger])
_rated_decoder = msgspec.msgpack.Decoder(RatedBin)


class KeptLedgers:
    """The ledgers of a bin, of which each is read and checked when it is asked for."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number = folder, number
        self._index: list[_StoredLedger] | None = None

    @property
    def codes(self) -> list[str]:
        """Return whose ledgers they are. Raises DamagedFileError."""
        return [stored.code for stored in self._stored()]

    def ledger(self, number: int) -> Ledger:
        """Return a ledger by its number. Raises DamagedFileError."""
        index = self._stored()
        try:
            stored = index[number]
            with _ledgers_path(self._folder, self._number).open("rb") as file:
                file.seek(stored.start)
                content = file.read(stored.size)
        except (OSError, IndexError) as error:
            raise DamagedFileError(f"bin {self._number}, ledger {number}: {error}") from error
        if digest_of_bytes(content) != stored.digest:
            raise DamagedFileError(f"bin {self._number}, ledger {number}: not as it was written")
        return ledger_from(_decoded(_entries_decoder.decode, content))

    def _stored(self) -> list[_StoredLedger]:
        if self._index is None:
            content = read_sealed(_index_path(self._folder, self._number))
            self._index = _decoded(_index_decoder.decode, content)
        return self._index


def write_ledgers(folder: Path, number: int, ledgers: Iterable[tuple[str, Ledger]]) -> None:
    """Write the ledgers of a bin, each with its code."""
    index, start = [], 0
    with _ledgers_path(folder, number).open("wb") as file:
        for code, ledger in ledgers:
            content = _encoder.encode(ledger.entries)
            file.write(content)
            index.append(_StoredLedger(code, start, len(content), digest_of_bytes(content)))
            start += len(content)
    write_sealed(_index_path(folder, number), _encoder.encode(index))


def read_rated(folder: Path, number: int) -> RatedBin:
    """Return how a bin is rated. Raises DamagedFileError."""
    rated: RatedBin = _decoded(_rated_decoder.decode, read_sealed(_rated_path(folder, number)))
    return rated


def write_rated(folder: Path, number: int, rated: RatedBin) -> None:
    """Write how a bin is rated."""
    write_sealed(_rated_path(folder, number), _encoder.encode(rated))


def _decoded(decode: Callable[[bytes], Any], content: bytes) -> Any:  # noqa: ANN401 - any part
    try:
        return decode(content)
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedFileError(f"not readable: {error}") from error


def _index_path(folder: Path, number: int) -> Path:
    return folder / f"{number:03d}.index"


def _ledgers_path(folder: Path, number: int) -> Path:
    return folder / f"{number:03d}.ledgers"


def _rated_path(folder: Path, number: int) -> Path:
    return folder / f"{number:03d}.rated"
