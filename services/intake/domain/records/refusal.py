"""The refusal of a report: a reason code, and the field and value that caused it."""


class Refusal(Exception):  # noqa: N818 - it is an answer to the sender, not a fault of ours
    """A reason code of rulebook/reasons.yaml, the field and the value that brought it about.

    `allowed` says what would have been accepted, where that can be listed.
    """

    def __init__(
        self,
        reason: str,
        field: str | None = None,
        value: object = None,
        allowed: str | None = None,
    ) -> None:
        super().__init__(f"{reason}: {field}: {value!r}")
        self.reason = reason
        self.field = field
        self.value = value
        self.allowed = allowed
