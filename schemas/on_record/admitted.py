"""From the message of a record to the entry that is kept of it."""

from schemas.messages import Fact, RecordAdmitted

from .entry import LedgerEntry


def entry_of(fact: Fact[RecordAdmitted]) -> LedgerEntry:
    """Return an admitted record as an entry of the ledger."""
    body = fact.body
    return LedgerEntry(
        record_id=body.record_id,
        known_at=fact.known_at,
        revision=body.revision,
        department=body.department,
        document_number=body.document_number,
        occurred_on=body.occurred_on,
        content=body.content,
        withdrawn=body.withdrawn,
        sources=body.sources,
        assumed=body.assumed,
        same_as=body.same_as,
    )
