"""Alerts: each recipient of an occasion, with its words."""

import msgspec

from .audience import Audience, Recipient, recipients
from .occasion import DocumentToServe, Occasion
from .wording import Rendered, Wording, render


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """What one recipient is told."""

    recipient: Recipient
    about: str | None
    text: Rendered
    serves: DocumentToServe | None = None


def alerts(audience: Audience, wording: Wording, occasion: Occasion) -> tuple[Alert, ...]:
    """Return the alerts of an occasion, one a recipient."""
    return tuple(
        Alert(
            recipient=recipient,
            about=occasion.code,
            text=render(wording, occasion, recipient.kind),
            serves=occasion.serves if recipient.kind == "enterprise" else None,
        )
        for recipient in recipients(audience, occasion)
    )
