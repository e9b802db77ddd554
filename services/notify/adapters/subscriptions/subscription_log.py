"""Subscriptions on their topic: published there, and looked up in the memory that follows it."""

from threading import RLock

from schemas.messages import SubscriptionStated
from schemas.topics import SUBSCRIPTIONS
from services.chassis.http.problems import ProblemError

from .stated_facts import Statements


class SubscriptionLog:
    """Publishes subscriptions one at a time, and returns the latest statement of each."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        # Held from looking to stating, so that two requests do not both take the last place.
        self.turn = RLock()

    def find(self, identity: str) -> SubscriptionStated | None:
        """Return a subscription, whoever holds it."""
        fact = self._statements.latest.get(identity)
        body = fact.body if fact is not None else None
        return body if isinstance(body, SubscriptionStated) else None

    def of_holder(self, holder: str) -> list[SubscriptionStated]:
        """Return a holder's subscriptions that have not ended, by id."""
        stated = self._statements.latest.all(SubscriptionStated)
        return [
            fact.body
            for _, fact in sorted(stated.items())
            if fact.body.holder == holder and fact.body.state != "ended"
        ]

    def state(self, body: SubscriptionStated) -> None:
        """Publish a subscription and return when it is shown.

        Raises NotStatedError where the log does not take it, ProblemError (503) where it is not
        shown in time.
        """
        with self.turn:
            if not self._statements.state(SUBSCRIPTIONS, body.subscription, body, body.stated_at):
                raise ProblemError(503, "stated, but not yet read back: look again shortly")
