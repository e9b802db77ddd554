"""A person's decision about what waits, which is a report like any other (layout `decision`)."""

import msgspec

from schemas.vocabulary import enterprise_code
from services.intake.domain.doubles.decision import DoubleDecision, double_in, is_double
from services.intake.domain.layouts.canonical_fields import by_known_names, canonical_fields
from services.intake.domain.layouts.cell import flaw, flawed_field
from services.intake.domain.layouts.field_roles import DECISION_ROLES
from services.intake.domain.layouts.layout import Fields, Rulebook, names_by_phrase
from services.intake.domain.layouts.plain_values import read_text
from services.intake.domain.layouts.unread_row import refuse_unread
from services.intake.domain.layouts.values import is_blank, tidy
from services.intake.domain.records.personal import is_masked, mask, mask_all
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.statements.undecided import PREFIX, choices_for

from .identification import flaw_of, is_placeholder, is_written, name_identifier
from .identifier import CODE, NAME, Identifier, code_identifier, identifier_in

FIELDS = ("identifier", "decision", "code", "value", "holds", "reason", "decided_by")
_NAMES = names_by_phrase(FIELDS)
DECISIONS = ("accept", "refuse")
LONGEST_WORDS = 200  # of a reason, and of who decided
_FORMS = "org:NBMRN7808、reg:330200000000001、name:…、code:…、statement:…、double:…"


class IdentityDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that an identifier belongs to `code`, or that a statement says `value`.

    Where both are None, the reports that wait for it, and those that come, are rejected for the
    `reason`.
    """

    identifier: str
    code: str | None
    value: str | None
    reason: str | None
    decided_by: str

    @property
    def is_of_a_statement(self) -> bool:
        """Whether it decides a statement, and not an identifier."""
        return self.identifier.startswith(PREFIX)


def read_decision(
    rulebook: Rulebook, department: str, fields: Fields
) -> IdentityDecision | DoubleDecision:
    """Return the decision that a report states. Raises Refusal with the reason for its sender."""
    deciding = [each.code for each in rulebook.departments.values() if each.decides_identity]
    if department not in deciding:
        raise Refusal("decision_not_allowed", None, department, "、".join(deciding))
    if (flawed := flaw(dict(fields))) is not None:
        raise Refusal("row_unreadable", flawed_field(fields), None, flawed)
    fields = _known_fields(mask_all(dict(fields), DECISION_ROLES))
    identifier_text, decision = _needed(fields, "identifier"), _needed(fields, "decision").lower()
    if decision not in DECISIONS:
        raise Refusal("value_unknown", "decision", decision, "、".join(DECISIONS))
    accepted = decision == "accept"
    if is_double(identifier_text):
        return _about_double(identifier_text, fields, accepted=accepted)
    return _about_identifier(rulebook, identifier_text, fields, accepted=accepted)


def _known_fields(fields: Fields) -> Fields:
    """Return the masked fields under their own names. Raises Refusal for one that is unknown."""
    refuse_unread(fields)
    fields = by_known_names(canonical_fields(fields, DECISION_ROLES), _NAMES)
    for field, value in fields.items():
        if field not in FIELDS:
            raise Refusal("field_unknown", field, value, "、".join(FIELDS))
    return fields


def _about_identifier(
    rulebook: Rulebook, identifier_text: str, fields: Fields, *, accepted: bool
) -> IdentityDecision:
    """Return a decision about an identifier or a statement."""
    if _has(fields, "holds"):
        raise Refusal("value_unknown", "holds", fields["holds"], "double:… alone")
    identifier = _identifier(rulebook, identifier_text)
    choices = choices_for(rulebook, identifier)
    answer, other = ("code", "value") if choices is None else ("value", "code")
    if _has(fields, other):
        raise Refusal("value_unknown", other, fields[other], f"{identifier}: no {other}")
    if not accepted and _has(fields, answer):
        raise Refusal("value_unknown", answer, fields[answer], f"refuse: no {answer}")
    if accepted and is_placeholder(identifier):
        raise Refusal("decision_placeholder", "identifier", identifier)
    answer_text = _needed(fields, answer) if accepted else None
    return IdentityDecision(
        identifier=identifier,
        code=None if answer_text is None or choices is not None else _code(identifier, answer_text),
        value=None if answer_text is None or choices is None else _choice(answer_text, choices),
        reason=_text(fields, "reason") if _has(fields, "reason") or not accepted else None,
        decided_by=_words(fields, "decided_by"),
    )


def _about_double(identifier_text: str, fields: Fields, *, accepted: bool) -> DoubleDecision:
    """Return a decision about two records that may be one: `holds` is the one that counts."""
    double = double_in(identifier_text)
    for other in ("code", "value"):
        if _has(fields, other):
            raise Refusal("value_unknown", other, fields[other], f"double:… : no {other}")
    if not accepted and _has(fields, "holds"):
        raise Refusal("value_unknown", "holds", fields["holds"], "refuse: no holds")
    return DoubleDecision(
        double=double,
        one=accepted,
        holds=_words(fields, "holds") if _has(fields, "holds") else None,
        reason=_text(fields, "reason") if _has(fields, "reason") or not accepted else None,
        decided_by=_words(fields, "decided_by"),
    )


def _has(fields: Fields, field: str) -> bool:
    return not is_blank(fields.get(field))


def _needed(fields: Fields, field: str) -> str:
    """Return the text of a field. Raises Refusal where nothing stands, or no plain value."""
    if not _has(fields, field):
        raise Refusal("field_missing", field)
    if isinstance(fields[field], list | dict):
        raise Refusal("value_unknown", field, fields[field], f"{field}: a plain value")
    return tidy(read_text(field, fields[field]))


def _text(fields: Fields, field: str) -> str:
    text = _needed(fields, field)
    if len(text) > LONGEST_WORDS:
        raise Refusal("text_too_long", field, text[:50], str(LONGEST_WORDS))
    return text


def _words(fields: Fields, field: str) -> str:
    """Return a text by which somebody or something is known: what is masked is nobody."""
    text = _text(fields, field)
    if is_masked(text) or is_masked(mask("".join(text.split()))):
        raise Refusal("personal_number", field, mask("".join(text.split())))
    return text


def _identifier(rulebook: Rulebook, text: str) -> str:
    if choices_for(rulebook, tidy(text)) is not None:
        return tidy(text)
    written = identifier_in(tidy(text))
    kind, value = written.kind.strip().lower(), written.value
    if kind == NAME and not is_blank(value):
        return name_identifier(value)
    identifier = str(Identifier(kind, enterprise_code.tidy(value).replace("-", "")))
    if not is_written(identifier):
        raise Refusal("value_unknown", "identifier", text, _FORMS)
    if kind == CODE and flaw_of(identifier) is None:
        raise Refusal("value_unknown", "identifier", text, f"{_FORMS}：须为有疑问的代码")
    return identifier


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise Refusal("value_unknown", "value", text, "、".join(choices))
    return text


def _code(identifier: str, text: str) -> str:
    """Return the unified code that an identifier is decided to be.

    A code with a flaw is itself, or one without. All else may be one with a flaw: whether that is
    one, is decided there.
    """
    code = enterprise_code.tidy(text).replace("-", "")
    decided = code_identifier(code)
    itself = decided == identifier or identifier_in(identifier).kind != CODE
    if not is_written(decided) or is_placeholder(decided) or (flaw_of(decided) and not itself):
        raise Refusal("decision_code_invalid", "code", text)
    return code
