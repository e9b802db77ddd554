"""Views that can't be answered from: what cannot be proven is not answered."""


class ViewsUnusableError(RuntimeError):
    """Views that are not whole, or not those that were written. The text says which and why."""


class NotRebuiltError(ViewsUnusableError):
    """The views of a partition are missing, being built, or behind the log.

    `done` of `total` messages were read, where they are being built (None: they are not).
    """

    def __init__(self, service: str, partition: int, why: str, progress: str | None = None) -> None:
        self.service, self.partition, self.progress = service, partition, progress
        super().__init__(f"the views of {service}, partition {partition}: {why}")


class NotProvenError(ViewsUnusableError):
    """What is stored is not what a worker wrote last."""

    def __init__(self, name: bytes, why: str) -> None:
        super().__init__(f"{name.decode(errors='replace')}: {why}")


class LogUnknownError(ViewsUnusableError):
    """How far the log goes was never learnt, so that nobody knows how old the views are."""
