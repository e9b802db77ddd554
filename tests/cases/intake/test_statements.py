"""What sentences say, as cases that a jurist can read."""

import pytest

from services.intake.domain.statements.reading import Answered, Neither, Silent, read_statement
from tests.support.sample_files import RULEBOOK
from tests.support.statement_books import BOOK

CASES = [
    (statement, sentence, expected)
    for statement, outcomes in BOOK.items()
    for expected, sentences in outcomes.items()
    for sentence in sentences
]


@pytest.mark.parametrize(("statement", "sentence", "expected"), CASES)
def test_a_sentence_is_read_as_it_is_meant(statement: str, sentence: str, expected: str) -> None:
    said = read_statement(RULEBOOK.statements[statement], sentence)
    match said:
        case Answered():
            assert said.choice == expected
        case Neither():
            assert expected == "waits"
        case Silent():
            assert expected == "silent"


def test_every_statement_has_cases_of_each_choice() -> None:
    assert len(CASES) >= 150
    assert set(BOOK) == set(RULEBOOK.statements)
    for name, forms in RULEBOOK.statements.items():
        missing = set(forms.statement.choices) - set(BOOK[name])
        assert missing <= {"迁出", "撤销", "歇业", "清算"}, name
