"""Open data, the rules, how to object and to ask for repair, and what this site promises."""

from schemas.vocabulary.department import departments

from .page_desk import Page, Visit
from .published_rules import in_force_on
from .questions import no_page
from .shown_records import member


def data(visit: Visit) -> Page:
    """Draw which files of open data there are."""
    return Page("data", {"downloads": visit.site.downloads()}, "data")


def rules(visit: Visit) -> Page:
    """Draw which rules are in force, and which are to come."""
    current, upcoming = in_force_on(visit.site.rules, visit.day)
    return Page("rules", {"current": current, "upcoming": upcoming}, "rules")


def edition(visit: Visit) -> Page:
    """Draw the numbers of an edition, each with its article."""
    asked = visit.request.path_params["edition"]
    current, upcoming = in_force_on(visit.site.rules, visit.day)
    for each in visit.site.rules:
        if each.edition == asked:
            values = {"edition": each, "current": each in current, "upcoming": each in upcoming}
            return Page("edition", values, "rules")
    raise no_page("address")


def guidance(visit: Visit) -> Page:
    """Draw how to object or to ask for repair, with whom to speak where a department is named."""
    path = visit.request.url.path.split("/")[2]
    asked = visit.request.path_params.get("department")
    department = member(asked) if asked else None
    if asked and department is None:
        raise no_page("address")
    members = [each for each in departments() if "objection_decided" in each.record_kinds]
    return Page("guidance", {"way": path, "department": department, "members": members}, path)


def statement(visit: Visit) -> Page:
    """Draw one of the pages that are words alone."""
    path = visit.request.url.path.split("/")[2]
    return Page(path, {}, path)


def nothing(_visit: Visit) -> Page:
    """Say that there is no page at an address."""
    raise no_page("address")
