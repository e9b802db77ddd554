"""From alerts to messages."""

from datetime import date

from schemas.messages import AlertRaised, ServedDocument, Text
from services.notify.domain.alert import Alert


def alert_raised(alert: Alert, day: date) -> AlertRaised:
    """Return the message of an alert."""
    text, serves = alert.text, alert.serves
    return AlertRaised(
        recipient_kind=alert.recipient.kind,
        recipient=alert.recipient.name,
        about=alert.about,
        template=text.template,
        urgency=alert.recipient.urgency,
        day=day,
        text=Text(
            title_chinese=text.title_chinese,
            title_english=text.title_english,
            chinese=text.chinese,
            english=text.english,
        ),
        channels=alert.recipient.channels,
        timing=alert.recipient.timing,
        serves=ServedDocument(
            order=serves.order, measure=serves.measure, agency=serves.agency, act=serves.act
        )
        if serves
        else None,
    )
