"""What stands in the place of a row that its reader could not read."""

from services.intake.domain.records.refusal import Refusal

from .layout import UNREADABLE, Fields

UNREADABLE_FIELD = "_unreadable_field"  # and for the field in which that stands
KEY_TWICE = "_key_twice"  # the reader's own field for the name that stands twice in an object


def refuse_unread(fields: Fields) -> None:
    """Raise the Refusal that says why a row could not be read, where it could not."""
    if KEY_TWICE in fields:
        raise Refusal("key_twice", str(fields[KEY_TWICE]))
    if UNREADABLE in fields:
        field = fields.get(UNREADABLE_FIELD)
        raise Refusal("row_unreadable", field and str(field), None, str(fields[UNREADABLE]))
