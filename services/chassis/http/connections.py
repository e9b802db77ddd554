"""Connections that may not stall: neither before a request is there, nor in taking an answer."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # from a connection's first, or a request's first byte to the end of its head
TAKING_SECONDS = 60.0  # for which an answer may wait until its reader takes some of it
KEEP_ALIVE_SECONDS = 15  # between two requests on a connection
MOST_CONNECTIONS = 800  # below the files that a process may usually have open
_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n"
)


class TimedConnection(H11Protocol):
    """A connection of uvicorn's that is closed when its other end stalls.

    Uvicorn itself waits for the head of a request, and for a reader, without end. Here the time of
    the head counts from its first byte, however many follow.
    """

    _head: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take some bytes of a request."""
        super().data_received(data)
        self._await_head()

    def _await_head(self) -> None:
        """Watch the time while a request's head is on its way, and only then."""
        waiting = self.conn.their_state is h11.IDLE and not self.transport.is_closing()
        if not waiting:
            _cancel(self._head)
            self._head = None
        elif self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self._refuse_slow_head)

    def _refuse_slow_head(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()

    def pause_writing(self) -> None:
        """Wait for the reader to take what was sent."""
        super().pause_writing()
        self._taking = self._taking or self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the reader took it."""
        super().resume_writing()
        _cancel(self._taking)
        self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        _cancel(self._head)
        _cancel(self._taking)
        super().connection_lost(exc)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
