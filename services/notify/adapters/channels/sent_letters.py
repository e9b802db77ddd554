"""Which letters were sent: by the views, and by what these do not show yet.

The worker writes a receipt into the views once it has read it from the log. Until then a letter is
noted here: by who sent it, and by who takes its partition over and finds the receipt on the log.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from itertools import islice
from threading import Lock
from typing import NamedTuple

from schemas.codec import UndecodableError, decode
from schemas.messages import ReceiptRecorded
from services.chassis.processing.fold import Received
from services.chassis.views.store import Views
from services.chassis.views.unusable import ViewsUnusableError
from services.notify.read_model import receipts_of

_SENT = ("sent", "delivered")
_LOOKED_UP = 2  # notes for each question, so that they become fewer than are added

Unhandled = Callable[[Collection[int]], Iterable[Received]]


class LetterSubject(NamedTuple):
    """The alert that a letter is about, and its recipient."""

    alert: str
    recipient: str


class SentLetters:
    """May be shared by threads. `unhandled` gives, of partitions, receipts on the log.

    All those that the worker may not have handled are among them.
    """

    def __init__(self, views: Views, unhandled: Unhandled) -> None:
        self._views = views
        self._unhandled = unhandled
        self._notes: dict[str, LetterSubject] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many letters are noted."""
        return len(self._notes)

    def learn(self, partitions: Collection[int]) -> None:
        """Note what was sent of partitions that are taken over. Raises as read_unhandled."""
        for record in self._unhandled(partitions):
            with suppress(UndecodableError):
                body = decode(record.value or b"").body
                if isinstance(body, ReceiptRecorded) and body.recipient and body.status in _SENT:
                    self.note(body.delivery, LetterSubject(body.message, body.recipient))

    def note(self, delivery: str, subject: LetterSubject) -> None:
        """Note that a letter was sent just now."""
        with self._lock:
            self._notes[delivery] = subject

    def has(self, delivery: str, subject: LetterSubject) -> bool:
        """Say whether a letter was sent. Raises what the views raise."""
        with self._lock:
            if delivery in self._notes:
                return True
        with suppress(ViewsUnusableError):  # those of other recipients concern this one little
            self._forget_viewed()
        return self._in_views(delivery, subject)

    def _forget_viewed(self) -> None:
        """Forget some notes that the views show by now; the others are looked up again later."""
        with self._lock:
            oldest = list(islice(self._notes.items(), _LOOKED_UP))
        for delivery, subject in oldest:
            viewed = self._in_views(delivery, subject)
            with self._lock:
                self._notes.pop(delivery, None)
                if not viewed:
                    self._notes[delivery] = subject

    def _in_views(self, delivery: str, subject: LetterSubject) -> bool:
        receipts = receipts_of(self._views, subject.alert, subject.recipient)
        return any(r.body.delivery == delivery and r.body.status in _SENT for r in receipts)
