"""The explanation sheet as a page to print, in Chinese with English."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from services.scoring.domain.explanation import Sheet, days_of


def page(sheet: Sheet) -> str:
    """Return the sheet as HTML that needs nothing else; what records say is escaped."""
    return _template().render(sheet=sheet, days_of=days_of)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("services.scoring.adapters", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("explanation.html.jinja")
