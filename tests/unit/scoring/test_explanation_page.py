"""The page on which a standing is explained."""

from datetime import date

from schemas.records import Registration
from services.scoring.adapters.explanation_page import page
from services.scoring.read_model.sheets import explanation
from services.scoring.stage import load_rulebooks
from tests.support.safety_records import CODE, Scoring, admitted


def test_what_a_record_says_is_escaped_on_the_page() -> None:
    scoring = Scoring()
    registration = Registration(name="<script>alert(1)</script>厂", sector="industrial")
    scoring.take(admitted(registration, number=CODE, known_on=date(2026, 1, 5)))
    value = scoring.on("standings")[-1]
    assert "<script>" not in page(explanation(value, CODE, load_rulebooks()))
