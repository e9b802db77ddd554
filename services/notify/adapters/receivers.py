"""The receivers of now: a webhook a subscription, and the channels to people."""

from schemas.messages import SubscriptionStated
from services.chassis.latest import Latest

from .receiving import Receiver
from .webhook import Posting, SubscriptionWebhook


class Receivers:
    """Makes receivers as subscriptions come, change and go (`posting` None: nobody subscribes)."""

    def __init__(self, posting: Posting | None) -> None:
        self._posting = posting
        self._webhooks: dict[str, SubscriptionWebhook] = {}

    def __call__(self, registry: Latest) -> dict[str, Receiver]:
        """Return the receivers by name; the same object for one that did not change."""
        if self._posting is None:
            return {}
        stated = [fact.body for fact in registry.all(SubscriptionStated).values()]
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
