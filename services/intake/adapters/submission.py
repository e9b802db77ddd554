"""What a department sends together, as facts ready to publish to its own topic."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from schemas.messages import Fact, ReportSubmitted
from services.intake.domain.layout import Layout, Rulebook
from services.intake.domain.personal import mask, mask_all
from services.intake.translation import subject_of, submission_id, submitted

from .file_rows import Choice, Row, UnreadableFileError
from .files import read_file


@dataclass(frozen=True)
class Sender:
    """Who sends, and when it became known here."""

    department: str
    known_at: datetime


@dataclass(frozen=True)
class Submission:
    """The facts of a submission in the order of its rows; `ignored` was there and is not read."""

    identity: str
    facts: tuple[Fact[ReportSubmitted], ...]
    ignored: tuple[str, ...] = ()


def submit_file(
    rulebook: Rulebook, sender: Sender, name: str, data: bytes, layout: str | None = None
) -> Submission:
    """Return a file's rows as reports. Raises UnreadableFileError; KeyError for no such layout."""
    choice = Choice(
        tuple(each for each in rulebook.layouts.values() if sender.department in each.departments),
        None if layout in {None, "record"} else rulebook.layouts[layout or ""],
    )
    reading = read_file(data, choice)
    if layout == "record" and reading.layout != layout:
        raise UnreadableFileError("the fields are not those of the layout record")
    digest = hashlib.sha256(data).hexdigest()
    facts = submit_rows(
        rulebook, sender, reading.layout, digest, reading.rows, mask(PurePath(name).name)
    )
    identity = submission_id(sender.department, digest, sender.known_at)
    return Submission(identity, facts, reading.ignored)


def submit_rows(  # noqa: PLR0913, PLR0917 - a row's whole origin
    rulebook: Rulebook,
    sender: Sender,
    layout: str,
    digest: str,
    rows: Iterable[Row],
    file: str | None = None,
) -> tuple[Fact[ReportSubmitted], ...]:
    """Return rows as reports, without personal fields and with personal numbers masked."""
    known = rulebook.layouts.get(layout)
    submission = submission_id(sender.department, digest, sender.known_at)
    return tuple(_fact(sender, known, layout, submission, row, file) for row in rows)


def _fact(  # noqa: PLR0913, PLR0917 - as above
    sender: Sender,
    known: Layout | None,
    layout: str,
    submission: str,
    row: Row,
    file: str | None,
) -> Fact[ReportSubmitted]:
    personal = frozenset(known.personal) if known else frozenset[str]()
    fields = mask_all({name: cell for name, cell in row.fields.items() if name not in personal})
    report = ReportSubmitted(
        department=sender.department,
        layout=layout,
        fields=fields,
        submission=submission,
        row=row.number,
        file=file,
    )
    return submitted(report, subject_of(known, fields), sender.known_at)
