"""The position to go on from never passes something that is still to be handled."""

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.progress import Progress

PLACE = ("t", 0)


def test_positions_pass_what_is_handled_and_are_told_once() -> None:
    progress = Progress()
    progress.began(("t", 0, 10), 2)
    progress.began(("t", 0, 11), 0)
    progress.began(("t", 0, 12), 1)
    assert progress.moved() == {PLACE: 10}
    progress.committed({PLACE: 10})
    progress.done(("t", 0, 12))
    progress.done(("t", 0, 10))
    assert progress.moved() == {}
    progress.done(("t", 0, 10))
    assert progress.moved() == {PLACE: 13}
    assert progress.open == 0
    progress.forget(*PLACE)
    progress.done(("t", 0, 12))
    assert progress.moved() == {}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_in_any_order_the_position_is_the_first_that_is_open(counts, chance) -> None:
    progress = Progress()
    left = dict(enumerate(counts))
    for offset, count in left.items():
        progress.began(("t", 0, offset), count)
    todo = [offset for offset, count in left.items() for _ in range(count)]
    chance.shuffle(todo)
    for offset in todo:
        progress.done(("t", 0, offset))
        left[offset] -= 1
        first = next((each for each, count in left.items() if count), len(counts))
        position = progress.moved()[PLACE]
        assert position == first
