"""The API of notify: the inboxes, who subscribes to what, and the public changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Path, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, Field

from schemas.messages import AlertRaised, Fact
from schemas.topics import NOTIFY, SUBSCRIPTIONS
from services.chassis.bulk_publisher import BulkPublisher
from services.chassis.clock import system_clock
from services.chassis.http_app import department_of, reader, serve, service_app
from services.chassis.latest import Latest
from services.chassis.publishing import Publishing
from services.chassis.view_store import RedisViews
from services.chassis.views import Views

from .adapters import http_changes
from .adapters.change_feed import ChangeFeed
from .adapters.holding import Holding
from .adapters.http_subscriptions import subscriptions_router
from .adapters.subscription_desk import SubscriptionDesk
from .adapters.webhook_secret import load_webhook_key
from .read_model import inbox
from .settings import NotifySettings

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


Recipient = Annotated[str, Path(description="Unified code, or a department's code.")]
After = Annotated[
    AwareDatetime | None, Query(description="Only what became known after this instant.")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="About how many; ask on after the last.")]
may_read = Depends(reader("alerts:read"))


def create_app(
    settings: NotifySettings | None = None,
    views: Views | None = None,
    publisher: Publishing | None = None,
    subscriptions: Latest | None = None,
) -> FastAPI:
    """Return the application.

    None: settings from the environment, views in their Redis, a publisher to their brokers, and
    subscriptions followed there as long as the application runs. Raises KeyUnusableError where the
    key of webhooks can't be read.
    """
    settings = settings or NotifySettings()
    stated = subscriptions or Latest((SUBSCRIPTIONS,))
    checks = {"subscriptions": lambda: stated.await_end(0)}
    store = views or RedisViews.from_url(settings.redis_url)
    app = service_app(NOTIFY, settings, store, checks)
    key = load_webhook_key(settings.webhook_key) if settings.webhook_key else None
    desk = SubscriptionDesk(stated, lambda: publisher or BulkPublisher(settings))
    # The real clock, not that of stories: for how long a secret signs is no matter of the city's.
    holding = Holding(desk, key, settings.webhook_allowed_networks, system_clock)
    app.include_router(subscriptions_router(holding))
    if subscriptions is None:
        app.include_router(_following(stated, settings))
    feed = ChangeFeed(settings, settings.changes_in_memory, settings.change_log_readers)
    app.include_router(http_changes.router(feed, settings.change_streams))

    @app.get("/inboxes/{recipient}", dependencies=[may_read])
    def inbox_of(
        recipient: Recipient, after: After = None, limit: Limit = 100
    ) -> list[AlertAnswer]:
        """Return the alerts to an enterprise or a department, the oldest first."""
        return [_answer(fact) for fact in inbox(store, recipient, after, limit)]

    @app.get("/inbox")
    def own_inbox(
        department: Annotated[str, Depends(department_of)], after: After = None, limit: Limit = 100
    ) -> list[AlertAnswer]:
        """Return the alerts to the department whose credential asks, the oldest first."""
        return [_answer(fact) for fact in inbox(store, department, after, limit)]

    return app


def _following(latest: Latest, settings: NotifySettings) -> APIRouter:
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
