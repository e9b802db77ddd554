"""Who receives webhooks, from a YAML file that only operators can read."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from standardwebhooks import Webhook

from schemas.messages import AlertRaised, Body, Fact, GradeChanged, MeasureChanged
from schemas.topics import ALERTS, GRADE_CHANGES, MEASURE_CHANGES, Topic
from services.chassis.rulebook import load_document

TOPICS: dict[str, Topic] = {
    GradeChanged.SUBJECT_ACTION: GRADE_CHANGES,
    MeasureChanged.SUBJECT_ACTION: MEASURE_CHANGES,
    AlertRaised.SUBJECT_ACTION: ALERTS,
}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Receiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send which kinds of message, and the secret that signs them (`whsec_` and base64).

    With `agencies`, only measures of these agencies are sent; with `recipients`, only alerts to
    these. A receiver that is new gets what there is from the beginning, unless `from_beginning`
    is false.
    """

    name: str
    url: str
    secret: str
    kinds: tuple[str, ...]
    agencies: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    from_beginning: bool = True

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics on which its kinds travel."""
        return tuple(TOPICS[kind].name for kind in self.kinds)

    def concerns(self, fact: Fact[Body]) -> bool:
        """Say whether the receiver asked for this message."""
        body = fact.body
        if body.SUBJECT_ACTION not in self.kinds:
            return False
        if isinstance(body, MeasureChanged) and self.agencies is not None:
            return body.agency in self.agencies
        if isinstance(body, AlertRaised) and self.recipients is not None:
            return body.recipient in self.recipients
        return True

    def __repr__(self) -> str:
        """Name the receiver without its secret."""
        return f"Receiver({self.name!r}, {self.url!r})"


def load_receivers(file: Path | None) -> tuple[Receiver, ...]:
    """Return the receivers of a file (None: nobody). Raises RulebookError or ValueError."""
    if file is None:
        return ()
    receivers = load_document(file, tuple[Receiver, ...])
    names = [receiver.name for receiver in receivers]
    if len(set(names)) < len(names):
        raise ValueError(f"{file}: two receivers have one name")
    for receiver in receivers:
        check(receiver)
    return receivers


def check(receiver: Receiver) -> None:
    """Raise ValueError naming what is wrong with a receiver."""
    place = f"receiver {receiver.name}"
    if not receiver.name.replace("-", "").isalnum():
        raise ValueError(f"{place}: a name has letters, digits and hyphens")
    if unknown := set(receiver.kinds) - set(TOPICS) or not receiver.kinds:
        raise ValueError(f"{place}: kinds must be of {', '.join(TOPICS)}, not {unknown}")
    url = urlsplit(receiver.url)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
        raise ValueError(f"{place}: the url must be https (http only on this machine)")
    try:
        Webhook(receiver.secret)
    except Exception as error:
        raise ValueError(f"{place}: the secret is whsec_ and base64") from error
