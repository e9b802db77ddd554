"""Contacts: which addresses there can be, and where a recipient is reached."""

import re
from datetime import date
from typing import NamedTuple

import msgspec

from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.department import department, departments
from schemas.vocabulary.notification_terms import Channel, Language
from schemas.vocabulary.written_code import NotACodeError, written_code

MOST_ADDRESSES = 20
_MOST_MAIL_CHARACTERS = 254  # RFC 5321, 4.5.3.1.3, without the brackets
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CHINESE = "+86"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SECRET = r"(?:[A-Za-z0-9_-]{16,128}@)?"
# Keys become parts of an address of the carrier: none may bring a slash, a query or a host along.
_SHAPES: dict[Channel, tuple[re.Pattern[str], str]] = {
    "mail": (_MAIL, "a plain mail address (ASCII, no name, no brackets)"),
    "sms": (_E164, "a number as +8613800000000, or a Chinese mobile number of eleven digits"),
    "wecom": (re.compile(r"[A-Za-z0-9_-]{16,128}"), "the key of a group robot, without its URL"),
    "dingtalk": (
        re.compile(_SECRET + r"[A-Za-z0-9]{16,128}"),
        "the access token of a group robot, with signing as SECRET@TOKEN, without its URL",
    ),
    "feishu": (
        re.compile(_SECRET + r"[A-Za-z0-9_-]{16,128}"),
        "the token of a group robot, with signing as SECRET@TOKEN, without its URL",
    ),
}


class ChannelAddress(NamedTuple):
    """An address in a channel."""

    channel: Channel
    address: str


class InvalidAddressError(ValueError):
    """An address that can't be one; the text says what is expected, and never repeats it."""


class Contacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipient stated: all its addresses, none where it wants no messages.

    An enterprise may have agreed to electronic service, on a day.
    """

    recipient: str
    language: Language
    addresses: tuple[ChannelAddress, ...]
    electronic_service_agreed_on: date | None

    def __repr__(self) -> str:
        """Name it without its addresses."""
        return f"Contacts({self.recipient!r}, {len(self.addresses)} addresses)"


def valid(channel: Channel, address: str) -> ChannelAddress:
    """Return an address as it is kept. Raises InvalidAddressError, without repeating it."""
    tidy = re.sub(r"[ -]", "", address) if channel == "sms" else address
    if channel == "sms" and _CHINESE_MOBILE.fullmatch(tidy):
        tidy = _CHINESE + tidy
    shape, expected = _SHAPES[channel]
    possible = shape.fullmatch(tidy) is not None and len(tidy) <= _MOST_MAIL_CHARACTERS
    if channel == "sms" and tidy.startswith(_CHINESE):
        possible = _CHINESE_MOBILE.fullmatch(tidy.removeprefix(_CHINESE)) is not None
    if not possible:
        raise InvalidAddressError(f"{channel}: expected {expected}")
    return ChannelAddress(channel, tidy)


def recipient_code(text: str) -> str | None:
    """Return a recipient as it is kept, a unified code or a department's code, or None."""
    if is_department(named := canonical_phrase(text)):
        return named
    try:
        return written_code(text)
    except NotACodeError:
        return None


def is_department(recipient: str) -> bool:
    """Say whether a recipient is a department, and no enterprise."""
    return recipient in {member.code for member in departments()}


def addresses_of(recipient: str, stated: Contacts | None) -> tuple[ChannelAddress, ...]:
    """Return where a recipient is reached: as it stated, else a department by its mail address.

    Who stated no address wants no messages. A recipient that is neither known nor a department has
    none.
    """
    if stated is not None:
        return stated.addresses
    try:
        return (ChannelAddress("mail", department(recipient).contact.email),)
    except KeyError:
        return ()


def language_of(stated: Contacts | None) -> Language:
    """Return the language in which a recipient reads; both, where it did not say."""
    return "both" if stated is None else stated.language
