"""The rows of a state are those of a plain mapping, whatever was changed, stored and read again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.state.codec import RowLayout, StateCodec
from services.chassis.state.rows import Rows
from services.chassis.state.store import row_key
from tests.support.state_stores import STORES, new_store

Layout = RowLayout[Rows[str]](
    head_type=type(None),
    row_types={"e": str, "s": str},
    parts_of=lambda rows: (None, rows),
    joined=lambda _head, rows: rows,
    over=lambda _before, rows: rows,
)
KEY = b"91330200"
IDS = st.text(alphabet="es甲\x00é1", min_size=1, max_size=3).map(lambda text: "e" + text)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), IDS, st.text(max_size=3)),
        st.tuples(st.just("remove"), IDS, st.just("")),
        st.tuples(st.sampled_from(["store", "restart"]), st.just(""), st.just("")),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(steps=STEPS, name=st.sampled_from(sorted(STORES)))
def test_rows_are_a_mapping_however_they_are_stored(
    steps: list[tuple[str, str, str]], name: str
) -> None:
    codec: StateCodec[Rows[str]] = StateCodec(Rows, Layout)
    model: dict[str, str] = {}
    with TemporaryDirectory() as folder, new_store(name, Path(folder)) as store:
        stored = codec.stored_rows(store, 0, KEY)
        rows: Rows[str] = codec.bound(Rows(), stored)
        for step, row_id, text in steps:
            if step == "put":
                rows, model = rows.with_row(row_id, text), {**model, row_id: text}
            elif step == "remove":
                rows = rows.with_row(row_id, None)
                model.pop(row_id, None)
            else:
                changed = codec.changed_rows(rows).items()
                store.apply(0, {KEY: b"", **{row_key(KEY, each): row for each, row in changed}})
                rows = codec.as_stored(rows)
                if step == "restart":
                    rows = codec.bound(Rows(), codec.stored_rows(store, 0, KEY))
            assert dict(rows.items()) == model
            assert list(rows.items()) == sorted(rows.items(), key=lambda row: row[0].encode())
            assert {each: rows.get(each) for each in model} == model
            assert dict(rows.items("e1")) == {k: v for k, v in model.items() if k[:2] == "e1"}
