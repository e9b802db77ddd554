"""The end of a record as a message: what it was and why it ended, without what it said."""

from datetime import date

from schemas.messages import RecordEnded
from services.scoring.domain.records.retention import EndedRecord


def record_ended(ended: EndedRecord, day: date) -> RecordEnded:
    """Return the message that a record ended on a day."""
    entry = ended.entry
    return RecordEnded(
        record_id=entry.record_id,
        kind=str(entry.content.__struct_config__.tag),
        department=entry.department,
        day=day,
        kept_until=ended.kept_until,
        article=ended.article,
        edition=ended.edition,
    )
