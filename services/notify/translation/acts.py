"""From answers to agencies' acts to occasions."""

from schemas.messages import ActAnswered
from schemas.vocabulary.act_refusal import REFUSALS
from services.notify.domain.occasion import Occasion
from services.notify.domain.phrases import enterprise
from services.notify.domain.wording import Wording


def act_occasion(code: str, body: ActAnswered, wording: Wording) -> Occasion:
    """Return the occasion of an act that fits no order, or does after all."""
    chinese, english = REFUSALS[body.reason] if body.reason else (None, None)
    who_chinese, who_english = enterprise(wording, body.name, code)
    return Occasion(
        events=(f"act.{body.outcome}",),
        code=code,
        department=body.department,
        values={"document": body.document_number, "order": body.detail},
        values_chinese=who_chinese | {"explanation": chinese},
        values_english=who_english | {"explanation": english},
    )
