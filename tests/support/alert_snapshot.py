"""All texts of notify in one document, to be read by people: `make wording` writes it anew."""

from collections.abc import Iterator
from pathlib import Path

from services.notify.domain.occasion import Occasion, RecipientKind
from services.notify.domain.wording import Rendered, render
from tests.support.alert_occasions import WORDING, occasions

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "alerts.md"
KINDS: tuple[RecipientKind, ...] = ("enterprise", "department")


def texts() -> Iterator[tuple[str, RecipientKind, Occasion, Rendered]]:
    """Yield every text, with what it is about, for whom there are words."""
    for about, occasion in occasions():
        for kind in KINDS:
            templates = [WORDING.templates.get(event) for event in occasion.events]
            if any(getattr(template, kind) for template in templates if template):
                yield about, kind, occasion, render(WORDING, occasion, kind)


def to_enterprises(event: str) -> Iterator[tuple[str, Occasion, Rendered]]:
    """Yield what enterprises read of an event, with what it is about."""
    for about, kind, occasion, text in texts():
        if kind == "enterprise" and text.template.startswith(event):
            yield about, occasion, text


def snapshot() -> str:
    """Return the document."""
    parts = [
        "# What notify says\n",
        "Written by `make wording` from tests/support/alert_occasions.py; a test compares it.\n",
    ]
    for about, kind, _, text in texts():
        parts.append(f"## {text.template}, to the {kind} ({about})\n")
        for title, body in (
            (text.title_chinese, text.chinese),
            (text.title_english, text.english),
        ):
            parts.append(
                f"**{title}**\n\n{body}\n".replace("\n", "  \n").replace("  \n  \n", "\n\n")
            )
    return "\n".join(parts)


if __name__ == "__main__":
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(snapshot(), "utf-8")
