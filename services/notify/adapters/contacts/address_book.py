"""The addresses of recipients: sealed when they are stated, opened where a letter is written."""

import msgspec

from schemas.messages import ContactsStated, Fact, SubjectKeyStated
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.observability import logger
from services.chassis.subject_keys import MasterKey, NotOpenedError, SubjectKey
from services.notify.domain.contacts import ChannelAddress, Contacts

_log = logger(__name__)
_PREFIX = "contacts/"


class NoMasterKeyError(RuntimeError):
    """Addresses are stated, and there is no key to seal them with."""


class SealedContacts(msgspec.Struct, frozen=True):
    """What states a recipient's contacts: a new key of it, where it has none, and themselves."""

    key: SubjectKeyStated | None
    contacts: ContactsStated


def owner_of(recipient: str) -> str:
    """Return the subject of the key of a recipient."""
    return _PREFIX + recipient


class AddressBook:
    """Seals and opens; `latest` has what was stated last, keys and contacts."""

    def __init__(self, latest: LatestFacts, master: MasterKey | None) -> None:
        self._latest = latest
        self._master = master

    def stated(self, recipient: str) -> Contacts | None:
        """Return what a recipient stated last, or None.

        Addresses whose key was destroyed are none.
        """
        fact: Fact[ContactsStated] | None = self._latest.get(recipient)
        if fact is None:
            return None
        body = fact.body
        return Contacts(
            recipient=recipient,
            language=body.language,
            addresses=self._opened(body),
            electronic_service_agreed_on=body.electronic_service_agreed_on,
        )

    def is_readable(self, recipient: str) -> bool:
        """Say whether the addresses that a recipient stated last can be opened, if it has any."""
        fact: Fact[ContactsStated] | None = self._latest.get(recipient)
        return fact is None or fact.body.sealed is None or self._key_of(fact.body) is not None

    def sealed(self, contacts: Contacts) -> SealedContacts:
        """Return what states contacts. Raises NoMasterKeyError where there is no master key."""
        if not contacts.addresses:
            return SealedContacts(None, _stated(contacts, None, None))
        if self._master is None:
            raise NoMasterKeyError("PERSONAL_DATA_KEY is not set: no address could be sealed")
        owner = owner_of(contacts.recipient)
        key, new = self._stated_key(owner), None
        if key is None:
            made = self._master.new_key(owner)
            key = new = SubjectKeyStated(owner=owner, key=made.id, wrapped=made.wrapped)
        cipher = self._master.subject_key(owner, key.wrapped)
        sealed = cipher.seal(msgspec.json.encode(contacts.addresses))
        return SealedContacts(new, _stated(contacts, sealed, key.key))

    def has_key(self, recipient: str) -> bool:
        """Say whether a recipient has a key that could be destroyed."""
        return self._stated_key(owner_of(recipient)) is not None

    def _stated_key(self, owner: str) -> SubjectKeyStated | None:
        fact: Fact[SubjectKeyStated] | None = self._latest.get(owner)
        return None if fact is None else fact.body

    def _opened(self, body: ContactsStated) -> tuple[ChannelAddress, ...]:
        if body.sealed is None:
            return ()
        try:
            key = self._key_of(body)
            content = None if key is None else key.open(body.sealed)
        except NotOpenedError:
            content = None
        if content is None:
            _log.warning("addresses without their key", recipient=body.recipient)
            return ()
        return msgspec.json.decode(content, type=tuple[ChannelAddress, ...])

    def _key_of(self, body: ContactsStated) -> SubjectKey | None:
        owner = owner_of(body.recipient)
        key = self._stated_key(owner)
        if key is None or key.key != body.key or self._master is None:
            return None
        return self._master.subject_key(owner, key.wrapped)


def without_addresses(recipient: str, former: Contacts | None) -> Contacts:
    """Return the contacts of who wants no messages."""
    return Contacts(
        recipient=recipient,
        language=former.language if former else "both",
        addresses=(),
        electronic_service_agreed_on=None,
    )


def _stated(contacts: Contacts, sealed: str | None, key: str | None) -> ContactsStated:
    return ContactsStated(
        recipient=contacts.recipient,
        language=contacts.language,
        sealed=sealed,
        key=key,
        electronic_service_agreed_on=contacts.electronic_service_agreed_on,
    )
