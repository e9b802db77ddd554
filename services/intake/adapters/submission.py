"""What a department sends together, as facts ready to publish to its own topic."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import msgspec

from schemas.codec import encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import MAXIMUM_MESSAGE_BYTES
from services.intake.domain.cell import Cell, flaw, printable
from services.intake.domain.layout import Layout, Rulebook
from services.intake.domain.personal import mask, mask_all
from services.intake.translation.reports import (
    keyed_submission_id,
    subject_of,
    submission_id,
    submitted,
)

from .file_rows import Choice, Row, UnreadableFileError, unreadable
from .files import read_file

LONGEST_NAME = 100  # characters of a layout's or a file's


@dataclass(frozen=True)
class Sender:
    """Who sends, and when it became known here.

    What is sent with one `key` is one submission, however often it is sent.
    """

    department: str
    known_at: datetime
    key: str | None = None

    def submission(self, digest: str) -> str:
        """Return the id of what is sent together, by the sender's key or else by its digest."""
        if self.key is not None:
            return keyed_submission_id(self.department, self.key)
        return submission_id(self.department, digest, self.known_at)


@dataclass(frozen=True)
class Submission:
    """The facts of a submission in the order of its rows; `ignored` was there and is not read.

    `digest` is that of all that was sent (SHA-256).
    """

    identity: str
    digest: str
    facts: tuple[Fact[ReportSubmitted], ...]
    ignored: tuple[str, ...] = ()


def submit_file(
    rulebook: Rulebook, sender: Sender, name: str, data: bytes, layout: str | None = None
) -> Submission:
    """Return a file's rows as reports. Raises UnreadableFileError; KeyError for no such layout."""
    choice = Choice(
        rulebook.layouts_of(sender.department),
        None if layout in {None, "record"} else rulebook.layouts[layout or ""],
    )
    reading = read_file(data, choice)
    if layout == "record" and reading.layout != layout:
        raise UnreadableFileError("the fields are not those of the layout record")
    digest = hashlib.sha256(data).hexdigest()
    identity = sender.submission(digest)
    file = mask(printable(PurePath(name).name))[:LONGEST_NAME]
    facts = submit_rows(rulebook, sender, reading.layout, digest, reading.rows, file)
    ignored = tuple(mask(printable(name)) for name in reading.ignored)
    return Submission(identity, digest, facts, ignored)


def submit_lines(rulebook: Rulebook, sender: Sender, lines: bytes) -> Submission:
    """Return JSON lines `{layout, fields}` as reports, one a line.

    A line that is no such object becomes a report too, so that its sender is told.
    """
    digest = hashlib.sha256(lines).hexdigest()
    identity = sender.submission(digest)
    facts: list[Fact[ReportSubmitted]] = []
    for number, line in enumerate(lines.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            report = msgspec.json.decode(line, type=_Line)
            row, layout = Row(number, report.fields), report.layout
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            row, layout = unreadable(number, str(error)), "unknown"
        facts.append(_fact(sender, rulebook.layouts.get(layout), layout, digest, row, None))
    return Submission(identity, digest, tuple(facts))


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    layout: str
    fields: dict[str, Cell]


def submit_rows(  # noqa: PLR0913, PLR0917 - a report's whole origin
    rulebook: Rulebook,
    sender: Sender,
    layout: str,
    digest: str,
    rows: Iterable[Row],
    file: str | None = None,
) -> tuple[Fact[ReportSubmitted], ...]:
    """Return rows as reports; `digest` is that of all that was sent together."""
    known = rulebook.layouts.get(layout)
    return tuple(_fact(sender, known, layout, digest, row, file) for row in rows)


def _fact(  # noqa: PLR0913, PLR0917 - as above
    sender: Sender,
    known: Layout | None,
    layout: str,
    digest: str,
    row: Row,
    file: str | None,
) -> Fact[ReportSubmitted]:
    personal = frozenset(known.personal) if known else frozenset[str]()
    fields = {name: cell for name, cell in row.fields.items() if name not in personal}
    flawed = flaw(fields)
    fields = mask_all(fields) if flawed is None else unreadable(row.number, flawed).fields
    report = ReportSubmitted(
        department=sender.department,
        layout=mask(printable(layout))[:LONGEST_NAME],
        fields=fields,
        submission=sender.submission(digest),
        row=row.number,
        file=file,
        digest=digest,
    )
    fact = submitted(report, subject_of(known, fields), sender.known_at)
    size = len(encode(fact))
    if size <= MAXIMUM_MESSAGE_BYTES:
        return fact
    # Too large to travel: the sender is told by a report of the row that says so.
    told = unreadable(row.number, f"{size} > {MAXIMUM_MESSAGE_BYTES} bytes").fields
    return msgspec.structs.replace(fact, body=msgspec.structs.replace(report, fields=told))
