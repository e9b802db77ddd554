"""The figures that Prometheus reads of the workers and of the dispatcher."""

from prometheus_client import CollectorRegistry, generate_latest

from schemas.topics import SERVICES
from services.chassis.observability import WorkerMetrics
from services.notify.adapters.delivery.figures import DeliveryFigures


def of_worker(service: str) -> str:
    """Return a worker's figures after one batch, in Prometheus' text form."""
    registry = CollectorRegistry()
    metrics = WorkerMetrics(service, registry)
    metrics.watch_lag(lambda: {("reports-work-safety", 0): 3})
    metrics.handled("reports-work-safety", 3)
    metrics.published(["alerts"])
    for step in ("batch", "publish", "view_write"):
        with metrics.timed(step):
            pass
    return generate_latest(registry).decode()


def of_workers() -> dict[str, str]:
    """Return the figures of each service's worker, by the service's name."""
    return {service: of_worker(service) for service in SERVICES}


def of_dispatcher() -> None:
    """Count one delivery to a receiver in this process' own figures."""
    figures = DeliveryFigures("bank")
    figures.attempted("delivered")
    figures.waiting(1)
    figures.away(away=False)
