"""The current receivers: one webhook for each subscription, and the channels to people."""

from collections.abc import Mapping

from schemas.messages import SubscriptionStated
from schemas.vocabulary.notification_terms import Channel
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.observability import logger
from services.notify.adapters.channels.channels_file import PersonChannel
from services.notify.adapters.channels.letters import ChannelReceiver, Writing
from services.notify.adapters.webhooks.webhook import Posting, SubscriptionWebhook

from .holders import Holders
from .receiver import Receiver

_log = logger(__name__)


class Receivers:
    """Makes receivers as subscriptions come, change and go (`posting` None: nobody subscribes).

    A subscription for which no credential of its holder has the right any more is treated as
    paused.
    """

    def __init__(
        self,
        posting: Posting | None,
        channels: Mapping[Channel, PersonChannel],
        writing: Writing,
        holders: Holders,
        registry: LatestFacts,
    ) -> None:
        self._posting = posting
        self._holders = holders
        self._resting: dict[str, str] = {}
        self._registry = registry
        self._webhooks: dict[str, SubscriptionWebhook] = {}
        self._channels: dict[str, Receiver] = {
            name: ChannelReceiver(name, carrier, writing) for name, carrier in channels.items()
        }

    def __call__(self) -> dict[str, Receiver]:
        """Return the receivers by name; the same object for one that did not change."""
        return {**self._channels, **self._subscribers()}

    def _subscribers(self) -> dict[str, SubscriptionWebhook]:
        if self._posting is None:
            return {}
        stated = [fact.body for fact in self._registry.all(SubscriptionStated).values()]
        active = {body.subscription: body for body in stated if body.state == "active"}
        self._holders.look()
        missing = {name: self._holders.missing(body) for name, body in active.items()}
        self._log_resting({name: why for name, why in missing.items() if why is not None})
        admitted = {name: body for name, body in active.items() if missing[name] is None}
        for name in self._webhooks.keys() - admitted.keys():
            del self._webhooks[name]
        for name, body in admitted.items():
            known = self._webhooks.get(name)
            if known is None or known.subscription != body:
                self._webhooks[name] = SubscriptionWebhook(body, self._posting)
        return dict(self._webhooks)

    def _log_resting(self, resting: dict[str, str]) -> None:
        for name, why in sorted(resting.items() - self._resting.items()):
            _log.warning("subscription rests", receiver=name, why=why)
        self._resting = resting
