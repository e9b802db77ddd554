"""The laws of reading statements: dress changes nothing, and nothing unclear becomes a value."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.statements.reading import Answered, Neither, Silent, read_statement
from tests.support.sample_files import RULEBOOK
from tests.support.statement_books import BOOK

STATED = [
    (statement, sentence, choice)
    for statement, outcomes in BOOK.items()
    for choice, sentences in outcomes.items()
    for sentence in sentences
    if choice not in {"waits", "silent"}
]
ALL = [
    (statement, sentence)
    for statement, outcomes in BOOK.items()
    for sentences in outcomes.values()
    for sentence in sentences
]
DRESS = ["\u200b", "\ufeff", "\u00ad", " ", "　", "\t", "\n", "\r\n", "\u2060"]
NEGATIONS = ["不", "未", "没有", "并非", "不属于", "尚未", "不予", "未认定为", "无", "非"]
FILLER = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


def same(one: Silent | Answered | Neither, other: Silent | Answered | Neither) -> bool:
    match one, other:
        case Answered(), Answered():
            return one.choice == other.choice
        case Neither(), Neither():
            return one.sentence == other.sentence
    return type(one) is type(other)


@settings(max_examples=400)
@given(st.sampled_from(ALL), st.data())
def test_dress_anywhere_in_a_sentence_changes_nothing(
    case: tuple[str, str], data: st.DataObject
) -> None:
    statement, sentence = case
    dressed = sentence
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(dressed)))
        dressed = dressed[:place] + data.draw(st.sampled_from(DRESS)) + dressed[place:]
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in dressed)
    forms = RULEBOOK.statements[statement]
    before = read_statement(forms, sentence)
    assert same(before, read_statement(forms, dressed))
    assert same(before, read_statement(forms, wide))


@settings(max_examples=600)
@given(
    st.sampled_from(STATED), st.sampled_from(NEGATIONS), st.sampled_from(["", "，"]), st.booleans()
)
def test_a_negation_beside_a_phrase_never_leaves_its_value(
    case: tuple[str, str, str], negation: str, between: str, before: bool
) -> None:
    statement, sentence, choice = case
    if any(mark in sentence for mark in "，,、（") or choice in {"no", "nothing"}:
        return  # of several clauses, and of what is negated already, the negation says another
    text = negation + between + sentence if before else sentence + between + negation
    said = read_statement(RULEBOOK.statements[statement], text)
    if isinstance(said, Answered):
        assert said.choice != choice, text


@settings(max_examples=800)
@given(st.sampled_from(STATED), FILLER, st.data())
def test_words_that_nobody_knows_never_make_another_value(
    case: tuple[str, str, str], filler: str, data: st.DataObject
) -> None:
    statement, sentence, choice = case
    place = data.draw(st.integers(0, len(sentence)))
    text = sentence[:place] + filler + sentence[place:]
    forms = RULEBOOK.statements[statement]
    said = read_statement(forms, text)
    if isinstance(said, Answered) and not set(filler) & known(statement):
        assert said.choice == choice, text


@settings(max_examples=300)
@given(st.sampled_from(sorted(BOOK)), st.text(max_size=4000))
def test_any_text_is_read(statement: str, text: str) -> None:
    read_statement(RULEBOOK.statements[statement], text)


def known(statement: str) -> set[str]:
    forms = RULEBOOK.statements[statement]
    words = [word for some in forms.statement.words.values() for word in some]
    return set("".join((*words, *forms.statement.aside, *forms.negations)))
