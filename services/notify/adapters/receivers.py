"""The receivers of now: a webhook a subscription, and the channels to people."""

from collections.abc import Mapping

from schemas.messages import SubscriptionStated
from services.notify.domain.audience import Channel

from .people import PeopleReceiver, Writing
from .person_channels import PersonChannel
from .receiving import Receiver
from .webhook import Posting, SubscriptionWebhook


class Receivers:
    """Makes receivers as subscriptions come, change and go (`posting` None: nobody subscribes)."""

    def __init__(
        self, posting: Posting | None, channels: Mapping[Channel, PersonChannel], writing: Writing
    ) -> None:
        self._posting = posting
        self._registry = writing.registry
        self._webhooks: dict[str, SubscriptionWebhook] = {}
        self._people: dict[str, Receiver] = {
            name: PeopleReceiver(name, carrier, writing) for name, carrier in channels.items()
        }

    def __call__(self) -> dict[str, Receiver]:
        """Return the receivers by name; the same object for one that did not change."""
        return {**self._people, **self._subscribers()}

    def _subscribers(self) -> dict[str, SubscriptionWebhook]:
        if self._posting is None:
            return {}
        stated = [fact.body for fact in self._registry.all(SubscriptionStated).values()]
        wanted: dict[str, SubscriptionStated] = {
            body.subscription: body for body in stated if body.state == "active"
        }
        for name in self._webhooks.keys() - wanted.keys():
            del self._webhooks[name]
        for name, body in wanted.items():
            known = self._webhooks.get(name)
            if known is None or known.subscription != body:
                self._webhooks[name] = SubscriptionWebhook(body, self._posting)
        return dict(self._webhooks)
