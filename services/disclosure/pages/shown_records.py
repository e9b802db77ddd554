"""Records as templates draw them."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.vocabulary.department import Department, departments
from schemas.vocabulary.disclosed_record import DisclosedCommitment, DisclosedRecord
from services.disclosure.domain.look_up import ListedEnterprise


class ShownRecord(NamedTuple):
    """A record with the word for its kind and its department (None: one that is no member now).

    `proof` is where its text was published, if that is an address of the web.
    """

    kind: str
    record: DisclosedRecord
    department: Department | None
    proof: str | None
    enterprise: ListedEnterprise | None = None


def shown(record: DisclosedRecord, enterprise: ListedEnterprise | None = None) -> ShownRecord:
    """Return a record for a template; of which enterprise, where the page has several."""
    return ShownRecord(
        kind=str(type(record.content).__struct_config__.tag),
        record=record,
        department=member(record.department),
        proof=_proof(record),
        enterprise=enterprise,
    )


def shown_all(records: Iterable[DisclosedRecord]) -> list[ShownRecord]:
    """Return records for a template."""
    return [shown(record) for record in records]


def member(code: str) -> Department | None:
    """Return the department of a code, if it is a member of the conference."""
    return next((each for each in departments() if each.code == code), None)


def _proof(record: DisclosedRecord) -> str | None:
    """Return the address that a department stated, unless it would lead elsewhere than the web."""
    content = record.content
    if not isinstance(content, DisclosedCommitment) or content.published_at is None:
        return None
    try:
        parts = urlsplit(content.published_at)
    except ValueError:
        return None
    return content.published_at if parts.scheme in {"http", "https"} and parts.netloc else None
