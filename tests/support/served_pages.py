"""Pages served on loopback, and a reader with a browser of some size."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI

from services.chassis.settings import ServiceSettings
from tests.support.served_app import LOOPBACK, served

SIZES = {"tiny": (320, 640), "phone": (390, 844), "desk": (1280, 900)}


@contextmanager
def served_pages(app: FastAPI) -> Iterator[str]:
    """Yield the address at which pages are served until the end of the block."""
    with served(app, ServiceSettings()) as port:
        yield f"http://{LOOPBACK}:{port}"


class Reader:
    """Somebody who reads pages; `faults` is what the browser had to say against them."""

    def __init__(self, page: Any, base: str, width: int) -> None:
        self.page = page
        self.base = base
        self.width = width
        self.faults: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", self._note_failure)

    @classmethod
    @contextmanager
    def of(cls, browser: Any, base: str, size: str, **settings: object) -> Iterator["Reader"]:
        """Yield a reader of a size, with script off unless `settings` of Playwright's differ."""
        width, height = SIZES[size]
        viewport = {"width": width, "height": height}
        options = {"java_script_enabled": False, **settings}
        context = browser.new_context(viewport=viewport, **options)
        try:
            yield cls(context.new_page(), base, width)
        finally:
            context.close()

    def open(self, path: str) -> int:
        """Open a page; return its status."""
        return int(self.page.goto(f"{self.base}/{path}").status)

    def _note(self, message: Any) -> None:
        if "Failed to load resource" not in message.text:  # a page that answers 404 on purpose
            self.faults.append(message.text)

    def _note_failure(self, request: Any) -> None:
        if "ERR_ABORTED" not in request.failure:  # what a page no longer needs when one goes on
            self.faults.append(f"{request.failure}: {request.url}")
