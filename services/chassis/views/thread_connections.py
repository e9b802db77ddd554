"""A connection to Redis for each thread that asks.

To take one from the client's pool, to look whether it still stands, and to give it back, takes as
long as a question itself.
"""

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import redis


class ThreadConnections:
    """Asks Redis by connections like those of a client; they end with their threads."""

    def __init__(self, client: "redis.Redis") -> None:
        self._pool = client.connection_pool
        self._of_thread = threading.local()

    def ask(self, *command: Any) -> Any:  # noqa: ANN401 - what Redis takes and answers
        """Return the answer to a command that changes nothing: it may be asked twice.

        So a connection that was closed meanwhile is no error. Raises what the client raises.
        """
        import redis  # noqa: PLC0415 - heavy: only where Redis is used

        connection = getattr(self._of_thread, "connection", None)
        if connection is not None:
            try:
                return _answer(connection, command)
            except redis.ConnectionError:
                connection.disconnect()
        else:
            connection = self._pool.connection_class(**self._pool.connection_kwargs)
            self._of_thread.connection = connection
        return _answer(connection, command)


def _answer(connection: Any, command: tuple[Any, ...]) -> Any:  # noqa: ANN401 - its methods are untyped
    connection.send_command(*command)
    return connection.read_response()
