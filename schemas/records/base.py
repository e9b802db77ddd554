"""What all kinds of record have in common."""

import msgspec


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    gc=False,
):
    """A frozen value; on the wire the field `kind` names its kind."""


class RecordPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A frozen value inside a record."""
