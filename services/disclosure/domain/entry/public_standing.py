"""What disclosure keeps of an enterprise's latest standing: what of it may be public."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from schemas.vocabulary.disclosed_entry import DisclosedIdentity, DisclosedReason, GradeSince
from services.disclosure.domain.records.publicity import ListedDays

MOST_GRADES = 60  # changes of the grade that an entry has, the latest


class StandingReason(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line behind the grade, and the records that it rests on."""

    reason: DisclosedReason
    record_ids: tuple[str, ...]


class PublicStanding(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The latest standing: `worse_lines` counts all lines that make it worse, named here or not.

    `lines` are those that do; `base` is what the enterprise begins with.
    """

    number: int
    day: date
    identity: DisclosedIdentity
    grade: str
    level: int | None
    rating_edition: str
    base: DisclosedReason
    lines: tuple[StandingReason, ...]
    worse_lines: int
    listings: tuple[ListedDays, ...]
    thin: bool

    @property
    def listings_by_record(self) -> Mapping[str, ListedDays]:
        """Return the days on lists by the records that decided them."""
        return {each.record_id: each for each in self.listings}


def grades_with(
    grades: tuple[GradeSince, ...], revised: Iterable[GradeSince], day: date, grade: str
) -> tuple[GradeSince, ...]:
    """Return the grades of an enterprise with the one of a day, after what was revised of the past.

    What a record took back has never been: `revised` are the grades from the first of them on.
    """
    revisions = sorted(revised, key=lambda each: each.first_day)
    if revisions:
        first = revisions[0].first_day
        grades = (*(each for each in grades if each.first_day < first), *revisions)
    grades = tuple(each for each in grades if each.first_day <= day)
    result: list[GradeSince] = []
    for each in (*grades, GradeSince(first_day=day, grade=grade)):
        if result and result[-1].first_day == each.first_day:
            result.pop()
        if not result or result[-1].grade != each.grade:
            result.append(each)
    return tuple(result[-MOST_GRADES:])
