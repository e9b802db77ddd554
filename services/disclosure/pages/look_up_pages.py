"""Home, the results of a search, and the page of an enterprise."""

from typing import Any

import segno

from schemas.vocabulary.department import departments
from schemas.vocabulary.disclosed_record import DisclosedReply
from schemas.vocabulary.measure_words import MEASURES
from services.disclosure.domain.look_up import EnterprisePage, Search

from .grade_chart import grade_chart, grade_spans
from .page_desk import MovedError, Page, Visit
from .questions import GRADES, KINDS, LISTS, PROMISES, kind_of, no_page, page_of, search_of
from .shown_records import shown_all

LONGEST_CODE = 40  # characters; what is longer is no code


def home(visit: Visit) -> Page:
    """Draw the home page: search, the city's figures, what else there is."""
    figures = visit.look_up.figures("city")
    return Page("home", {"city": figures[0] if figures else None, "grades": GRADES})


def results(visit: Visit) -> Page:
    """Draw who answers a search, with the filters that were chosen."""
    asked = search_of(visit.request.query_params)
    answer = visit.look_up.search(asked)
    values = {
        "asked": asked,
        "answer": answer,
        "links": visit.links(asked.page, answer.pages),
        "filtered": asked != Search(text=asked.text, page=asked.page),
        **_options(visit),
    }
    return Page("results", values, "search")


def enterprise(visit: Visit) -> Page:
    """Draw what is public of an enterprise."""
    code = str(visit.request.path_params["code"])
    query = visit.request.query_params
    kind, page = kind_of(query), page_of(query)
    answer = visit.look_up.enterprise(code, kind, page) if len(code) <= LONGEST_CODE else None
    if answer is None:
        raise no_page("enterprise")
    if answer.code != code:
        raise MovedError(f"enterprises/{answer.code}")
    entry = answer.entry
    promises = visit.look_up.enterprise(code, "commitment") if entry.counts.commitments else None
    values = {
        "code": code,
        "entry": entry,
        "kind": kind,
        "kinds": KINDS,
        "counts": _counts(answer),
        "records": shown_all(answer.records),
        "links": visit.links(page, answer.pages),
        "replies": [
            each.content for each in entry.records if isinstance(each.content, DisclosedReply)
        ],
        "promises": shown_all(promises.records) if promises else [],
        "spans": grade_spans(entry.grades)[::-1],
        "chart": grade_chart(entry.grades, GRADES, visit.day),
        "cut_offs": _cut_offs(visit, entry.rating_edition),
        "measures": MEASURES,
        "agencies": {
            each.code: each.chinese if visit.language == "zh" else each.english
            for each in departments()
        },
        "square": _square,
    }
    return Page("enterprise", values, "search")


def _options(visit: Visit) -> dict[str, Any]:
    """Return what may be chosen in the filters."""
    return {
        "sectors": [each.group for each in visit.look_up.figures("sector")],
        "districts": [each.group for each in visit.look_up.figures("district") if each.group],
        "grades": GRADES,
        "lists": LISTS,
        "promised": PROMISES,
    }


def _counts(answer: EnterprisePage) -> dict[str, int]:
    counts = answer.entry.counts
    return {
        "penalty": counts.penalties,
        "accident": counts.accidents,
        "hidden_danger": counts.hidden_dangers,
        "blacklist_decision": counts.listings,
        "commitment": counts.commitments,
        "reply": counts.replies,
    }


def _cut_offs(visit: Visit, edition: str | None) -> dict[str, Any]:
    """Return from how many points on each grade is given by the edition behind a grade."""
    for each in visit.site.rules:
        if each.edition == edition:
            return each.cut_offs()
    return {}


def _square(address: str, title: str) -> str:
    """Return the QR code of an address as a picture within the page."""
    return segno.make_qr(address, error="m").svg_inline(
        omitsize=True, svgclass="code-picture", lineclass=None, title=title, border=2
    )
