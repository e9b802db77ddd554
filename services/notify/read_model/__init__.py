"""The inboxes: the alerts of each recipient, and the receipts of their deliveries."""

from collections.abc import Iterable
from datetime import datetime

from schemas.codec import decode, encode
from schemas.messages import AlertRaised, Body, Fact, ReceiptRecorded
from schemas.topics import Topic
from services.chassis.clock import milliseconds
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views

_READ = ("read", "acknowledged")


def inbox_key(recipient: str) -> str:
    """Return the key of a recipient's inbox: ids of alerts by milliseconds."""
    return f"notify:inbox:{recipient}"


def alert_key(identity: str) -> str:
    """Return the key of an alert."""
    return f"notify:alert:{identity}"


def receipts_key(alert: str) -> str:
    """Return the key of the receipts of an alert, by their ids."""
    return f"notify:receipts:{alert}"


def unread_key(recipient: str) -> str:
    """Return the key of a recipient's alerts that it did not read: milliseconds by their ids."""
    return f"notify:unread:{recipient}"


def view_of_fact(_topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Project an alert into its recipient's inbox, a receipt to its alert; each is there once.

    An alert is unread until a receipt says otherwise.

    What subscribers got is on the topic of receipts alone: there is a receipt for each change.
    """
    if isinstance(fact.body, AlertRaised):
        yield ViewWrite(key=alert_key(fact.id), value=encode(fact))
        yield ViewWrite(
            key=inbox_key(fact.subject), field=fact.id, score=milliseconds(fact.known_at)
        )
        instant = str(milliseconds(fact.known_at)).encode()
        yield ViewWrite(key=unread_key(fact.subject), field=fact.id, value=instant)
    elif isinstance(fact.body, ReceiptRecorded) and fact.body.recipient is not None:
        yield ViewWrite(key=receipts_key(fact.body.message), field=fact.id, value=encode(fact))
        if fact.body.status in _READ:
            yield ViewWrite(key=unread_key(fact.body.recipient), field=fact.body.message)


def alert(views: Views, identity: str) -> Fact[AlertRaised] | None:
    """Return an alert."""
    value = views.get(alert_key(identity))
    return None if value is None else decode(value)  # type: ignore[return-value]  # only alerts are put there


def receipts_of(views: Views, alert: str) -> list[Fact[ReceiptRecorded]]:
    """Return the receipts of an alert, the oldest first."""
    receipts: list[Fact[ReceiptRecorded]] = [
        decode(value)  # type: ignore[misc]  # only receipts are put there
        for value in views.fields(receipts_key(alert)).values()
    ]
    return sorted(receipts, key=lambda fact: (fact.known_at, fact.id))


def inbox(
    views: Views, recipient: str, after: datetime | None = None, most: int | None = None
) -> list[Fact[AlertRaised]]:
    """Return a recipient's alerts that became known after an instant, the oldest first.

    Alerts of one instant are never parted: with `most`, there may be a few more.
    """
    least = milliseconds(after) + 1 if after else float("-inf")
    alerts: list[Fact[AlertRaised]] = []
    for identity in views.members(inbox_key(recipient), least, float("inf")):
        fact = alert(views, identity)
        if fact is None:
            continue
        if most is not None and len(alerts) >= most and fact.known_at != alerts[-1].known_at:
            break
        alerts.append(fact)
    return alerts


def unread(views: Views, recipient: str, most: int) -> list[Fact[AlertRaised]]:
    """Return up to `most` of a recipient's alerts without a receipt that it read them.

    The oldest first. One that was published again after it was read (a worker was killed) stays
    read.
    """
    waiting = views.fields(unread_key(recipient))
    alerts: list[Fact[AlertRaised]] = []
    for identity in sorted(waiting, key=lambda each: (int(waiting[each]), each)):
        if len(alerts) == most:
            break
        fact = alert(views, identity)
        if fact is not None and not _was_read(views, identity):
            alerts.append(fact)
    return alerts


def _was_read(views: Views, identity: str) -> bool:
    return any(receipt.body.status in _READ for receipt in receipts_of(views, identity))
