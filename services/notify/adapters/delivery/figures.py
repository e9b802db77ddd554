"""The figures of a receiver's deliveries, for Prometheus."""

from contextlib import suppress

from prometheus_client import Counter, Gauge

_ATTEMPTS = Counter(
    "safety_credit_deliveries",
    "Attempts by outcome: delivered, sent, failed, refused; and what was given up.",
    ("receiver", "outcome"),
)
_WAITING = Gauge("safety_credit_deliveries_waiting", "Deliveries that are held.", ("receiver",))
_AWAY = Gauge("safety_credit_receiver_away", "1 while a receiver has a pause.", ("receiver",))


class DeliveryFigures:
    """What is counted of one receiver."""

    def __init__(self, receiver: str) -> None:
        self._receiver = receiver

    def attempted(self, outcome: str, count: int = 1) -> None:
        """Count deliveries by what became of them."""
        _ATTEMPTS.labels(self._receiver, outcome).inc(count)

    def waiting(self, count: int) -> None:
        """Note how many are held."""
        _WAITING.labels(self._receiver).set(count)

    def away(self, away: bool) -> None:
        """Note whether it has a pause."""
        _AWAY.labels(self._receiver).set(away)

    def gone(self) -> None:
        """Show no longer what a receiver is like: it is no more, or others have it."""
        for gauge in (_WAITING, _AWAY):
            with suppress(KeyError):
                gauge.remove(self._receiver)
