"""Views that prove themselves, and somebody who does as he likes with the Redis that has them."""

from collections.abc import Callable, Mapping
from typing import Any

from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.redis_store import client_of
from services.chassis.views.store import MemoryViews
from services.chassis.views.stored_names import index_name, summary_name, view_key
from services.chassis.views.unusable import ViewsUnusableError
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, contents, put, reader, writer

SUBJECTS = ("a", "b", "c")
FIELDS = ("1", "2", "3")
VALUES = (b"A", b"D", b"")
TABLE, PAGED, CITY = "scoring:ledger:", "scoring:sheet:", "scoring:grades"
STANDING = "scoring:standing:"


def as_write(table: str, subject: str, name: str | None, value: bytes | None) -> ViewWrite:
    if table == CITY:
        return ViewWrite(key=CITY, field=f"{subject}{name}", value=value)
    key = view_key(table, subject)
    return ViewWrite(key=key, field=name, value=value, paged=table == PAGED)


def questions() -> list[Callable[[Any], object]]:
    asked: list[Callable[[Any], object]] = [lambda views: views.fields(CITY)]
    for subject in SUBJECTS:
        standing, table, paged = (view_key(t, subject) for t in (STANDING, TABLE, PAGED))
        asked += [
            lambda views, key=standing: views.get(key),
            lambda views, key=table: views.fields(key),
            lambda views, key=table: views.count(key),
            lambda views, key=paged: views.names(key),
            lambda views, key=paged: views.several(key, FIELDS),
            lambda views, key=paged: views.few_fields(key, 2),
        ]
    return asked


class Attacked:
    """A worker that writes, and somebody who can do as he likes with its Redis."""

    def __init__(self, url: str) -> None:
        self.client: Any = client_of(url)
        self.client.flushall()
        self.log = KnownLog()
        self.writer = writer(url)
        self.truth = MemoryViews()
        self.views = reader(url, self.log)
        self.offset = 0
        for partition in range(PARTITIONS):
            self.writer.own(partition, None)
        self.earlier = [contents(self.client)]

    def write(self, batch: list[tuple[str, str, str | None, bytes | None]]) -> bool:
        self.offset += 1
        by_partition: dict[int, list[ViewWrite]] = {}
        for each in batch:
            partition = partition_of(each[1].encode(), PARTITIONS)
            by_partition.setdefault(partition, []).append(as_write(*each))
        written = True
        for partition in range(PARTITIONS):
            mine = by_partition.get(partition, [])
            written &= self.writer.write(partition, mine, {TOPIC: self.offset})
            self.truth.apply(mine)
            self.log.offsets[partition] = self.offset
        self.earlier.append(contents(self.client))
        return written

    def attack(self, how: str, *what: Any) -> None:
        ATTACKS[how](self, sorted(contents(self.client)) or [b"nothing"], *what)

    def require_truth_or_error(self) -> int:
        answered = 0
        for ask in questions():
            try:
                answer = ask(self.views)
            except ViewsUnusableError:
                continue
            assert answer == ask(self.truth)
            answered += 1
        return answered


def _delete(attacked: Attacked, names: list[bytes], which: int) -> None:
    put(attacked.client, names[which % len(names)], None)


def _exchange(attacked: Attacked, names: list[bytes], *which: int) -> None:
    stored = contents(attacked.client)
    one, other = (names[each % len(names)] for each in which)
    put(attacked.client, one, stored.get(other))
    put(attacked.client, other, stored.get(one))


def _put_back(attacked: Attacked, names: list[bytes], which: int, when: int) -> None:
    earlier = attacked.earlier[when % len(attacked.earlier)]
    name = names[which % len(names)]
    put(attacked.client, name, earlier.get(name))


def _put_table_back(attacked: Attacked, names: list[bytes], which: int, when: int) -> None:
    earlier = attacked.earlier[when % len(attacked.earlier)]
    table = names[which % len(names)].rstrip(b"#^")
    for name in (table, summary_name(table), index_name(table)):
        put(attacked.client, name, earlier.get(name))


def _put_all_back(attacked: Attacked, _names: list[bytes], when: int) -> None:
    attacked.client.flushall()
    for name, content in attacked.earlier[when % len(attacked.earlier)].items():
        put(attacked.client, name, content)


def _empty(attacked: Attacked, _names: list[bytes]) -> None:
    attacked.client.flushall()


def _overwrite(attacked: Attacked, names: list[bytes], which: int, value: bytes) -> None:
    put(attacked.client, names[which % len(names)], value)


def _invent(attacked: Attacked, _names: list[bytes], subject: str, value: bytes) -> None:
    partition = partition_of(subject.encode(), PARTITIONS)
    put(attacked.client, b"%b@%d" % (view_key(STANDING, subject).encode(), partition), value)


def _change_field(
    attacked: Attacked, names: list[bytes], which: int, field: str, value: bytes | None
) -> None:
    name = names[which % len(names)]
    fields = contents(attacked.client).get(name)
    if isinstance(fields, dict) and value is None:
        attacked.client.hdel(name, sorted(fields)[0])
    elif isinstance(fields, dict):
        attacked.client.hset(name, field.encode(), value)


def _change_index(
    attacked: Attacked, names: list[bytes], which: int, field: str, value: bytes | None
) -> None:
    indexes = [name for name in names if name.endswith(b"^")] or names
    _change_field(attacked, indexes, which, field, value)


ATTACKS: Mapping[str, Callable[..., None]] = {
    "delete": _delete,
    "exchange": _exchange,
    "put back": _put_back,
    "put table back": _put_table_back,
    "put all back": _put_all_back,
    "empty": _empty,
    "overwrite": _overwrite,
    "invent": _invent,
    "change field": _change_field,
    "change index": _change_index,
}
