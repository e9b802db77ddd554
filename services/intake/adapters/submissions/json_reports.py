"""Reports as JSON objects: one alone, or one on each line."""

import hashlib
from collections.abc import Iterator

import msgspec

from schemas.messages import Fact, ReportSubmitted
from services.intake.adapters.files.json_text import BLANK, loads
from services.intake.adapters.files.rows import Row, unread, unreadable
from services.intake.adapters.files.source import Source
from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.layout import Rulebook

from .submission import Facts, Sender, Submission, SubmissionOrigin


def submit_report(rulebook: Rulebook, sender: Sender, body: bytes) -> Submission:
    """Return a JSON object `{layout, fields}`, on one line or several, as a report.

    Raises UnicodeDecodeError, ValueError (KeyTwiceError) and msgspec.ValidationError for none.
    """
    report, digest = _report_in(body), hashlib.sha256(body).hexdigest()
    origin = SubmissionOrigin(rulebook, sender, report.layout, digest, single=True)
    row = Row(1, report.fields)
    return Submission(origin.submission, Facts(lambda: [origin.report(row)], 1), digest)


def submit_lines(rulebook: Rulebook, sender: Sender, lines: bytes | Source) -> Submission:
    """Return JSON lines `{layout, fields}` as reports, one a line.

    A line that is no such object becomes a report too, so that its sender gets an answer.
    """
    source = Source.of_bytes(lines) if isinstance(lines, bytes) else lines
    hashing, count = hashlib.sha256(), 0
    with source.open() as stream:
        for line in stream:
            hashing.update(line)
            count += not line.isspace()
    digest = hashing.hexdigest()
    single = count == 1
    facts = Facts(lambda: _facts_of_lines(rulebook, sender, source, digest, single), count)
    return Submission(sender.submission(digest), facts, digest)


class _Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    layout: str
    fields: dict[str, Cell]


def _facts_of_lines(
    rulebook: Rulebook, sender: Sender, source: Source, digest: str, single: bool
) -> Iterator[Fact[ReportSubmitted]]:
    origins: dict[str, SubmissionOrigin] = {}
    with source.open() as stream:
        for number, line in enumerate(stream, 1):
            if line.isspace():
                continue
            row, layout = _row_of(number, line)
            if layout not in origins:
                origins[layout] = SubmissionOrigin(rulebook, sender, layout, digest, single=single)
            yield origins[layout].report(row)


def _row_of(number: int, line: bytes) -> tuple[Row, str]:
    """Return the report on a line and the name of its layout."""
    try:
        report = _report_in(line, number)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} of the line (0x{line[error.start]:02X}) is no UTF-8"
        return unreadable(number, what), "unknown"
    except (ValueError, msgspec.ValidationError) as error:
        return unread(number, error), "unknown"
    return Row(number, report.fields), report.layout


def _report_in(text: bytes, line: int = 1) -> _Report:
    value = loads(text.decode().strip(BLANK), line)
    if isinstance(value, ValueError):
        raise value
    return msgspec.convert(value, type=_Report)
