"""How each page is answered: its tag, language and day, or the page that says what is wrong."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from services.chassis.observability import logger
from services.chassis.pages.answers import entity_tag, page_answer, redirection, unchanged
from services.chassis.pages.kit import PageKit
from services.chassis.pages.languages import Language, preferred, twin_of
from services.disclosure.domain.look_up import AsOf, PublicLookUp

from .public_site import PublicSite
from .questions import MOST_BYTES, UnansweredError, no_page, with_page

PACKAGE = "services.disclosure"
_log = logger(__name__)


class MenuEntry(NamedTuple):
    """A link of the menu: its path below the language, and its word."""

    path: str
    word: str


MENU = tuple(
    MenuEntry(path, path) for path in ("search", "lists", "commitments", "figures", "data", "rules")
)
FOOTER = tuple(
    MenuEntry(path, path)
    for path in ("objection", "repair", "certificates", "accessibility", "privacy")
)


class PageLinks(NamedTuple):
    """Where the pages before and after this one are."""

    page: int
    pages: int
    previous: str | None
    next: str | None


class Page(NamedTuple):
    """A page to be drawn; `section` is the path of the menu's entry that it belongs to."""

    template: str
    values: Mapping[str, Any]
    section: str = ""


class MovedError(Exception):
    """The page is at another path below the language."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Visit(NamedTuple):
    """A request for a page: the language, and on what all answers stand."""

    request: Request
    language: Language
    as_of: AsOf
    day: date
    look_up: PublicLookUp
    site: PublicSite

    def links(self, page: int, pages: int) -> PageLinks:
        """Return the links between pages of an answer. Raises UnansweredError beyond its end."""
        if page > max(pages, 1):
            raise no_page("beyond")
        path, query = self.request.url.path, self.request.query_params
        return PageLinks(
            page,
            pages,
            with_page(path, query, page - 1) if page > 1 else None,
            with_page(path, query, page + 1) if page < pages else None,
        )


Draw = Callable[[Visit], Page]


class PageDesk:
    """Answers requests for pages."""

    def __init__(self, look_up: PublicLookUp, site: PublicSite) -> None:
        self.look_up = look_up
        self.site = site
        self.kit = PageKit(f"{PACKAGE}.pages")

    def address(self, request: Request) -> str:
        """Return under which address the public reaches the pages."""
        return self.site.address or str(request.base_url).rstrip("/")

    def endpoint(self, language: Language, draw: Draw) -> Callable[[Request], Response]:
        """Return what answers requests for a page in a language."""

        def answer(request: Request) -> Response:
            return self._answer(request, language, draw)

        return answer

    def home(self, request: Request) -> Response:
        """Send a reader to the pages in the language that the browser asks for."""
        language = preferred(request.headers.get("accept-language", ""))
        return redirection(f"/{language}/", {"Vary": "Accept-Language"})

    def _answer(self, request: Request, language: Language, draw: Draw) -> Response:
        try:
            return self._drawn(request, language, draw)
        except MovedError as moved:
            return redirection(f"/{language}/{moved.path}")
        except UnansweredError as error:
            return self.problem(request, language, error)
        except Exception as error:
            _log.error("a page could not be drawn", path=request.url.path, exc_info=error)
            fault = UnansweredError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
            return self.problem(request, language, fault)

    def _drawn(self, request: Request, language: Language, draw: Draw) -> Response:
        """Return a page, or that the reader's copy of it will do. Raises UnansweredError."""
        if len(request.url.query) > MOST_BYTES:
            raise UnansweredError(HTTPStatus.REQUEST_URI_TOO_LONG, "query")
        as_of = self.look_up.as_of()
        if as_of.day is None or as_of.read_at is None:  # not all that is public is known yet
            raise UnansweredError(HTTPStatus.SERVICE_UNAVAILABLE, "empty")
        tag = entity_tag(request, self.kit.build, as_of.day, as_of.positions, as_of.current)
        if (kept := unchanged(request, tag)) is not None:
            return kept
        try:
            page = draw(Visit(request, language, as_of, as_of.day, self.look_up, self.site))
        except UnansweredError as error:
            return self.problem(request, language, error, as_of)
        values = {
            **_frame(request, language, page.section),
            "as_of": as_of,
            "address": self.address(request),
            **page.values,
        }
        return page_answer(self.kit.html(language, f"{page.template}.html.jinja", values), tag=tag)

    def problem(
        self,
        request: Request,
        language: Language,
        error: UnansweredError,
        as_of: AsOf | None = None,
    ) -> Response:
        """Return the page that says what is wrong, and what helps."""
        status = error.status
        values = {
            **_frame(request, language, ""),
            "status": status.value,
            "reason": error.reason,
            "as_of": as_of,
        }
        if status == HTTPStatus.REQUEST_URI_TOO_LONG:
            values["twin_address"] = f"/{twin_of(language)}/search"
        headers = {"Retry-After": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        html = self.kit.html(language, "problem.html.jinja", values)
        return page_answer(html, status=status, headers=headers)


def _frame(request: Request, language: Language, section: str) -> dict[str, Any]:
    """Return what the layout of each page needs."""
    path = request.url.path.removeprefix(f"/{language}")
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "menu": MENU,
        "footer": FOOTER,
        "section": section,
        "twin_address": f"/{twin_of(language)}{path}{query}",
    }
