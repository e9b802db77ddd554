"""What people type where they have no number: one sign again and again, or signs in their order."""

from string import ascii_uppercase, digits

_TIMES = 3  # so often a group of signs is repeated where it stands for nothing
_ORDERS = (
    digits * 3,
    digits + ascii_uppercase,
    ascii_uppercase,
    "0123456789ABCDEFGHJKLMNPQRTUWXY",  # the alphabet of GB 32100
)
_ALL_RUNS = " ".join(order[::step] for order in _ORDERS for step in (1, -1))


def is_placeholder(number: str) -> bool:
    """Say whether a number is but a repeated group (000000, 121212) or a run (123456, 987654)."""
    length = len(number)
    if len(set(number)) > length // _TIMES:  # no group is as long
        return number in _ALL_RUNS
    groups = (number[:size] for size in range(1, length // _TIMES + 1))
    return any(number == (group * length)[:length] for group in groups) or number in _ALL_RUNS
