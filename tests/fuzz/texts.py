"""Rows and statements: sample values in any dress, cut, joined and negated."""

from functools import cache
from random import Random

import msgspec

from schemas.vocabulary.canonical_text import canonical, canonical_phrase, readable
from services.intake.domain.records.normalization import normalize
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.statements.reading import Answered, Silent, read_statement
from services.intake.domain.statements.statement import Forms
from services.intake.domain.statements.undecided import UndecidedError
from tests.fuzz.target import Target
from tests.support.dress import BLANKS, FAMILIES, INVISIBLE, full_width
from tests.support.sample_files import FILES, KNOWN_ON, RULEBOOK, submission_of

NEGATIONS = ("不予", "未", "没有", "不属于", "并非", "驳回", "申请", "拟", "如", "是否")
FILLERS = (
    *("经查", "该公司", "未采取措施", "于2026年3月5日", "的情形"),
    *("，", "。", "；", "决定", "已", "处罚"),
)


@cache
def reports() -> list[tuple[str, str, dict[str, object]]]:
    bodies = [fact.body for file in FILES for fact in list(submission_of(file).facts)[:150]]
    return [(body.layout, body.department, dict(body.fields)) for body in bodies]


def dressed(dice: Random, text: str) -> str:
    """Return a text in a dress of the dice."""
    signs: list[str] = []
    for sign in text:
        family = next((signs for signs in FAMILIES.values() if sign in signs), None)
        signs.append(dice.choice(family) if family and dice.random() < 0.5 else sign)
        if dice.random() < 0.1:
            signs.append(dice.choice(INVISIBLE))
    worn = "".join(signs)
    worn = full_width(worn) if dice.random() < 0.2 else worn
    before = dice.choice(("", "", "'", "’", '="', " ", "\u3000"))
    return f'{before}{worn}"' if before == '="' else f"{before}{worn}"


def mutated(dice: Random, text: str) -> str:
    """Return a text cut, doubled, or with signs of anybody in it."""
    if not text:
        return dice.choice(BLANKS)
    place = dice.randrange(len(text))
    return (
        dice.choice(
            (
                text[:place],
                text[place:] + text[:place],
                text[:place] + chr(dice.randrange(1, 0x2FFFF)) + text[place:],
                text * dice.randrange(2, 5),
                text[:place] + dice.choice(NEGATIONS) + text[place:],
            )
        )
        .encode("utf-8", "replace")
        .decode()
    )


def a_row(dice: Random) -> bytes:
    layout, department, fields = dice.choice(reports())
    changed: dict[str, object] = {}
    for name, value in fields.items():
        other = isinstance(value, str) and dice.random() < 0.3
        worn = dice.choice((dressed, mutated))(dice, str(value)) if other else value
        changed[dressed(dice, name) if dice.random() < 0.2 else name] = worn
    return msgspec.json.encode([layout, department, changed])


def hold_row(data: bytes) -> str:
    """Normalize a row twice: it becomes the same finding, or is refused for one reason."""
    layout, department, fields = msgspec.json.decode(data)
    outcomes = []
    for _ in range(2):
        try:
            outcomes.append(repr(normalize(RULEBOOK, layout, department, fields, KNOWN_ON)))
        except Refusal as refusal:
            outcomes.append(f"refused {RULEBOOK.reasons[refusal.reason].outcome}")
        except UndecidedError as error:
            outcomes.append(f"waits {error.undecided.identifier}")
    assert outcomes[0] == outcomes[1]
    return outcomes[0].partition(" ")[0].partition("(")[0].lower()


def a_sentence(dice: Random) -> bytes:
    name = dice.choice(sorted(RULEBOOK.statements))
    forms: Forms = RULEBOOK.statements[name]
    words = [*forms.statement.about, *forms.negations, *NEGATIONS, *FILLERS]
    sentence = "".join(dice.choice(words) for _ in range(dice.randrange(1, 8)))
    return msgspec.json.encode([name, sentence, dressed(dice, sentence)])


def hold_sentence(data: bytes) -> str:
    """Read a sentence and the same in another dress: they say the same, and forms are stable."""
    name, sentence, worn = msgspec.json.decode(data)
    forms = RULEBOOK.statements[name]
    plain, other = read_statement(forms, sentence), read_statement(forms, readable(worn))
    assert type(plain) is type(other), (sentence, worn)
    if isinstance(plain, Answered) and isinstance(other, Answered):
        assert plain.choice == other.choice, (sentence, worn)
        assert plain.choice in forms.statement.choices
    for form in (canonical, canonical_phrase, readable):
        assert form(form(worn)) == form(worn)
    return "nothing" if isinstance(plain, Silent) else type(plain).__name__.lower()


ROWS_TARGET = Target("rows", a_row, hold_row)
STATEMENTS_TARGET = Target("statements", a_sentence, hold_sentence)
