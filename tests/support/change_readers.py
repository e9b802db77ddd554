"""Subscribers that follow the public changes over HTTP, are cut off, and go on where they were."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any, Self

import httpx

from schemas.codec import decode
from schemas.messages import Fact
from tests.support.change_city import events, facts_of

PAUSE_SECONDS = 0.2
Connect = Callable[[], httpx.Client]


class ChangeReader:
    """Use as a context manager. `facts` is what it took, in order, `cuts` how often it was cut off.

    It keeps its position together with what it took, as the documents tell subscribers to.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._stop = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self.facts: list[Fact[Any]] = []
        self.position: str | None = None
        self.cuts = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Take nothing more."""
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(httpx.TransportError), self._connect() as client:
                self._follow(client)
            if not self._stop.is_set():
                self.cuts += 1
                time.sleep(PAUSE_SECONDS)

    def _follow(self, client: httpx.Client) -> None:
        raise NotImplementedError


class FeedReader(ChangeReader):
    """Asks page by page: `asked` counts that, `ended` is the last that waited and brought none."""

    asked = ended = 0

    def _follow(self, client: httpx.Client) -> None:
        while not self._stop.is_set():
            self.asked += 1
            after = {"after": self.position} if self.position else {}
            answer = client.get("/changes", params={"limit": "23", "wait": "1", **after})
            if answer.status_code == 503:  # it has just begun, and still reads
                time.sleep(PAUSE_SECONDS)
                continue
            assert answer.status_code == 200, answer.text
            page = answer.json()
            self.facts += facts_of(page["changes"])
            self.position = page["next"]
            if not page["changes"] and not page["more"]:
                self.ended = self.asked


class StreamReader(ChangeReader):
    """Holds a stream open, and leaves it itself after each `most` changes."""

    def __init__(self, connect: Connect, most: int = 97) -> None:
        super().__init__(connect)
        self._most = most

    def _follow(self, client: httpx.Client) -> None:
        headers = {"Last-Event-ID": self.position} if self.position else {}
        with client.stream("GET", "/changes/stream", headers=headers) as answer:
            if answer.status_code == 503:
                return
            assert answer.status_code == 200
            for taken, event in enumerate(events(answer.iter_lines()), 1):
                if "data" in event:
                    self.facts.append(decode(event["data"].encode()))
                self.position = event["id"]
                if taken == self._most or self._stop.is_set():
                    return
