"""Stating contacts by the API: sealed, under a key of the recipient's that is there before them."""

from schemas.topics import CONTACTS, SUBJECT_KEYS
from services.notify.adapters.subscriptions.stated_facts import Statements
from services.notify.domain.contacts import Contacts

from .address_book import AddressBook, owner_of, without_addresses


class ContactStatements:
    """States, takes back and erases contacts."""

    def __init__(self, statements: Statements, book: AddressBook) -> None:
        self._statements = statements
        self.book = book

    def state(self, contacts: Contacts) -> bool:
        """State contacts, and say whether they can be read already.

        Raises NoMasterKeyError; NotStatedError where the broker does not acknowledge.
        """
        visible = self._state(contacts)
        if visible and not self.book.is_readable(contacts.recipient):
            return self._state(contacts)  # somebody else made the recipient's key at the same time
        return visible

    def erase(self, recipient: str) -> bool:
        """Take a recipient's addresses back and destroy its key; say whether that is seen already.

        Raises NotStatedError where the broker does not acknowledge.
        """
        visible = self._state(without_addresses(recipient, self.book.stated(recipient)))
        self._statements.erase(SUBJECT_KEYS, owner_of(recipient))
        return visible

    def _state(self, contacts: Contacts) -> bool:
        sealed = self.book.sealed(contacts)
        if sealed.key is not None:
            self._statements.state(SUBJECT_KEYS, sealed.key.owner, sealed.key)
        return self._statements.state(CONTACTS, contacts.recipient, sealed.contacts)
