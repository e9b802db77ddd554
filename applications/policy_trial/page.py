"""The report of a trial as a page to print: one file, in Chinese with English, no script."""

from markupsafe import Markup

from applications.policy_trial.charts import grades_chart, money_chart, movers_chart
from applications.policy_trial.results import TrialResults
from applications.policy_trial.summary import Summary
from applications.policy_trial.words import sector_words, share, signed_yuan, yuan
from services.chassis.pages.template import page_template

MOST_MOVERS = 200  # movers on paper; movers.csv has all
_DARKEST = 0.55  # of a cell's shade


def page(results: TrialResults, summary: Summary) -> str:
    """Return the report as HTML that needs nothing else; what records and drafts say is escaped."""
    drafted = {draft.sector for draft in summary.drafts}
    return page_template(__package__, "report.html.jinja").render(
        summary=summary,
        movers=results.movers[:MOST_MOVERS],
        all_movers=len(results.movers),
        drafted=[part for part in summary.sectors if part.name in drafted],
        charts={
            "grades": _drawn(grades_chart(summary)),
            "sectors": _drawn(movers_chart(summary.sectors, sectors=True)),
            "districts": _drawn(movers_chart(summary.districts, sectors=False)),
            "money": _drawn(money_chart(summary.sectors)),
        },
        sector_words=sector_words,
        share=share,
        yuan=yuan,
        signed_yuan=signed_yuan,
        shade=_shade,
    )


def _drawn(svg: str) -> Markup:
    # matplotlib escapes the texts that stand in a chart (a district's name is a department's).
    return Markup(svg)


def _shade(count: int, whole: int) -> str:
    """Return how dark a cell of the matrix is, 0 to 1."""
    return f"{min(count / whole * 3, 1) * _DARKEST:.3f}" if whole else "0"
