"""What a department sends together, as facts ready to publish to its own topic."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath

import msgspec

from schemas.codec import encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import MAXIMUM_MESSAGE_BYTES
from services.intake.adapters.files.reader import read_file
from services.intake.adapters.files.rows import Choice, OriginalFile, Row, unreadable
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.domain.layouts.cell import Cell, flaw, flawed_field, printable
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.personal import mask, mask_all
from services.intake.translation.reports import (
    keyed_submission_id,
    subject_of,
    submission_id,
    submitted,
)

LONGEST_NAME = 100  # characters of a layout's or a file's
_SURELY_TRAVELS = MAXIMUM_MESSAGE_BYTES // 8  # characters; each has at most six bytes as JSON


@dataclass(frozen=True)
class Sender:
    """Who sends, and when it became known here.

    The same content sent with one `key` is one submission, however often it is sent.
    """

    department: str
    known_at: datetime
    key: str | None = None

    def submission(self, digest: str) -> str:
        """Return the id of what is sent together: by its digest, with the key or the instant."""
        if self.key is not None:
            return keyed_submission_id(self.department, self.key, digest)
        return submission_id(self.department, digest, self.known_at)


class Facts:
    """The reports of a submission in the order of its rows: made as they are asked for, each time.

    `len()` is the number of rows.
    """

    def __init__(
        self, make: Callable[[], Iterable[Fact[ReportSubmitted]]], count: int, skip: int = 0
    ) -> None:
        self._make = make
        self._count = count
        self._skip = skip

    def __len__(self) -> int:
        """Return the number of reports."""
        return self._count - self._skip

    def __iter__(self) -> Iterator[Fact[ReportSubmitted]]:
        """Yield the reports. Raises UnreadableFileError where the file changed meanwhile."""
        return islice(iter(self._make()), self._skip, None)

    def after(self, count: int) -> "Facts":
        """Return those that follow the first `count`, which were handed in before."""
        return Facts(self._make, self._count, min(count, self._count))


@dataclass(frozen=True)
class Submission:
    """What was sent together; `ignored` was there and is not read; `digest` is the content's.

    `original` is what stands in the file, where it is one: with all that never leaves its sender.
    """

    identity: str
    facts: Facts
    digest: str
    ignored: tuple[str, ...] = ()
    original: OriginalFile | None = None


def submit_file(
    rulebook: Rulebook,
    sender: Sender,
    name: str,
    data: bytes | Source,
    layout: str | None = None,
) -> Submission:
    """Return a file's rows as reports, after it was read to its end once.

    Raises UnreadableFileError; KeyError for no such layout.
    """
    choice = Choice(
        rulebook.layouts_of(sender.department),
        None if layout in {None, "record"} else rulebook.layouts[layout or ""],
        rulebook.departments[sender.department].encodings,
    )
    reading = read_file(Source.of_bytes(data) if isinstance(data, bytes) else data, choice)
    if layout == "record" and reading.layout != layout:
        raise UnreadableFileError(
            "字段与报送格式record不符", "the fields are not those of the layout record"
        )
    file = mask(printable(PurePath(name).name))[:LONGEST_NAME]
    single = reading.count == 1
    origin = SubmissionOrigin(rulebook, sender, reading.layout, reading.digest, file, single=single)
    ignored = tuple(mask(printable(name)) for name in reading.ignored)
    facts = Facts(lambda: map(origin.report, reading.rows()), reading.count)
    return Submission(origin.submission, facts, reading.digest, ignored, reading.original)


def submit_rows(  # noqa: PLR0913, PLR0917 - a report's whole origin
    rulebook: Rulebook,
    sender: Sender,
    layout: str,
    digest: str,
    rows: Iterable[Row],
    file: str | None = None,
) -> tuple[Fact[ReportSubmitted], ...]:
    """Return rows as reports; `digest` is that of all that was sent together."""
    origin = SubmissionOrigin(rulebook, sender, layout, digest, file)
    return tuple(map(origin.report, rows))


class SubmissionOrigin:
    """What the reports of a submission have in common.

    A `single` report is no row of a file: sent again, it is a new report and no repeated row.
    """

    def __init__(  # noqa: PLR0913 - a report's whole origin
        self,
        rulebook: Rulebook,
        sender: Sender,
        layout: str,
        digest: str,
        file: str | None = None,
        *,
        single: bool = False,
    ) -> None:
        self._known_layout = rulebook.layouts.get(layout)
        self._personal = (
            frozenset(self._known_layout.personal) if self._known_layout else frozenset[str]()
        )
        self._roles = rulebook.roles_of(layout)
        self._sender = sender
        self._layout = mask(printable(layout))[:LONGEST_NAME]
        self._digest = None if single else digest
        self._file = file
        self.submission = sender.submission(digest)

    def report(self, row: Row) -> Fact[ReportSubmitted]:
        """Return a row as a report; one that can't be kept as a report that says so."""
        fields = {name: cell for name, cell in row.fields.items() if name not in self._personal}
        flawed = flaw(fields)
        if flawed is not None:
            fields = unreadable(row.number, flawed, flawed_field(fields)).fields
        fact = self._fact(row.number, mask_all(fields, self._roles))
        size = len(encode(fact)) if _is_long(fields) else 0
        if size > MAXIMUM_MESSAGE_BYTES:
            # Too large to travel: a report of the row with this error goes in its place.
            shortened_fields = unreadable(
                row.number, f"{size} > {MAXIMUM_MESSAGE_BYTES} bytes"
            ).fields
            body = msgspec.structs.replace(fact.body, fields=shortened_fields)
            return msgspec.structs.replace(fact, body=body)
        return fact

    def _fact(self, row: int, fields: dict[str, Cell]) -> Fact[ReportSubmitted]:
        report = ReportSubmitted(
            department=self._sender.department,
            layout=self._layout,
            fields=fields,
            submission=self.submission,
            row=row,
            file=self._file,
            digest=self._digest,
        )
        return submitted(report, subject_of(self._known_layout, fields), self._sender.known_at)


def _is_long(fields: dict[str, Cell]) -> bool:
    """Say whether a report may be too large to travel."""
    try:
        return len("".join((*fields, *fields.values()))) > _SURELY_TRAVELS
    except TypeError:  # there is something else than texts
        return True
