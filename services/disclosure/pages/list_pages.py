"""The lists, the commitments and the figures of the city."""

from typing import NamedTuple

from services.disclosure.domain.look_up import ListedEnterprise, ListName, RecordKindName, Search

from .page_desk import Page, Visit
from .questions import GRADES, no_page, page_of
from .shown_records import ShownRecord, shown


class PublicList(NamedTuple):
    """A list of records of a kind."""

    path: str
    kind: RecordKindName
    list_name: ListName | None = None


LISTS_OF_RECORDS = (
    PublicList("severe-list", "blacklist_decision", "severe_list"),
    PublicList("blacklist", "blacklist_decision", "blacklist"),
    PublicList("penalties", "penalty"),
    PublicList("accidents", "accident"),
    PublicList("dangers", "hidden_danger"),
)
BEST = "grade-a"


def lists(visit: Visit) -> Page:
    """Draw which lists there are."""
    figures = visit.look_up.figures("city")
    values = {"city": figures[0] if figures else None, "lists": LISTS_OF_RECORDS}
    return Page("lists", values, "lists")


def list_of(visit: Visit) -> Page:
    """Draw a page of a list."""
    path, page = visit.request.path_params["name"], page_of(visit.request.query_params)
    if path == BEST:
        answer = visit.look_up.search(Search(grade=GRADES[0], page=page))
        values = {"answer": answer, "links": visit.links(page, answer.pages)}
        return Page("grade_list", values, "lists")
    of = list_at(path)
    records, pages = visit.look_up.records(of.kind, of.list_name, page)
    values = {
        "list": of,
        "records": [_shown(each) for each in records],
        "links": visit.links(page, pages),
    }
    return Page("list", values, "lists")


def list_at(path: str) -> PublicList:
    """Return the list at a path. Raises UnansweredError."""
    for each in LISTS_OF_RECORDS:
        if each.path == path:
            return each
    raise no_page("address")


def commitments(visit: Visit) -> Page:
    """Draw how many enterprises promised, published, broke their promise, by sector."""
    city = visit.look_up.figures("city")
    values = {"city": city[0] if city else None, "sectors": visit.look_up.figures("sector")}
    return Page("commitments", values, "commitments")


def figures(visit: Visit) -> Page:
    """Draw the figures of the city, its sectors and its districts."""
    look_up = visit.look_up
    city = look_up.figures("city")
    values = {
        "city": city[0] if city else None,
        "tables": [(by, look_up.figures(by)) for by in ("sector", "district")],
        "grades": GRADES,
    }
    return Page("figures", values, "figures")


def _shown(listed: ListedEnterprise) -> ShownRecord:
    return shown(listed.record, listed)
