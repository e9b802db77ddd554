"""The inboxes: the alerts of each recipient, and the receipts of their deliveries.

All of it is stored for the partition of the recipient, by whom alerts and receipts are keyed on
their topics: one worker writes it, and who asks proves that nothing is missing.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from schemas.codec import decode, encode
from schemas.messages import AlertRaised, Body, Fact, ReceiptRecorded
from schemas.topics import Topic
from services.chassis.clock import milliseconds
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.chassis.views.stored_names import view_key

_READ = ("read", "acknowledged")
_DIGITS = 13  # of the milliseconds in a name: until the year 2286


class _AlertPlace(msgspec.Struct, frozen=True, array_like=True):
    """Whose inbox an alert is in, and under which name."""

    recipient: str
    name: str


def inbox_key(recipient: str) -> str:
    """Return the key of a recipient's inbox: alerts by instant and id."""
    return view_key("notify:inbox:", recipient)


def alert_key(identity: str) -> str:
    """Return the key of where an alert is."""
    return f"notify:alert:{identity}"


def receipts_key(alert: str, recipient: str) -> str:
    """Return the key of the receipts of an alert, by their ids."""
    return view_key(f"notify:receipts:{alert}:", recipient)


def unread_key(recipient: str) -> str:
    """Return the key of the alerts that a recipient did not read: their names by their ids."""
    return view_key("notify:unread:", recipient)


def view_of_fact(_topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Project an alert into its recipient's inbox, a receipt to its alert; each is there once.

    An alert is unread until a receipt says otherwise.

    What subscribers got is on the topic of receipts alone: there is a receipt for each change.
    """
    if isinstance(fact.body, AlertRaised):
        recipient, name = fact.subject, _name(fact.known_at, fact.id)
        place = msgspec.json.encode(_AlertPlace(recipient, name))
        yield ViewWrite(key=alert_key(fact.id), value=place)
        yield ViewWrite(key=inbox_key(recipient), field=name, value=encode(fact), paged=True)
        yield ViewWrite(key=unread_key(recipient), field=fact.id, value=name.encode())
    elif isinstance(fact.body, ReceiptRecorded) and fact.body.recipient is not None:
        alert, recipient = fact.body.message, fact.body.recipient
        yield ViewWrite(key=receipts_key(alert, recipient), field=fact.id, value=encode(fact))
        if fact.body.status in _READ:
            yield ViewWrite(key=unread_key(recipient), field=alert)


def alert(views: Views, identity: str) -> Fact[AlertRaised] | None:
    """Return an alert."""
    value = views.get(alert_key(identity))
    if value is None:
        return None
    place = msgspec.json.decode(value, type=_AlertPlace)
    (fact,) = _alerts(views, place.recipient, [place.name])
    return fact


def receipts_of(views: Views, alert: str, recipient: str) -> list[Fact[ReceiptRecorded]]:
    """Return the receipts of a recipient's alert, the oldest first."""
    receipts: list[Fact[ReceiptRecorded]] = [
        decode(value)  # type: ignore[misc]  # only receipts are put there
        for value in views.fields(receipts_key(alert, recipient)).values()
    ]
    return sorted(receipts, key=lambda fact: (fact.known_at, fact.id))


def inbox(
    views: Views, recipient: str, after: datetime | None = None, most: int | None = None
) -> list[Fact[AlertRaised]]:
    """Return a recipient's alerts that became known after an instant, the oldest first.

    Alerts of one instant are never parted: with `most`, there may be a few more.
    """
    names = views.names(inbox_key(recipient))
    if after is not None:
        names = [name for name in names if _instant(name) > _instant(_name(after, ""))]
    if most is not None and len(names) > most:
        last = _instant(names[most - 1])
        names = [*names[:most], *(name for name in names[most:] if _instant(name) == last)]
    return _alerts(views, recipient, names)


def unread(views: Views, recipient: str, most: int) -> list[Fact[AlertRaised]]:
    """Return up to `most` of a recipient's alerts without a receipt that it read them.

    The oldest first. One whose receipt was handled before it stays read.
    """
    waiting = views.fields(unread_key(recipient))
    names: list[str] = []
    for identity in sorted(waiting, key=lambda each: waiting[each]):
        if len(names) == most:
            break
        if not _was_read(views, identity, recipient):
            names.append(waiting[identity].decode())
    return _alerts(views, recipient, names)


def _alerts(views: Views, recipient: str, names: list[str]) -> list[Fact[AlertRaised]]:
    values = views.several(inbox_key(recipient), names)
    return [decode(value) for value in values if value is not None]  # type: ignore[misc]  # only alerts are put there


def _name(instant: datetime, identity: str) -> str:
    return f"{max(0, milliseconds(instant)):0{_DIGITS}}:{identity}"


def _instant(name: str) -> str:
    return name[:_DIGITS]


def _was_read(views: Views, identity: str, recipient: str) -> bool:
    receipts = receipts_of(views, identity, recipient)
    return any(receipt.body.status in _READ for receipt in receipts)
