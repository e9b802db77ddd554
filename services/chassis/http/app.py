"""What every service's API has: health, metrics, problem documents, logs, credentials, limits."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from schemas.topics import ACCESSES, accesses_of
from services.chassis.accesses.accesses import Accesses
from services.chassis.observability import configure_logging, logger
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import Views

from .as_of_header import AsOfHeader
from .connections import KEEP_ALIVE_SECONDS, TimedConnection
from .credentials import CredentialFile
from .door import Door, DoorLimits
from .json_bodies import refuse_key_twice
from .problems import answer_errors_with_problems, problem, problems

_log = logger(__name__)

# How any route may refuse: who asks, what is asked, how much of it, or what it needs is away.
ANSWERED = (401, 403, 404, 408, 413, 422, 429, 503)
Check = Callable[[], object]


def service_app(
    service: str,
    settings: ServiceSettings,
    views: Views | None,
    checks: Mapping[str, Check] | None = None,
    accesses: Accesses | None = None,
) -> FastAPI:
    """Return an application to which a service adds its routes.

    `views` (None: it has none) are at `app.state.views`, `accesses` (None: those of the settings)
    at `app.state.accesses`; they are published as long as the application runs. A service without a
    topic of accesses answers what is public alone: of nobody it is noted that he read it. `/ready`
    answers 200 when the views and all `checks` (name to a function that raises when not ready)
    answer.
    """
    if accesses is None and accesses_of(service) in ACCESSES:
        accesses = Accesses(service, settings)
    app = FastAPI(
        lifespan=partial(_publishing, accesses),
        title=f"safety-credit {service}",
        version="1",
        description=f"The {service} service of the city's work-safety credit. Errors are problem"
        " documents (RFC 9457). Days are Asia/Shanghai, instants UTC.",
        docs_url=None,  # its pages would load scripts from elsewhere; /openapi.json is the document
        redoc_url=None,
        dependencies=[Depends(refuse_key_twice)],
        responses=problems(*ANSWERED),
    )
    app.state.views = views
    path = settings.credentials_file
    app.state.credentials = CredentialFile(path) if path else None
    limits = DoorLimits(
        at_once=settings.http_requests_at_once,
        failed_sign_ins_a_minute=settings.http_failed_sign_ins_a_minute,
        a_minute_by_credential=settings.http_requests_a_minute_by_credential,
        a_minute_by_address=settings.http_requests_a_minute_by_address,
    )
    app.state.accesses = accesses
    app.add_middleware(AsOfHeader)
    app.add_middleware(Door, api=app, service=service, limits=limits, accesses=accesses)
    answer_errors_with_problems(app)
    of_views = {} if views is None else {"views": views.require_whole}
    _add_health(app, {**of_views, **(checks or {})})
    return app


@asynccontextmanager
async def _publishing(accesses: Accesses | None, _app: FastAPI) -> AsyncIterator[None]:
    if accesses is None:
        yield
        return
    accesses.start()
    try:
        yield
    finally:
        await run_in_threadpool(accesses.stop)


def serve(service: str, app: FastAPI, settings: ServiceSettings) -> None:
    """Serve until a signal ends it; all logs are JSON, those of the server too."""
    configure_logging(service, settings.log_level)
    uvicorn.Server(server_config(app, settings)).run()


def server_config(app: FastAPI, settings: ServiceSettings) -> uvicorn.Config:
    """Return how an application is served: connections that stall are let go.

    Whence a request came says the connection; a proxy's header says it only where the proxy is one
    of `http_trusted_proxies`.
    """
    return uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        http=TimedConnection,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        proxy_headers=bool(settings.http_trusted_proxies),
        forwarded_allow_ips=settings.http_trusted_proxies,
        server_header=False,
        log_config=None,
        access_log=False,  # the application logs each request itself, without its query
    )


def _add_health(app: FastAPI, checks: Mapping[str, Check]) -> None:
    @app.get("/live", tags=["health"])
    async def live() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "live"}

    @app.get("/ready", tags=["health"], responses={503: {"description": "Not ready."}})
    async def ready() -> Response:
        """Say whether all that the service needs answers."""
        faults: dict[str, str] = {}
        for name, check in checks.items():
            try:
                await run_in_threadpool(check)
            except Exception as error:
                faults[name] = type(error).__name__
                _log.warning("not ready", check=name, error=str(error))
        if faults:
            return problem(503, "not ready", extra={"checks": faults})
        return JSONResponse({"status": "ready", "checks": sorted(checks)})

    @app.get("/metrics", tags=["health"])
    def metrics() -> Response:
        """Return the figures of this process for Prometheus."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
