"""The API of notify: inboxes, changes, who subscribes to what, where recipients are reached."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, Field

from schemas.messages import AlertRaised, Fact
from schemas.topics import CONTACTS, NOTIFY, SUBJECT_KEYS, SUBSCRIPTIONS
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.admission import Proven, department_of
from services.chassis.http.app import serve, service_app
from services.chassis.http.credentials import Credential
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.problems import problem, problems
from services.chassis.kafka.latest_facts import LatestFacts, NotCaughtUpError
from services.chassis.kafka.positions import ends_of
from services.chassis.kafka.prompt_publisher import PromptPublisher, Reachability
from services.chassis.observability import logger
from services.chassis.processing.publishing import Publishing
from services.chassis.views.access import view_reader
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.store import Views
from services.notify.adapters.changes.feed import ChangeFeed
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.contacts.contact_statements import ContactStatements
from services.notify.adapters.delivery.holders import Holders
from services.notify.adapters.http import changes as http_changes
from services.notify.adapters.http.accesses import accesses_router
from services.notify.adapters.http.contacts import Recipient, contacts_router
from services.notify.adapters.http.receipts import receipts_router
from services.notify.adapters.http.subscriptions import subscriptions_router
from services.notify.adapters.subscriptions.holder_subscriptions import Ends, HolderSubscriptions
from services.notify.adapters.subscriptions.stated_facts import NotStatedError, Statements
from services.notify.adapters.subscriptions.subscription_log import SubscriptionLog
from services.notify.adapters.webhooks.secret import load_webhook_key

from .domain.contacts import is_department, recipient_code
from .read_model import inbox, unread
from .settings import NotifySettings, master_key_of
from .stage import READS

_log = logger(__name__)
MOST = 1000


class AlertAnswer(BaseModel):
    """An alert."""

    id: str
    known_at: datetime
    day: date
    recipient: str
    about: str | None = Field(description="Unified code of the enterprise that it is about.")
    urgency: Literal["information", "warning", "urgent"]
    template: str
    title_chinese: str
    title_english: str
    chinese: str
    english: str
    cause: str | None = Field(description="The message that prompted it.")


After = Annotated[
    AwareDatetime | None,
    Query(description="To look back: only what became known after this instant."),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="About how many.")]
Unread = Annotated[
    bool, Query(description="To poll: only what has no receipt `read` or `acknowledged`.")
]


class _MayReadInbox(Proven):
    """Lets in a reader with the scope, and a department or an enterprise to its own inbox."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Answer 403 to all others."""
        own = recipient_code(request.path_params["recipient"]) == credential.holder
        if not (credential.kind != "reader" and own):
            super().permit(credential, request)


may_read = Depends(_MayReadInbox("alerts:read"))


def create_app(
    settings: NotifySettings | None = None,
    views: Views | None = None,
    publisher: Publishing | None = None,
    stated: LatestFacts | None = None,
    ends: Ends | None = None,
) -> FastAPI:
    """Return the application.

    None: settings from the environment, views in their Redis, a publisher to their brokers, which
    are asked for the `ends` of topics; subscriptions and contacts (`stated`) are followed there as
    long as the application runs, those that are given by who gives them. Raises SecretUnusableError
    where the key of webhooks can't be read.
    """
    settings = settings or NotifySettings()
    latest = stated or LatestFacts((SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS))
    checks = {"statements": lambda: latest.await_end(0)}
    store = views or view_reader(settings, NOTIFY, READS)
    counted = views or RedisViews.from_url(settings.redis_url)
    app = service_app(NOTIFY, settings, store, checks)
    app.add_exception_handler(NotStatedError, _not_stated)
    if stated is None:
        app.include_router(_following(latest, settings))
    read = [Depends(partial(_require_all, latest))]
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    reachability = Reachability(settings)
    statements = Statements(
        lambda: publisher or PromptPublisher(settings, reachability), latest, clock
    )
    book = AddressBook(latest, master_key_of(settings))
    contacts = ContactStatements(statements, book)
    app.include_router(contacts_router(contacts, clock), dependencies=read)
    key = load_webhook_key(settings.webhook_key) if settings.webhook_key else None
    # The real clock, not that of stories: for how long a secret signs is no matter of the city's.
    holders = Holders(app.state.credentials, system_clock)
    holder_subscriptions = HolderSubscriptions(
        SubscriptionLog(statements),
        key,
        settings.webhook_allowed_networks,
        ends or partial(_ends_of, settings, reachability),
        system_clock,
    )
    app.include_router(subscriptions_router(holder_subscriptions, holders), dependencies=read)
    app.include_router(receipts_router(statements, book, store, clock), dependencies=read)
    app.include_router(accesses_router(counted, settings, clock))
    feed = ChangeFeed(settings, settings.changes_in_memory, settings.change_log_readers)
    app.include_router(http_changes.router(feed, settings.change_streams))

    @app.get("/inboxes/{recipient}", dependencies=[may_read], responses=problems(404))
    def inbox_of(
        request: Request, recipient: Recipient, which: Annotated[_Which, Depends()]
    ) -> list[AlertAnswer]:
        """Return the alerts to an enterprise or a department, the oldest first."""
        answers = which.of(store, recipient)
        name_enterprises(request, _named_in(answers))
        why = "" if answers or is_department(recipient) else doubt(recipient)
        if why and not inbox(store, recipient, most=1):
            raise HTTPException(404, f"no alert is on record for {recipient}{why}")
        return answers

    @app.get("/inbox")
    def own_inbox(
        request: Request,
        department: Annotated[str, Depends(department_of)],
        which: Annotated[_Which, Depends()],
    ) -> list[AlertAnswer]:
        """Return the alerts to the department whose credential asks, the oldest first."""
        answers = which.of(store, department)
        name_enterprises(request, _named_in(answers))
        return answers

    return app


def _named_in(answers: Iterable[AlertAnswer]) -> list[str]:
    return [each.about for each in answers if each.about is not None]


class _Which:
    """Which alerts of an inbox are asked for (a dependency)."""

    def __init__(self, after: After = None, unread: Unread = False, limit: Limit = 100) -> None:
        if unread and after is not None:
            raise HTTPException(422, "unread: ask without `after`, which is for looking back")
        self._after, self._unread, self._limit = after, unread, limit

    def of(self, views: Views, recipient: str) -> list[AlertAnswer]:
        """Return them, the oldest first."""
        if self._unread:
            return [_answer(fact) for fact in unread(views, recipient, self._limit)]
        return [_answer(fact) for fact in inbox(views, recipient, self._after, self._limit)]


def _ends_of(
    settings: NotifySettings, reachability: Reachability, topics: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    reachability.require()
    return ends_of(settings, topics)


def _require_all(latest: LatestFacts) -> None:
    """Answer 503 until all is read: what is not read yet must not pass for not stated."""
    try:
        latest.await_end(0)
    except NotCaughtUpError as error:
        raise HTTPException(503, "what was stated is still being read; try again soon") from error


async def _not_stated(_request: Request, error: Exception) -> Response:
    """Answer that the log did not take it, without repeating what was stated."""
    _log.error("not stated", error=str(error))
    return problem(503, "the log did not acknowledge; state it again: the latest statement holds")


def _following(latest: LatestFacts, settings: NotifySettings) -> APIRouter:
    """Return a router without routes that follows topics as long as the application runs."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        latest.start(settings)
        try:
            yield
        finally:
            await run_in_threadpool(latest.stop)

    return APIRouter(lifespan=lifespan)


def _answer(fact: Fact[AlertRaised]) -> AlertAnswer:
    body, text = fact.body, fact.body.text
    return AlertAnswer(
        id=fact.id,
        known_at=fact.known_at,
        day=body.day,
        recipient=body.recipient,
        about=body.about,
        urgency=body.urgency,
        template=body.template,
        title_chinese=text.title_chinese,
        title_english=text.title_english,
        chinese=text.chinese,
        english=text.english,
        cause=fact.causation_id,
    )


def main() -> None:
    """Serve the API."""
    settings = NotifySettings()
    serve(NOTIFY, create_app(settings), settings)


if __name__ == "__main__":
    main()
