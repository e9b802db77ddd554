"""The API of changes over a feed in memory."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.http.problems import answer_errors_with_problems
from services.notify.adapters.changes.feed import ChangesPage
from services.notify.adapters.changes.stream import may_read
from services.notify.adapters.http.changes import router

PLACE, LOG = ("grade-changes", 0), b"log"


class Feed:
    """Answers with what it was given, and keeps what it was asked."""

    partitions, log = (PLACE,), LOG

    def __init__(self, answer: ChangesPage | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple] = []

    async def ready(self) -> None:
        return

    async def beginning(self) -> dict:
        return {PLACE: 0}

    def now(self) -> dict:
        return {PLACE: 9}

    async def page(self, after, selection, limit, wait=0.0, *_ended) -> ChangesPage:
        self.asked.append((after, selection, limit, wait))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def client(feed: Feed) -> TestClient:
    app = FastAPI()
    answer_errors_with_problems(app)
    app.include_router(router(feed, 1))  # never started: no lifespan
    app.dependency_overrides[may_read] = lambda: None
    return TestClient(app)
