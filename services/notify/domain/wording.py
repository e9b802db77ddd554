"""The wording of alerts: sentences with named blanks, in Chinese and in English.

A sentence whose value is missing is left out. Blanks are plain names (no attributes, no formats),
and every one is checked when the wording is loaded (wording_check).
"""

import msgspec

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.measure_words import Name
from schemas.vocabulary.rule_value import RuleValue
from schemas.vocabulary.sentences import Values, fill

from .occasion import Occasion, RecipientKind


class WordingPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the wording: nothing stands in it that is not known."""


class Sentences(WordingPart, frozen=True, kw_only=True):
    """Sentences in both languages; those whose values are missing are left out."""

    chinese: tuple[str, ...] = ()
    english: tuple[str, ...] = ()

    def filled(
        self, chinese: Values, english: Values, between: str = " "
    ) -> tuple[str | None, str | None]:
        """Return both texts (None: every sentence is left out); `between` parts the English."""
        return fill(self.chinese, chinese), fill(self.english, english, between)


class Words(WordingPart, frozen=True, kw_only=True):
    """What one kind of recipient reads: a title, and a paragraph for each question.

    `what` happened; `why`; what `follows`; `until` when; what there is to `do`; `where`.
    """

    title: Name
    what: Sentences
    why: Sentences = Sentences()
    follows: Sentences = Sentences()
    until: Sentences = Sentences()
    do: Sentences = Sentences()
    where: Sentences = Sentences()

    @property
    def paragraphs(self) -> tuple[Sentences, ...]:
        """Return the paragraphs in the order in which they are read."""
        return (self.what, self.why, self.follows, self.until, self.do, self.where)


class Template(WordingPart, frozen=True, kw_only=True):
    """The words of an event for an enterprise and for a department, where they are told of it."""

    enterprise: Words | None = None
    department: Words | None = None


class MeasureWords(WordingPart, frozen=True, kw_only=True):
    """What the texts have to know of a measure.

    `act`: it is an administrative act, decided and served: it may be reconsidered or sued.
    `hearing`: before it the party may ask for a hearing. `by_grade`: the grade is its cause.
    """

    act: bool = False
    hearing: bool = False
    by_grade: bool = True


class ArticleName(WordingPart, frozen=True, kw_only=True):
    """What a source is called (Chinese None: as the rules put it)."""

    english: str
    chinese: str | None = None


class Remedies(WordingPart, frozen=True, kw_only=True):
    """What a party may do, and where the law says so."""

    defence: Basis
    hearing: RuleValue[int]  # working days after the notice to ask for it
    objection: RuleValue[int]  # working days until it is decided
    reconsideration: RuleValue[int]  # days to apply for it
    lawsuit: RuleValue[int]  # months to sue
    repair: Basis


class Wording(WordingPart, frozen=True, kw_only=True, eq=False):
    """All words of the service. One is known by itself, so that its phrases can be remembered."""

    remedies: Remedies
    articles: dict[str, ArticleName]
    who: Sentences
    reason: Sentences
    consequences: dict[str, tuple[MeasureKind, ...]]
    steps: dict[MeasureStatus, Name]
    measures: dict[MeasureKind, MeasureWords]
    templates: dict[str, Template]


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """An alert's text, and the event whose template gave it."""

    template: str
    title_chinese: str
    title_english: str
    chinese: str
    english: str


def render(wording: Wording, occasion: Occasion, kind: RecipientKind) -> Rendered:
    """Return the text of an occasion. Raises KeyError where the event has no words."""
    chinese, english = occasion.chinese, occasion.english
    for event in occasion.events:
        template = wording.templates.get(event)
        words: Words | None = getattr(template, kind) if template else None
        if words is None:
            continue
        paragraphs = [each.filled(chinese, english) for each in words.paragraphs]
        return Rendered(
            template=event,
            title_chinese=fill([words.title.chinese], chinese) or "",
            title_english=fill([words.title.english], english) or "",
            chinese="\n".join(text for text, _ in paragraphs if text),
            english="\n".join(text for _, text in paragraphs if text),
        )
    raise KeyError(f"no words for {occasion.events[0]} to a {kind}")
