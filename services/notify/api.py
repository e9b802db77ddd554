"""The API of notify: the inboxes, and the public changes."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from schemas.messages import AlertRaised, Fact
from schemas.topics import NOTIFY
from services.chassis.http_app import department_of, reader, serve, service_app
from services.chassis.view_store import RedisViews
from services.chassis.views import Views

from .adapters import http_changes
from .adapters.change_feed import ChangeFeed
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


def create_app(settings: NotifySettings | None = None, views: Views | None = None) -> FastAPI:
    """Return the application (None: settings from the environment, views in their Redis)."""
    settings = settings or NotifySettings()
    app = service_app(NOTIFY, settings, views or RedisViews.from_url(settings.redis_url))
    store: Views = app.state.views
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
