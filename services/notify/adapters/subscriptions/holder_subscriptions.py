"""What the holder of a credential does with its subscriptions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from fastapi import HTTPException
from msgspec.structs import replace

from schemas.messages import Selection, SubscriptionStated
from services.chassis.clock import Clock
from services.chassis.http.credentials import Credential
from services.chassis.http.problems import ProblemError
from services.chassis.kafka.errors import TopicUnreadableError
from services.chassis.processing.identity import derived_id
from services.notify.adapters.webhooks.secret import WebhookKey
from services.notify.adapters.webhooks.subscribed_topics import topics_of
from services.notify.domain.selection import idle, unanswerable
from services.notify.domain.target import Network, TargetRefusedError, check_url

from .access import require_right
from .answers import ChangeRequest, RotationRequest, SubscriptionRequest
from .subscription_log import SubscriptionLog

MOST_A_HOLDER = 50

Step = Callable[[SubscriptionStated], SubscriptionStated]
Ends = Callable[[Sequence[str]], dict[str, tuple[int, ...]]]


class HolderSubscriptions:
    """All subscriptions, of which each holder reaches its own.

    `key` derives the secrets (None: nobody subscribes), `allowed` are the networks that webhooks
    may reach besides the public internet; `ends` gives the end of each partition of topics. What
    can't be done raises ProblemError or HTTPException: 403 (no right), 404 (not one's own), 409 (as
    it stands), 422 (makes no sense, or a refused url), 503 (no key, or no log).
    """

    def __init__(
        self,
        log: SubscriptionLog,
        key: WebhookKey | None,
        allowed: tuple[Network, ...],
        ends: Ends,
        clock: Clock,
    ) -> None:
        self._log = log
        self._key = key
        self._allowed = allowed
        self._ends = ends
        self._clock = clock

    def all(self, who: Credential) -> list[SubscriptionStated]:
        """Return a holder's subscriptions that have not ended."""
        return self._log.of_holder(who.holder)

    def one(self, identity: str, who: Credential) -> SubscriptionStated:
        """Return one of a holder's subscriptions, an ended one too."""
        subscription = self._log.find(identity)
        if subscription is None or subscription.holder != who.holder:
            raise HTTPException(404, "you hold no subscription of this id")
        return subscription

    def secret(self, body: SubscriptionStated) -> str:
        """Return the present secret of a subscription."""
        return self._usable_key().secret(body.subscription, body.key_version)

    def make(
        self, request: SubscriptionRequest, who: Credential, sent: str | None
    ) -> tuple[SubscriptionStated, bool]:
        """Return a subscription, and whether it is new: the same key `sent` makes one only."""
        self._usable_key()
        selection = self._checked_selection(request, who)
        identity = derived_id("subscription", who.holder, sent) if sent else str(uuid4())
        with self._log.turn:
            before = self._log.find(identity)
            if before is not None:
                _require_same(before, request, selection)
                return before, False
            if len(self.all(who)) >= MOST_A_HOLDER:
                raise HTTPException(409, f"{MOST_A_HOLDER} subscriptions are held: end one first")
            body = SubscriptionStated(
                subscription=identity,
                holder=who.holder,
                url=request.url,
                selection=selection,
                begins={} if request.from_beginning else self._now(selection, {}),
                key_version=1,
                former_key_until=None,
                state="active",
                stated_at=self._clock(),
            )
            self._log.state(body)
            return body, True

    def restate(self, identity: str, who: Credential, request: ChangeRequest) -> SubscriptionStated:
        """Change the url and the selection of a subscription."""
        before = self.one(identity, who)
        selection = self._checked_selection(request, who)
        begins = self._now(selection, before.begins) if before.begins else {}
        return self._change(
            identity,
            who,
            lambda it: replace(it, url=request.url, selection=selection, begins=begins),
        )

    def pause(self, identity: str, who: Credential) -> SubscriptionStated:
        """Let nothing be sent for a while."""
        return self._change(identity, who, lambda it: replace(it, state="paused"))

    def resume(self, identity: str, who: Credential) -> SubscriptionStated:
        """Let it be sent again, where the holder still may have it."""
        require_right(who, self.one(identity, who).selection)
        return self._change(identity, who, lambda it: replace(it, state="active"))

    def rotate(
        self, identity: str, who: Credential, request: RotationRequest
    ) -> SubscriptionStated:
        """Change the secret; asked again for the same version, it is changed once."""
        self._usable_key()
        return self._change(identity, who, lambda it: _rotated(it, request, self._clock))

    def end(self, identity: str, who: Credential) -> None:
        """End a subscription for good; one that has ended stays so."""
        with self._log.turn:
            if self.one(identity, who).state != "ended":
                self._change(identity, who, lambda it: replace(it, state="ended"))

    def _change(self, identity: str, who: Credential, step: Step) -> SubscriptionStated:
        """State a subscription as a step makes it of what it is. The same is not stated again."""
        with self._log.turn:
            before = self.one(identity, who)
            if before.state == "ended":
                raise HTTPException(409, "the subscription has ended: make a new one")
            after = step(before)
            if after != before:
                after = replace(after, stated_at=self._clock())
                self._log.state(after)
            return after

    def _now(
        self, selection: Selection, known: Mapping[str, tuple[int, ...]]
    ) -> dict[str, tuple[int, ...]]:
        """Return where the topics of a selection end, but those whose beginning is known."""
        names = [topic.name for topic in topics_of(selection)]
        new = [name for name in names if name not in known]
        try:
            ends = self._ends(new) if new else {}
        except (ConnectionError, TopicUnreadableError) as error:
            raise ProblemError(503, "the log did not say where it ends; try again") from error
        return {**known, **ends}

    def _usable_key(self) -> WebhookKey:
        if self._key is None:
            raise ProblemError(503, "WEBHOOK_KEY is not set: nothing could be signed")
        return self._key

    def _checked_selection(self, request: ChangeRequest, who: Credential) -> Selection:
        """Return what is asked for, where it makes sense, is permitted, and its url is."""
        selection = request.selection.selection()
        _require_sense(selection)
        require_right(who, selection)
        try:
            check_url(request.url, self._allowed)
        except TargetRefusedError as refused:
            fault = {
                "field": "url",
                "reason": refused.reason,
                "chinese": refused.chinese,
                "english": refused.english,
            }
            detail = f"{refused.chinese} {refused.english}"
            raise ProblemError(422, detail, [fault]) from refused
        return selection


def _require_sense(selection: Selection) -> None:
    """Refuse lists by which one would get nothing, or all, and not notice. Raises ProblemError."""
    refusals = {
        "alerts_do_not_say_it": (
            unanswerable(selection),
            "提醒不含行业、区县和等级，请另建订阅。",
            "Alerts state no sector, district and grade: subscribe to them separately.",
        ),
        "restricts_nothing": (
            idle(selection),
            "所选种类均不含此项，请删去或增加相应种类。",
            "No kind that is asked for has it: leave it out, or add the kind.",
        ),
    }
    faults = [
        {"field": f"selection.{name}", "reason": reason, "chinese": chinese, "english": english}
        for reason, (names, chinese, english) in refusals.items()
        for name in names
    ]
    if faults:
        raise ProblemError(422, f"{len(faults)} fault(s); see `errors`", faults)


def _require_same(
    before: SubscriptionStated, request: SubscriptionRequest, selection: Selection
) -> None:
    stated = (before.url, before.selection, not before.begins)
    if before.state == "ended" or stated != (request.url, selection, request.from_beginning):
        raise ProblemError(
            409,
            "the Idempotency-Key stands for a subscription that is another, was changed or has"
            " ended: take a new key",
            [{"field": "Idempotency-Key", "reason": "reused"}],
        )


def _rotated(it: SubscriptionStated, request: RotationRequest, clock: Clock) -> SubscriptionStated:
    version = request.key_version or it.key_version
    if version + 1 == it.key_version:
        return it
    if version != it.key_version:
        raise HTTPException(409, f"the secret is of version {it.key_version}: look again")
    until = (
        clock() + timedelta(hours=request.former_key_hours) if request.former_key_hours else None
    )
    return replace(it, key_version=version + 1, former_key_until=until)
