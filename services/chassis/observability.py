"""What operators see: JSON logs bound to their message, and Prometheus metrics.

No log line carries personal data: identity numbers are masked, and tracebacks have no locals.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from threading import Lock
from typing import Any, TextIO

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

from schemas.messages import MessageDeadLettered
from schemas.vocabulary.personal_data import mask, mask_number
from services.chassis.text.visible_text import visible_json

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def mask_personal(value: Any) -> Any:  # noqa: ANN401 - a log value is whatever was logged
    """Return a log value without personal identity numbers, at any depth."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask_personal(key): mask_personal(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [mask_personal(inner) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return mask_number(value)
    return mask_personal(value.decode(errors="replace") if isinstance(value, bytes) else str(value))


def _mask_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: mask_personal(value) for key, value in event.items()}


def _as_json(event: EventDict, **options: Any) -> str:  # noqa: ANN401 - the library's own
    """Return an event as JSON in which nothing moves or turns what a terminal shows."""
    return visible_json(json.dumps(event, ensure_ascii=False, **options))


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send the logs of this process, libraries' too, to standard error, one JSON object a line.

    Ours are written at once: the detour over the standard library's loggers costs more than all
    the rest of a line, and an API logs each request.
    """
    traces = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    whence: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
    ]
    to_line = structlog.processors.JSONRenderer(_as_json)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, traces, _mask_event, *whence, to_line],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=partial(_LineLogger, sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *whence, traces],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _mask_event,
                to_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


class _LineLogger:
    """Writes a line whole, whatever threads write beside it."""

    _turn = Lock()

    def __init__(self, stream: TextIO, name: str) -> None:
        self.name = name
        self._stream = stream

    def msg(self, line: str) -> None:
        """Write a line."""
        with self._turn:
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def _named(service: str) -> structlog.typing.Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("service", service)
        event.pop("color_message", None)  # the web server's own, for terminals
        return event

    return add


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; bind topic, partition, offset and enterprise by `bound` or `.bind`."""
    bound_logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound_logger


def bound(**values: object) -> AbstractContextManager[Any]:
    """Bind values (topic, partition, offset, enterprise) to every log line inside a with-block."""
    return structlog.contextvars.bound_contextvars(**values)


class WorkerMetrics:
    """The figures of one service's worker, for Prometheus."""

    def __init__(self, service: str, registry: CollectorRegistry = REGISTRY) -> None:
        self._service = service
        self._registry = registry
        self._handled = Counter(
            "safety_credit_messages_handled",
            "Messages read, folded, stored and acknowledged.",
            ("service", "topic"),
            registry=registry,
        )
        self._published = Counter(
            "safety_credit_messages_published",
            "Facts that the broker acknowledged.",
            ("service", "topic"),
            registry=registry,
        )
        self._dead = Counter(
            "safety_credit_dead_letters",
            "Messages set aside, by reason.",
            ("service", "reason"),
            registry=registry,
        )
        seconds = {
            step: Histogram(
                f"safety_credit_{step}_seconds",
                text,
                ("service",),
                buckets=_SECONDS,
                registry=registry,
            ).labels(service)
            for step, text in (
                ("batch", "From the first byte read to the acknowledgement of a batch."),
                ("publish", "Publishing a batch's facts until all are acknowledged."),
                ("view_write", "Writing a batch's views."),
            )
        }
        self._seconds = seconds

    def handled(self, topic: str, count: int) -> None:
        """Count messages of a topic that were acknowledged."""
        self._handled.labels(self._service, topic).inc(count)

    def published(self, topics: Iterable[str]) -> None:
        """Count published facts, given each one's topic."""
        for topic in topics:
            self._published.labels(self._service, topic).inc()

    def dead_lettered(self, dead: Iterable[MessageDeadLettered]) -> None:
        """Count messages that were set aside."""
        for letter in dead:
            self._dead.labels(self._service, letter.reason).inc()

    def watch_lag(self, source: Callable[[], Mapping[tuple[str, int], int]]) -> None:
        """Show how many messages of each topic and partition wait, asked at each scrape."""
        self._watch(
            "safety_credit_lag_messages",
            "Messages that wait to be handled; without a sample where that is not known (yet).",
            ("topic", "partition"),
            source,
        )

    def watch_day(self, source: Callable[[], Mapping[int, tuple[int, int]]]) -> None:
        """Show how many keys of each partition a day wakes, and how many of them are left.

        Asked at each scrape.
        """
        figures = (
            ("safety_credit_day_keys", "Keys that the day under way wakes."),
            (
                "safety_credit_day_keys_left",
                "Keys that the day under way has still to wake: messages behind it wait.",
            ),
        )
        for index, (name, meaning) in enumerate(figures):
            self._watch(
                name,
                meaning,
                ("partition",),
                lambda index=index: {(p,): keys[index] for p, keys in source().items()},  # type: ignore[misc]  # each its own
            )

    def _watch(
        self,
        name: str,
        meaning: str,
        labels: tuple[str, ...],
        source: Callable[[], Mapping[Any, int]],
    ) -> None:
        self._registry.register(_Gauge(self._service, name, meaning, labels, source))

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Measure a step: `batch`, `publish` or `view_write`."""
        histogram = self._seconds[step]
        begin = time.perf_counter()
        yield
        histogram.observe(time.perf_counter() - begin)


class _Gauge(Collector):
    """Partitions that moved to another worker disappear with it, as a gauge's labels would not."""

    def __init__(
        self,
        service: str,
        name: str,
        meaning: str,
        labels: tuple[str, ...],
        source: Callable[[], Mapping[Any, int]],
    ) -> None:
        self._service = service
        self._name, self._meaning, self._labels = name, meaning, labels
        self._source = source

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily(self._name, self._meaning, labels=("service", *self._labels))
        for labels, value in sorted(self._source().items()):
            gauge.add_metric([self._service, *map(str, labels)], value)
        yield gauge
