"""The check of the wording: every blank is one that something fills, every measure has words."""

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.sentences import blanks

from .wording import Wording

_OBJECTION = frozenset({"objection_days", "objection_article", "repair_article"})
_ACT = frozenset(
    {"reconsideration_days", "reconsideration_article", "lawsuit_months", "lawsuit_article"}
    | {"hearing_days", "hearing_article"}
)
_ENTERPRISE = frozenset({"name", "who", "code"})
BLANKS: dict[str, frozenset[str]] = {
    "grade": _ENTERPRISE
    | _OBJECTION
    | {"day", "from_grade", "to_grade", "score", "because", "no_longer", "consequences", "office"},
    "measure": _ENTERPRISE
    | _OBJECTION
    | _ACT
    | {"day", "measure", "agency", "office", "grade", "cause_grade", "on_lists", "because"}
    | {"article", "detail", "ending", "deadline", "assumed_year", "order", "document"}
    | {"defence_article", "ordered", "continuing"},
    "deadline": _ENTERPRISE
    | {"measure", "agency", "office", "order", "step", "deadline", "assumed_year"},
    "warning": _ENTERPRISE
    | _OBJECTION
    | {"on", "matter", "document", "article", "score", "score_then", "grade", "grade_then"}
    | {"taken", "given", "score_stays", "points_above", "exactly", "office"},
    "act": _ENTERPRISE | {"document", "explanation", "order"},
    "report": frozenset({"department", "file", "row", "field", "value", "explanation"}),
    "source": frozenset(
        {"department", "day", "last_reported_on", "never", "expected_by", "silent_since"}
        | {"every_days", "grace_days"}
    ),
}
WHO_BLANKS = frozenset({"name", "nameless", "code"})
REASON_BLANKS = frozenset({"rule", "taken", "given", "steps", "veto", "documents", "article"})


def check(wording: Wording) -> None:
    """Raise ValueError naming the template and the blank that nothing fills."""
    if missing := set(MeasureKind) - set(wording.measures):
        raise ValueError(f"wording, measures: no words for {', '.join(sorted(missing))}")
    for sentence in (*wording.reason.chinese, *wording.reason.english):
        _check("reason", sentence, REASON_BLANKS)
    for sentence in (*wording.who.chinese, *wording.who.english):
        _check("who", sentence, WHO_BLANKS)
    for event, template in wording.templates.items():
        known = BLANKS.get(event.split(".")[0])
        if known is None:
            raise ValueError(f"wording, templates: no such event: {event}")
        for words in filter(None, (template.enterprise, template.department)):
            paragraphs = [each for one in words.paragraphs for each in (*one.chinese, *one.english)]
            for sentence in (words.title.chinese, words.title.english, *paragraphs):
                _check(f"templates.{event}", sentence, known)


def _check(location: str, sentence: str, known: frozenset[str]) -> None:
    try:
        names = set(blanks(sentence))
    except ValueError as error:
        raise ValueError(f"wording, {location}: {sentence!r}: {error}") from error
    if unknown := names - known:
        raise ValueError(
            f"wording, {location}: nothing fills {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(known))}"
        )
