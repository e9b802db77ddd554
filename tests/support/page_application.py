"""The public's pages over the played city and the made scenes, as an application."""

from functools import cache

from fastapi import FastAPI

from services.disclosure.pages.public_site import PublicSite
from services.disclosure.pages.published_rules import published_rules
from services.disclosure.pages.routes import public_pages
from tests.support.public_city import PublicCity, played
from tests.support.public_scenes import LISTED, scenes

# Each page once, below the language.
ADDRESSES = {
    "home": "",
    "results": "search?q=%E5%BB%BA%E7%AD%91",
    "no-results": "search?q=zzzz",
    "enterprise": f"enterprises/{LISTED}",
    "records-of-a-kind": f"enterprises/{LISTED}?kind=penalty",
    "lists": "lists",
    "severe-list": "lists/severe-list",
    "blacklist": "lists/blacklist",
    "penalties": "lists/penalties",
    "accidents": "lists/accidents",
    "dangers": "lists/dangers",
    "grade-a": "lists/grade-a?page=2",
    "commitments": "commitments",
    "figures": "figures",
    "data": "data",
    "rules": "rules",
    "pack": "rules/transport-2025",
    "disclosure": "rules/disclosure-2026",
    "objection": "objection",
    "objection-of-one": "objection/work-safety",
    "repair": "repair",
    "certificates": "certificates",
    "accessibility": "accessibility",
    "privacy": "privacy",
}
MISSING = {"no-enterprise": "enterprises/X", "no-page": "nowhere", "no-filter": "search?grade=Z"}


@cache
def _entries() -> PublicCity:
    return played()


def public_city() -> PublicCity:
    """Return the played city with the scenes; each call another one."""
    city = _entries()
    return PublicCity({**city.entries, **scenes()}, city.day)


def page_application(city: PublicCity, address: str | None = None) -> FastAPI:
    """Return an application that has the pages alone."""
    app = FastAPI(openapi_url=None)
    app.include_router(public_pages(city, PublicSite(address, published_rules())))
    return app
