"""What is remembered of a value goes with it, and never comes back for another one."""

import gc

import msgspec

from services.scoring.domain.memo import Memo


class Value(msgspec.Struct, frozen=True, weakref=True):
    number: int


def test_a_result_is_kept_by_identity_and_goes_with_its_value() -> None:
    memo: Memo[Value, str] = Memo()
    one, equal = Value(1), Value(1)
    memo.keep(one, "of one")
    assert (memo.recall(one), memo.recall(equal)) == ("of one", None)
    memo.keep(one, "anew")
    assert (memo.recall(one), len(memo)) == ("anew", 1)
    del one
    gc.collect()
    assert len(memo) == 0


def test_a_value_at_the_address_of_another_has_no_result() -> None:
    memo: Memo[Value, int] = Memo()
    for number in range(1000):
        value = Value(number)  # the one before is gone: its address is free
        assert memo.recall(value) is None
        memo.keep(value, number)
        assert memo.recall(value) == number
    assert len(memo) == 1
