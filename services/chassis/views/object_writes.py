"""The writes of a batch by what they write: of several to one field only the last counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.chassis.processing.outcome import ViewWrite

from .stored_names import stored_name


@dataclass
class ObjectWrites:
    """All writes to one name: a value, or fields of a table.

    `dropped`: what was there is removed before. `paged`: the table is read by pages.
    """

    dropped: bool = False
    paged: bool = False
    value: bytes | None = None
    fields: dict[bytes, bytes | None] = field(default_factory=dict)


def writes_by_name(writes: Iterable[ViewWrite], partition: int) -> dict[bytes, ObjectWrites]:
    """Return the writes of a partition's batch, by the name under which they are stored."""
    objects: dict[bytes, ObjectWrites] = {}
    for write in writes:
        name = stored_name(write.key, partition)
        if write.field is None and write.value is None:
            objects[name] = ObjectWrites(dropped=True)
            continue
        each = objects.setdefault(name, ObjectWrites())
        if write.field is None:
            each.value = write.value
        else:
            each.fields[write.field.encode()] = write.value
            each.paged = write.paged
    return objects
