"""The API of intake: departments report and ask what became of it; a person decides."""

from fastapi import FastAPI, Request
from fastapi.responses import Response

from schemas.topics import INTAKE
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.app import serve, service_app
from services.chassis.http.problems import problem
from services.chassis.http.request_memory import RedisRequestMemory, RequestMemory
from services.chassis.kafka.prompt_publisher import PromptPublisher, Reachability
from services.chassis.observability import configure_logging, logger
from services.chassis.processing.publishing import Publishing
from services.chassis.views.access import view_reader
from services.chassis.views.store import Views
from services.intake.adapters.http.quality import quality_router
from services.intake.adapters.http.quarantine import quarantine_router
from services.intake.adapters.http.receipts import receipts_router
from services.intake.adapters.http.reports import reports_router
from services.intake.adapters.submissions.desk import Desk, SubmissionNotAcknowledgedError

from .settings import IntakeSettings
from .stage import READS, load_rulebook

_log = logger(__name__)


def create_app(
    settings: IntakeSettings | None = None,
    views: Views | None = None,
    publisher: Publishing | None = None,
    memory: RequestMemory | None = None,
) -> FastAPI:
    """Return the application (None: settings from the environment, its Redis, its brokers)."""
    settings = settings or IntakeSettings()
    store = views or view_reader(settings, INTAKE, READS)
    app = service_app(INTAKE, settings, store)
    app.state.memory = memory or RedisRequestMemory(settings.redis_url)
    desk = Desk(lambda: publisher or PromptPublisher(settings, Reachability(settings)))
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    app.add_exception_handler(SubmissionNotAcknowledgedError, _not_acknowledged)
    app.include_router(reports_router(desk, rulebook, clock))
    app.include_router(receipts_router(store, rulebook))
    app.include_router(quarantine_router(store, desk, rulebook, clock))
    app.include_router(quality_router(store, rulebook.quality))
    return app


async def _not_acknowledged(_request: Request, error: Exception) -> Response:
    """Answer that the log did not take it, without repeating what was sent."""
    _log.error("not taken", error=type(error.__cause__).__name__)
    return problem(503, "the log did not acknowledge; send it again: a repeat is recognised")


def main() -> None:
    """Serve the API."""
    settings = IntakeSettings()
    configure_logging(INTAKE, settings.log_level)
    serve(INTAKE, create_app(settings), settings)


if __name__ == "__main__":
    main()
