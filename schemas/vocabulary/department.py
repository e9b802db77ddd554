"""The departments of the joint conference (联席会议成员单位), a YAML file each in departments/."""

from functools import cache
from importlib.resources import files

import msgspec


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask about a department's reports and measures (no English name: it has none)."""

    office: str
    email: str
    office_english: str | None = None


class Rhythm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often a department reports: every so many days.

    It counts as silent when `grace_days` more have passed without a report.
    """

    every_days: int
    grace_days: int

    @property
    def silent_after_days(self) -> int:
        """Return for how many days in a row nothing may come."""
        return self.every_days + self.grace_days


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much a department may send over HTTP (a megabyte is 1,048,576 bytes)."""

    requests_a_minute: int
    megabytes_a_minute: int


class Department(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A department that may report.

    `code` names its topic, `seat` its place in the conference's list. `layouts` are the forms of
    its own that it may send, `record_kinds` what it may say in the city's terms (layout `record`).
    `encodings` are those of its files, the likeliest first. `decides_identity`: it may tell whose
    an identifier is. The one that `leads` sees the data quality of all.
    """

    code: str
    chinese: str
    english: str
    seat: int
    topic: str
    contact: Contact
    layouts: tuple[str, ...]
    record_kinds: tuple[str, ...]
    encodings: tuple[str, ...]
    rhythm: Rhythm
    limits: Limits
    decides_identity: bool = False
    leads: bool = False

    def __post_init__(self) -> None:
        """Refuse a topic that is not the department's own."""
        if self.topic != f"reports-{self.code}":
            raise ValueError(f"the topic of {self.code} has to be reports-{self.code}")


@cache
def departments() -> tuple[Department, ...]:
    """Return the member departments in the order of the conference's list.

    Raises ValueError naming the file that is not as it has to be.
    """
    members: dict[str, Department] = {}
    for file in files(__package__).joinpath("departments").iterdir():
        if not file.name.endswith(".yaml"):
            continue
        try:
            member = msgspec.yaml.decode(file.read_bytes(), type=Department)
        except msgspec.DecodeError as error:
            raise ValueError(f"departments/{file.name}: {error}") from error
        if file.name != f"{member.code}.yaml":
            raise ValueError(f"departments/{file.name}: it has to be named {member.code}.yaml")
        members[member.code] = member
    return tuple(sorted(members.values(), key=lambda each: (each.seat, each.code)))


@cache
def department(code: str) -> Department:
    """Return the department of this code. Raises KeyError where there is none."""
    for candidate in departments():
        if candidate.code == code:
            return candidate
    raise KeyError(f"no department {code!r} among departments/*.yaml")


@cache
def lead() -> Department:
    """Return the lead department."""
    return next(member for member in departments() if member.leads)
