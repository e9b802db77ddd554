"""What the clients of the brokers raise of their own."""


class TopicUnreadableError(RuntimeError):
    """The broker has no such topic, or hides it from who asks."""


class ReadStalledError(RuntimeError):
    """The broker says that there is more, but does not send it."""


class PositionsGoneError(RuntimeError):
    """The log no longer holds, or never held, the messages at a position. The text says where."""


class NotAcknowledgedError(RuntimeError):
    """The broker did not acknowledge everything. The text, and `where`, say for which topic."""

    def __init__(self, text: str, where: str = "") -> None:
        super().__init__(text)
        self.where = where
