"""What is counted and logged of each request."""

from prometheus_client import Counter, Histogram
from starlette.types import Scope

from services.chassis.observability import logger

from .admission import admitted_credential

# The labels come from fixed sets: what a stranger invents makes no new sample.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUESTS = Counter(
    "safety_credit_http_requests", "Requests answered.", ("service", "method", "route", "status")
)
_SECONDS = Histogram(
    "safety_credit_http_request_seconds", "Time to answer.", ("service", "method", "route")
)
_log = logger(__name__)


class RequestFigures:
    """The figures of a service's requests, by route as it is declared (or `unknown`)."""

    def __init__(self, service: str) -> None:
        self._service = service

    def count(self, scope: Scope, route: str, status: int) -> None:
        """Count an answer."""
        _REQUESTS.labels(self._service, _method(scope), route, str(status)).inc()

    def note_seconds(self, scope: Scope, route: str, seconds: float) -> None:
        """Note how long an answer took."""
        _SECONDS.labels(self._service, _method(scope), route).observe(seconds)

    def log(self, scope: Scope, status: int, seconds: float, event: str) -> None:
        """Log a request: who asked and whence, and nothing of its query, headers and body."""
        credential, client = admitted_credential(scope), scope.get("client")
        _log.info(
            event,
            service=self._service,
            method=scope["method"],
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
            credential=credential.id if credential else None,
            address=client[0] if client else None,
        )


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "other"
