"""The current receivers: one webhook for each subscription, and the channels to people."""

from collections.abc import Mapping

from schemas.messages import SubscriptionStated
from schemas.vocabulary.notification_terms import Channel
from services.chassis.observability import logger
from services.notify.adapters.channels.channels_file import PersonChannel
from services.notify.adapters.channels.letters import ChannelReceiver, Writing
from services.notify.adapters.webhooks.webhook import Posting, SubscriptionWebhook

from .holders import Holders
from .receiver import Receiver

_log = logger(__name__)


class Receivers:
    """Makes receivers as subscriptions come, change and go (`posting` None: nobody subscribes).

    A subscription of whose holder no credential holds is treated as paused.
    """

    def __init__(
        self,
        posting: Posting | None,
        channels: Mapping[Channel, PersonChannel],
        writing: Writing,
        holders: Holders,
    ) -> None:
        self._posting = posting
        self._holders = holders
        self._resting: set[str] = set()
        self._registry = writing.registry
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
        let_in = self._holders.now()
        admitted: dict[str, SubscriptionStated] = {
            name: body for name, body in active.items() if let_in is None or body.holder in let_in
        }
        self._log_resting(active.keys() - admitted.keys())
        for name in self._webhooks.keys() - admitted.keys():
            del self._webhooks[name]
        for name, body in admitted.items():
            known = self._webhooks.get(name)
            if known is None or known.subscription != body:
                self._webhooks[name] = SubscriptionWebhook(body, self._posting)
        return dict(self._webhooks)

    def _log_resting(self, resting: set[str]) -> None:
        for name in sorted(resting - self._resting):
            _log.warning("subscription rests: no credential of its holder holds", receiver=name)
        self._resting = resting
