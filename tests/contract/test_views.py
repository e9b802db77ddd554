"""Both stores of views keep the same contract."""

from collections.abc import Iterator

import pytest

from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.store import MemoryViews, Views


@pytest.fixture(params=["memory", "redis"])
def views(request: pytest.FixtureRequest) -> Iterator[Views]:
    if request.param == "memory":
        yield MemoryViews()
    else:
        with RedisViews.from_url(request.getfixturevalue("redis_url")) as store:
            yield store


def test_a_value_is_written_overwritten_and_removed(views: Views) -> None:
    views.apply([ViewWrite(key="scoring:standing:1", value=b"a")])
    views.apply([ViewWrite(key="scoring:standing:1", value="信用".encode())])
    assert views.get("scoring:standing:1") == "信用".encode()
    views.apply([ViewWrite(key="scoring:standing:1")])
    assert views.get("scoring:standing:1") is None


def test_fields_of_a_hash(views: Views) -> None:
    views.apply(
        [
            ViewWrite(key="intake:quarantine", field="name:甲", value=b"1"),
            ViewWrite(key="intake:quarantine", field="name:乙", value=b""),
        ]
    )
    assert views.fields("intake:quarantine") == {"name:甲": b"1", "name:乙": b""}
    assert views.count("intake:quarantine") == 2
    assert views.present("intake:quarantine", {"name:甲", "name:丙"}) == 1
    views.apply([ViewWrite(key="intake:quarantine", field="name:甲")])
    assert views.field("intake:quarantine", "name:甲") is None
    assert views.field("intake:quarantine", "name:乙") == b""


def test_some_fields_of_a_hash_in_the_order_of_their_names(views: Views) -> None:
    key = "scoring:sheet:1"
    views.apply([ViewWrite(key=key, field=name, value=name.encode()) for name in ("b", "a\0", "c")])
    assert views.names(key) == ["a\0", "b", "c"]
    assert views.several(key, ["c", "none", "a\0"]) == [b"c", None, b"a\0"]
    assert views.several(key, []) == []
    assert views.names("scoring:sheet:2") == []
    views.apply([ViewWrite(key=key), ViewWrite(key=key, field="d", value=b"d")])
    assert views.names(key) == ["d"]


def test_the_last_write_to_a_place_wins_within_a_batch(views: Views) -> None:
    views.apply(
        [
            ViewWrite(key="k", value=b"1"),
            ViewWrite(key="h", field="f", value=b"1"),
            ViewWrite(key="k"),
            ViewWrite(key="h", field="f", value=b"2"),
        ]
    )
    assert views.get("k") is None
    assert views.field("h", "f") == b"2"


def test_what_is_not_there_is_empty(views: Views) -> None:
    assert views.get("nothing") is None
    assert views.field("nothing", "f") is None
    assert views.fields("nothing") == {}
    assert (views.count("nothing"), views.present("nothing", {"a"})) == (0, 0)
    assert views.present("nothing", set()) == 0


def test_few_fields_are_read_at_once_and_many_are_not(views: Views) -> None:
    assert views.few_fields("nothing", 3) == {}
    names = [f"field-{number:03}" for number in range(500)]
    views.apply(ViewWrite(key="few", field=name, value=b"1" * 100) for name in names[:3])
    views.apply(ViewWrite(key="many", field=name, value=b"1" * 100) for name in names)
    assert views.few_fields("few", 3) == dict.fromkeys(names[:3], b"1" * 100)
    assert views.few_fields("few", 2) is None
    assert views.few_fields("many", 100) is None


def test_writing_twice_is_writing_once(views: Views) -> None:
    writes = [
        ViewWrite(key="h", field="f", value=b"1"),
        ViewWrite(key="v", value=b"1"),
    ]
    views.apply(writes)
    views.apply(iter(writes))
    assert views.fields("h") == {"f": b"1"}


def test_removing_a_key_takes_all_that_it_holds_and_writes_keep_their_turn(views: Views) -> None:
    views.apply(
        [
            ViewWrite(key="h", field="old", value=b"1"),
            ViewWrite(key="h", field="f", value=b"1"),
            ViewWrite(key="h"),
            ViewWrite(key="h", field="f", value=b"2"),
        ]
    )
    assert views.fields("h") == {"f": b"2"}


@pytest.mark.parametrize("prefix", ["scoring:", "odd*[a]?\\"])
def test_drop_removes_what_begins_with_the_prefix_and_nothing_else(
    views: Views, prefix: str
) -> None:
    views.apply(
        [ViewWrite(key=f"{prefix}{number}", value=b"1") for number in range(2500)]
        + [
            ViewWrite(key=f"{prefix}hash", field="f", value=b"1"),
            ViewWrite(key="sanctions:x", value=b"1"),
            ViewWrite(key="oddly:x", value=b"1"),
            ViewWrite(key=f"x{prefix}", value=b"1"),
        ]
    )
    views.drop(prefix)
    assert views.get(f"{prefix}7") is None
    assert views.fields(f"{prefix}hash") == {}
    assert [views.get(key) for key in ("sanctions:x", "oddly:x", f"x{prefix}")] == [b"1"] * 3
