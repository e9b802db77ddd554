"""The addresses of the public's pages."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.pages.languages import LANGUAGES, preferred
from services.disclosure.domain.look_up import PublicLookUp

from . import feeds, information_pages, list_pages, look_up_pages
from .page_desk import PageDesk
from .public_site import PublicSite
from .questions import no_page

# Below each language; the last answers what no other does.
PAGES = (
    ("", look_up_pages.home),
    ("search", look_up_pages.results),
    ("enterprises/{code}", look_up_pages.enterprise),
    ("lists", list_pages.lists),
    ("lists/{name}", list_pages.list_of),
    ("commitments", list_pages.commitments),
    ("figures", list_pages.figures),
    ("data", information_pages.data),
    ("rules", information_pages.rules),
    ("rules/{edition}", information_pages.edition),
    ("objection", information_pages.guidance),
    ("objection/{department}", information_pages.guidance),
    ("repair", information_pages.guidance),
    ("repair/{department}", information_pages.guidance),
    ("certificates", information_pages.statement),
    ("accessibility", information_pages.statement),
    ("privacy", information_pages.statement),
)


def public_pages(look_up: PublicLookUp, site: PublicSite | None = None) -> APIRouter:
    """Return the pages of the public over a look-up, with a city's own settings of them."""
    desk = PageDesk(look_up, site or PublicSite())
    routes = APIRouter()

    def asset(request: Request) -> Response:
        answer = desk.kit.assets.answer(request.path_params["name"])
        language = preferred(request.headers.get("accept-language", ""))
        return answer or desk.problem(request, language, no_page("address"))

    fixed: dict[str, Callable[[Request], Response]] = {
        "/": desk.home,
        "/assets/{name}": asset,
        "/robots.txt": partial(feeds.robots, desk),
        "/sitemap.xml": partial(feeds.site_map, desk),
    }
    for path, endpoint in fixed.items():
        routes.add_route(path, endpoint, methods=["GET"], include_in_schema=False)
    for language in LANGUAGES:
        routes.add_route(
            f"/{language}/feeds/{{name}}.atom",
            partial(feeds.feed, desk, language=language),
            methods=["GET"],
            include_in_schema=False,
        )
        for path, draw in (*PAGES, ("{rest:path}", information_pages.nothing)):
            routes.add_route(
                f"/{language}/{path}",
                desk.endpoint(language, draw),
                methods=["GET"],
                include_in_schema=False,
            )
    return routes
