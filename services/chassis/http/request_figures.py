"""What is counted and logged of each request."""

from typing import Any

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
        self._children: dict[tuple[str, ...], Any] = {}  # to find one again costs less

    def count(self, scope: Scope, route: str, status: int) -> None:
        """Count an answer."""
        self._child(_REQUESTS, _method(scope), route, str(status)).inc()

    def note_seconds(self, scope: Scope, route: str, seconds: float) -> None:
        """Note how long an answer took."""
        self._child(_SECONDS, _method(scope), route).observe(seconds)

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

    def _child(self, metric: Counter | Histogram, *labels: str) -> Any:  # noqa: ANN401 - of either
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = metric.labels(self._service, *labels)
        return child


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "other"
