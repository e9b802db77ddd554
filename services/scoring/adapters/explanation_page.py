"""The explanation sheet as a page to print, in Chinese with English."""

from services.chassis.pages.template import page_template
from services.scoring.domain.standing.explanation import SUMS, ExplanationSheet
from services.scoring.domain.standing.explanation_text import days_of


def page(sheet: ExplanationSheet) -> str:
    """Return the sheet as HTML that needs nothing else; what records say is escaped."""
    template = page_template(__package__, "explanation.html.jinja")
    return template.render(sheet=sheet, days_of=days_of, sums_title=SUMS)
