"""What machines read of the pages: feeds of the lists (Atom), robots.txt, the map of the site."""

from datetime import UTC
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from schemas.vocabulary.city_day import start_of
from services.chassis.pages.answers import entity_tag, page_answer, unchanged
from services.chassis.pages.languages import LANGUAGES, Language

from .list_pages import BEST, LISTS_OF_RECORDS, list_at
from .page_desk import FOOTER, MENU, PageDesk
from .questions import UnansweredError
from .shown_records import shown

ATOM = "application/atom+xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
# A reader follows links to enterprises; a machine that wants them all takes the open data.
_ROBOTS = """User-agent: *
Disallow: /zh/search?
Disallow: /en/search?
Sitemap: {address}/sitemap.xml
"""
_PATHS = (
    "",
    *(entry.path for entry in (*MENU, *FOOTER)),
    *(f"lists/{each}" for each in (BEST, *(each.path for each in LISTS_OF_RECORDS))),
)


def robots(desk: PageDesk, request: Request) -> Response:
    """Return what robots may read."""
    return page_answer(_ROBOTS.format(address=desk.address(request)), media_type=PLAIN)


def site_map(desk: PageDesk, request: Request) -> Response:
    """Return the addresses of the pages that are there on each day, in both languages."""
    tag = entity_tag(request, desk.kit.build)
    if (kept := unchanged(request, tag)) is not None:
        return kept
    values = {"address": desk.address(request), "paths": _PATHS, "languages": LANGUAGES}
    html = desk.kit.html(LANGUAGES[0], "site_map.xml.jinja", values)
    return page_answer(html, media_type=XML, tag=tag)


def feed(desk: PageDesk, request: Request, language: Language) -> Response:
    """Return the latest of a list as a feed, or the page that says why there is none."""
    as_of = desk.look_up.as_of()
    try:
        of = list_at(request.path_params["name"])
    except UnansweredError as error:
        return desk.problem(request, language, error, as_of)
    if as_of.day is None or as_of.read_at is None:
        empty = UnansweredError(HTTPStatus.SERVICE_UNAVAILABLE, "empty")
        return desk.problem(request, language, empty)
    tag = entity_tag(request, desk.kit.build, as_of.day, as_of.positions)
    if (kept := unchanged(request, tag)) is not None:
        return kept
    listed, _ = desk.look_up.records(of.kind, of.list_name)
    values = {
        "list": of,
        "address": desk.address(request),
        "updated": as_of.read_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "records": [
            (shown(each.record, each), start_of(each.record.first_day).isoformat())
            for each in listed
        ],
    }
    return page_answer(desk.kit.html(language, "feed.xml.jinja", values), media_type=ATOM, tag=tag)
