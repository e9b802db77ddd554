"""The list of docs/how-to/statements.md: what is recognised of each statement, from the data.

`python -m tests.support.statement_list` writes it anew.
"""

import textwrap
from collections.abc import Iterator

from services.intake.domain.layouts.layout import Column, Layout
from services.intake.domain.statements.statement import Statement
from services.intake.domain.statements.undecided import WITHDRAWN, statements_in
from tests.support.sample_files import RULEBOOK
from tests.support.source_tree import ROOT

PAGE = ROOT / "docs/how-to/statements.md"
BEGIN, END = "<!-- list: from the layouts -->\n", "<!-- end of the list -->\n"
WIDTH = 106


def written() -> str:
    """Return the list as the data files have it."""
    statements = [forms.statement for forms in RULEBOOK.statements.values()]
    return "\n".join(line for statement in statements for line in _section(statement))


def page() -> str:
    """Return the page with the list as the data files have it."""
    text = PAGE.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{written()}\n{END}{tail}"


def _section(statement: Statement) -> Iterator[str]:
    yield f"### {statement.statement} {statement.chinese}"
    for layout in RULEBOOK.layouts.values():
        for path, name in statements_in(layout):
            if name == statement.statement:
                field = _column(layout, path).field
                yield from _item("where", f"`{layout.layout}`, field {field}: {path}")
                yield from _item("not stated", _default(layout, path))
    if statement.about:
        yield from _item("speaks of it", ", ".join(statement.about))
    yield from _choices(statement)
    if statement.mentions:
        yield from _item("says nothing", " / ".join(statement.mentions))
    for name, words in statement.words.items():
        yield from _item(f"{name} is one of", ", ".join(words))
    if statement.doubt:
        yield from _item("leaves it open", ", ".join(statement.doubt))
    if statement.aside:
        yield from _item("changes nothing", ", ".join(statement.aside))
    yield ""


def _choices(statement: Statement) -> Iterator[str]:
    labelled = (
        ("`{}`", statement.says),
        ("`{}`, if all is understood", statement.pending),
        ("not `{}`", statement.denies),
    )
    for label, by_choice in labelled:
        for choice, forms in by_choice.items():
            yield from _item(label.format(choice), " / ".join(forms))


def _item(label: str, text: str) -> Iterator[str]:
    """Yield an item of a list in lines of at most WIDTH characters."""
    yield from textwrap.wrap(
        f"- {label}: {text}", WIDTH, subsequent_indent="  ", break_long_words=True
    )


def _column(layout: Layout, path: str) -> Column:
    names = path.split(".")[1:]
    if names == [WITHDRAWN] and layout.withdrawn is not None:
        return layout.withdrawn
    columns = layout.columns
    for name in names[:-1]:
        columns = columns[name].columns
    return columns[names[-1]]


def _default(layout: Layout, path: str) -> str:
    default = _column(layout, path).default
    if default is None:
        return "nothing is taken; where the record needs it, the row is sent back (`field_missing`)"
    value = str(default).lower() if isinstance(default, bool) else default
    return f"`{value}` is assumed, and said to be"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
