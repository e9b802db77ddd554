"""Many recipients' contacts from a CSV: all of its rows are right, or none is taken."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

from schemas.vocabulary.canonical_text import canonical_phrase, readable, uniform
from schemas.vocabulary.notification_terms import Channel
from services.notify.domain.contacts import (
    MOST_ADDRESSES,
    ChannelAddress,
    Contacts,
    InvalidAddressError,
    is_department,
    recipient_code,
    valid,
)
from services.notify.domain.letters import TONGUES

COLUMNS = ("recipient", "language", "channel", "address", "agreed_on")
_CHANNELS: tuple[Channel, ...] = get_args(Channel)
_ENCODINGS = ("utf-8-sig", "gb18030")


class ContactsFileError(ValueError):
    """What is wrong with a file, by row; `faults` never repeat an address."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read_contacts(file: Path, today: date) -> tuple[Contacts, ...]:
    """Return what a CSV states, a recipient once with the addresses of all its rows.

    The columns are `recipient`, `language` (empty: both), `channel`, `address` (both empty: it
    wants no messages) and `agreed_on` (may be empty). Raises ContactsFileError naming every row
    that is wrong.
    """
    faults: list[str] = []
    by_recipient: dict[str, Contacts] = {}
    for number, row in _rows(file):
        try:
            stated = _row(row, today)
            known = by_recipient.get(stated.recipient)
            by_recipient[stated.recipient] = stated if known is None else _joined(known, stated)
        except ValueError as error:
            faults.append(f"row {number}: {error}")
    if faults:
        raise ContactsFileError(faults)
    return tuple(by_recipient.values())


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv.DictReader(_text(file).splitlines())
    if tuple(map(canonical_phrase, rows.fieldnames or ())) != COLUMNS:
        raise ContactsFileError([f"the first row has to be {','.join(COLUMNS)}"])
    rows.fieldnames = COLUMNS
    for number, row in enumerate(rows, 2):
        whole = len(row) == len(COLUMNS) and None not in row.values()
        yield number, {name: readable(cell) for name, cell in row.items()} if whole else row


def _text(file: Path) -> str:
    content = file.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ContactsFileError([f"neither {' nor '.join(_ENCODINGS)}"])


def _row(row: dict[str, str], today: date) -> Contacts:
    if len(row) != len(COLUMNS) or None in row.values():
        raise ValueError(f"it needs {len(COLUMNS)} fields")
    recipient = recipient_code(row["recipient"])
    if recipient is None:
        raise ValueError("recipient: neither a unified code nor a department's code")
    language = canonical_phrase(row["language"]) or "both"
    if language not in TONGUES:
        raise ValueError(f"language: one of {', '.join(TONGUES)}")
    return Contacts(
        recipient=recipient,
        language=language,
        addresses=_addresses(canonical_phrase(row["channel"]), row["address"]),
        electronic_service_agreed_on=_agreed(uniform(row["agreed_on"]), recipient, today),
    )


def _addresses(channel: str, address: str) -> tuple[ChannelAddress, ...]:
    if not channel and not address:
        return ()
    for known in _CHANNELS:
        if channel == known:
            try:
                where = valid(known, address)
            except InvalidAddressError as error:
                raise ValueError(f"address: {error}") from None
            return (where,)
    raise ValueError(f"channel: one of {', '.join(_CHANNELS)}")


def _agreed(text: str, recipient: str, today: date) -> date | None:
    if not text:
        return None
    if is_department(recipient):
        raise ValueError("agreed_on: only an enterprise agrees to electronic service")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("agreed_on: a day is written 2026-03-02") from None
    if day > today:
        raise ValueError(f"agreed_on: it is after {today}")
    return day


def _joined(known: Contacts, stated: Contacts) -> Contacts:
    if (known.language, known.electronic_service_agreed_on) != (
        stated.language,
        stated.electronic_service_agreed_on,
    ):
        raise ValueError("language and agreed_on have to be those of its rows before")
    if not known.addresses or not stated.addresses:
        raise ValueError("a row without an address has to be the recipient's only one")
    addresses = tuple(dict.fromkeys((*known.addresses, *stated.addresses)))
    if len(addresses) > MOST_ADDRESSES:
        raise ValueError(f"a recipient may have {MOST_ADDRESSES} addresses")
    return Contacts(
        recipient=known.recipient,
        language=known.language,
        addresses=addresses,
        electronic_service_agreed_on=known.electronic_service_agreed_on,
    )
