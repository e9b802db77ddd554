"""Under which names a service's views are stored in Redis: each partition has its own.

A view about one subject has it in braces at the end of its key, as `scoring:standing:{9199...}`:
it is stored for the partition of the subject alone. A key without braces is of a table that each
partition has a part of.
"""

from services.chassis.processing.identity import partition_of


def view_key(view: str, subject: str) -> str:
    """Return the key of a view about one subject."""
    return f"{view}{{{subject}}}"


def partitions_of(key: str, partitions: int) -> tuple[int, ...]:
    """Return the partitions for which something may be stored under a key."""
    if key.endswith("}"):
        subject = key[key.index("{") + 1 : -1]
        return (partition_of(subject.encode(), partitions),)
    return tuple(range(partitions))


def stored_name(key: str, partition: int) -> bytes:
    """Return the name of a value or a table."""
    return b"%b@%d" % (key.encode(), partition)


def summary_name(name: bytes) -> bytes:
    """Return the name of the count and sum of a table."""
    return name + b"#"


def index_name(name: bytes) -> bytes:
    """Return the name of the tags of a table that is read by pages."""
    return name + b"^"


def mark_name(service: str, partition: int) -> bytes:
    """Return the name of the mark of a partition's views."""
    return b"%b:mark@%d" % (service.encode(), partition)
