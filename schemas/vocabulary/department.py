"""The departments of the joint conference (联席会议成员单位), from departments.yaml."""

from functools import cache
from importlib.resources import files

import msgspec


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department that may report: its code (in topic names), Chinese and English name."""

    code: str
    chinese: str
    english: str

    @property
    def reports_topic(self) -> str:
        """The one topic that this department may publish its reports to."""
        return f"reports-{self.code}"


@cache
def departments() -> tuple[Department, ...]:
    """Return the member departments in the order of the conference's list."""
    text = files(__package__).joinpath("departments.yaml").read_bytes()
    return tuple(msgspec.yaml.decode(text, type=list[Department]))


@cache
def department(code: str) -> Department:
    """Return the department of this code. Raises KeyError where there is none."""
    for candidate in departments():
        if candidate.code == code:
            return candidate
    raise KeyError(f"no department {code!r} in departments.yaml")
