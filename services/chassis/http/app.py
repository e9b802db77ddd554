"""What every service's API has: health, metrics, problem documents, logs, credentials, limits."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.clock import system_clock
from services.chassis.observability import bound, configure_logging, logger
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import Views

from .credentials import Credential, CredentialFile
from .json_bodies import refuse_key_twice
from .problems import answer_errors_with_problems, problem, unauthorized

MAXIMUM_REQUEST_BYTES = 64 * 1024 * 1024
_QUIET_PATHS = frozenset({"/live", "/ready", "/metrics"})
_REQUESTS = Counter(
    "safety_credit_http_requests", "Requests answered.", ("service", "method", "route", "status")
)
_SECONDS = Histogram(
    "safety_credit_http_request_seconds", "Time to answer.", ("service", "method", "route")
)
_log = logger(__name__)

Check = Callable[[], object]


def service_app(
    service: str,
    settings: ServiceSettings,
    views: Views,
    checks: Mapping[str, Check] | None = None,
    maximum_request_bytes: int = MAXIMUM_REQUEST_BYTES,
) -> FastAPI:
    """Return an application to which a service adds its routes.

    `views` are at `app.state.views`. `/ready` answers 200 when the views and all `checks` (name to
    a function that raises when not ready) answer.
    """
    app = FastAPI(
        title=f"safety-credit {service}",
        version="1",
        description=f"The {service} service of the city's work-safety credit. Errors are problem"
        " documents (RFC 9457). Days are Asia/Shanghai, instants UTC.",
        docs_url=None,  # its pages would load scripts from elsewhere; /openapi.json is the document
        redoc_url=None,
        dependencies=[Depends(refuse_key_twice)],
    )
    app.state.views = views
    path = settings.credentials_file
    app.state.credentials = CredentialFile(path) if path else None
    app.add_middleware(_Watch, service=service, maximum=maximum_request_bytes)
    answer_errors_with_problems(app)
    _add_health(app, {"views": lambda: views.get(f"{service}:ready"), **(checks or {})})
    return app


def serve(service: str, app: FastAPI, settings: ServiceSettings) -> None:
    """Serve until a signal ends it; all logs are JSON, those of the server too."""
    configure_logging(service, settings.log_level)
    uvicorn.run(
        app,
        host=settings.http_host,
        port=settings.http_port,
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


class _Proven(HTTPBearer):
    """A dependency that gives the credential of a request, where it has the scope (None: any).

    It waits for nothing, so it runs on the loop, and is one step: handing it to a thread, or
    resolving a chain of dependencies, costs more than the check.
    """

    def __init__(self, scope: str | None = None) -> None:
        super().__init__(
            scheme_name="HTTPBearer",
            description="A token of `safety-credit credential add`.",
            auto_error=False,
        )
        self._scope = scope

    async def __call__(self, request: Request) -> Credential:  # type: ignore[override]  # gives what the token proves
        authorization = await super().__call__(request)
        if authorization is None:
            raise unauthorized("send `Authorization: Bearer <token>`")
        known: CredentialFile | None = request.app.state.credentials
        credential = known.find(authorization.credentials, system_clock()) if known else None
        if credential is None:
            raise unauthorized("the token is unknown, expired or revoked")
        if self._scope is not None and self._scope not in credential.scopes:
            raise HTTPException(403, f"the credential lacks the scope {self._scope}")
        return credential


_credential = _Proven()


async def credential_of(credential: Annotated[Credential, Depends(_credential)]) -> Credential:
    """Return the credential that came with the request: what it allows, the route says itself."""
    return credential


async def department_of(credential: Annotated[Credential, Depends(_credential)]) -> str:
    """Return the code of the department whose credential came with the request (a dependency).

    A path that names a department must name this one: a department reports only as itself.
    """
    if credential.kind != "department":
        raise HTTPException(403, "only a department's credential may do this")
    return credential.holder


def reader(scope: str) -> Callable[[Request], Awaitable[Credential]]:
    """Return a dependency that lets in only credentials with the scope, and gives them."""
    return _Proven(scope)


class _Watch:
    """Logs and counts each request, and refuses those that are too large."""

    def __init__(self, app: ASGIApp, service: str, maximum: int) -> None:
        self._app = app
        self._service = service
        self._maximum = maximum

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        status = 500
        stream = False

        async def noting_send(message: Message) -> None:
            nonlocal status, stream
            if message["type"] == "http.response.start":
                status = message["status"]
                stream = _is_stream(message)
                if stream:  # it may last for days: what began is told before it ends
                    self._note_seconds(scope, time.perf_counter() - begin)
                    self._log(scope, status, time.perf_counter() - begin, "stream began")
            await send(message)

        try:
            with bound(service=self._service):
                await self._limited(scope, receive, noting_send)
        finally:
            seconds = time.perf_counter() - begin
            self._count(scope, status)
            if not stream:
                self._note_seconds(scope, seconds)
            self._log(scope, status, seconds, "stream ended" if stream else "request")

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._maximum:
            too_large = problem(413, f"a request may have {self._maximum} bytes")
            await too_large(scope, receive, send)
            return
        read = 0

        async def counting_receive() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._maximum:
                raise HTTPException(413, f"a request may have {self._maximum} bytes")
            return message

        await self._app(scope, counting_receive, send)

    def _count(self, scope: Scope, status: int) -> None:
        _REQUESTS.labels(self._service, scope["method"], _route(scope), str(status)).inc()

    def _note_seconds(self, scope: Scope, seconds: float) -> None:
        _SECONDS.labels(self._service, scope["method"], _route(scope)).observe(seconds)

    def _log(self, scope: Scope, status: int, seconds: float, event: str) -> None:
        if scope["path"] not in _QUIET_PATHS:
            _log.info(
                event,
                service=self._service,
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round(seconds * 1000, 1),
            )


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))


def _is_stream(start: Message) -> bool:
    """Say whether an answer is a stream of events, which ends when its reader leaves."""
    kind = dict(start["headers"]).get(b"content-type", b"")
    return bool(kind.startswith(b"text/event-stream"))
