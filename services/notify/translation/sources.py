"""From silent sources, and from those that report again, to occasions."""

from schemas.messages import SilenceBegan, SilenceEnded
from schemas.vocabulary.department import Department, department
from schemas.vocabulary.sentences import Both, both, day
from services.notify.domain.occasion import Occasion


def silence_occasion(body: SilenceBegan | SilenceEnded) -> Occasion:
    """Return the occasion of a department that fell silent, or that reports again."""
    source = _department_or_none(body.department)
    silent = isinstance(body, SilenceBegan)
    chinese, english = both(
        department=reporting(body.department),
        day=day(body.day),
        last_reported_on=day(body.last_reported_on),
        expected_by=day(body.expected_by if isinstance(body, SilenceBegan) else None),
        silent_since=day(body.silent_since if isinstance(body, SilenceEnded) else None),
    )
    return Occasion(
        events=("source.silent" if silent else "source.resumed",),
        department=body.department,
        values={
            "never": None if body.last_reported_on else "",
            "every_days": str(source.rhythm.every_days) if source else None,
            "grace_days": str(source.rhythm.grace_days) if source else None,
        },
        values_chinese=chinese,
        values_english=english,
    )


def reporting(code: str) -> Both:
    """Return what a department is called (its code, where it is no member any more)."""
    source = _department_or_none(code)
    return Both(source.chinese, source.english) if source else Both(code, code)


def _department_or_none(code: str) -> Department | None:
    try:
        return department(code)
    except KeyError:
        return None
