"""Policies (C2SP tlog-policy): which witnesses somebody believes, and how many of them he wants."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from .cosignature import CosignatureError, Cosigner, read_vkey

NONE = "none"
MOST_LINES = 1_000
_MOST_DIGITS = 4


class PolicyError(ValueError):
    """A policy that can't be read. The text names the line."""


@dataclass(frozen=True)
class Group:
    """Some witnesses and groups, of which so many have to have cosigned."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class WitnessPolicy:
    """The witnesses by the names that the policy gives them, groups, and whose word is needed."""

    witnesses: Mapping[str, Cosigner]
    groups: Mapping[str, Group]
    quorum: str

    def satisfied(self, cosigned: Collection[str]) -> bool:
        """Say whether the witnesses that have cosigned, by their names, are enough."""
        return self.quorum == NONE or self._counts(self.quorum, cosigned)

    def _counts(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._counts(member, cosigned) for member in group.members) >= group.least


def read_policy(written: str) -> WitnessPolicy:
    """Return the policy that is written. Raises PolicyError.

    Lines `log` are passed over: the log is known by its register of keys.
    """
    reader = _Reader()
    lines = written.split("\n")
    if len(lines) > MOST_LINES:
        raise PolicyError(f"it has more than {MOST_LINES} lines")
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            reader.take(words)
        except (PolicyError, CosignatureError) as error:
            raise PolicyError(f"line {number}: {error}") from error
    if reader.quorum is None:
        raise PolicyError("it has no line `quorum`")
    return WitnessPolicy(reader.witnesses, reader.groups, reader.quorum)


class _Reader:
    def __init__(self) -> None:
        self.witnesses: dict[str, Cosigner] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._within: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Take the words of a line."""
        kinds: dict[str, Callable[[list[str]], None]] = {
            "log": lambda _: None,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in kinds:
            raise PolicyError(f"{words[0]!r} is no kind of line")
        kinds[words[0]](words[1:])

    def _witness(self, words: list[str]) -> None:
        if len(words) not in {2, 3}:
            raise PolicyError("a witness has a name, a key, and at most an address")
        witness = read_vkey(words[1])
        if any(each.key.id == witness.key.id for each in self.witnesses.values()):
            raise PolicyError("two witnesses have the same key: they are one")
        self.witnesses[self._new(words[0])] = witness

    def _group(self, words: list[str]) -> None:
        name, least, *members = [*words, "", ""][: max(2, len(words))]
        for member in members:
            self._known(member)
            if member in self._within:
                raise PolicyError(f"{member!r} is in a group already: each counts once")
            self._within.add(member)
        counts = {"any": 1, "all": len(members)}
        number = least.isascii() and least.isdecimal() and len(least) <= _MOST_DIGITS
        count = counts.get(least, int(least) if number else 0)
        if not members or not 1 <= count <= len(members):
            raise PolicyError(f"{least!r} of {len(members)} members can't be had")
        self.groups[self._new(name)] = Group(count, tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if self.quorum is not None or len(words) != 1:
            raise PolicyError("a policy has one quorum, of one name")
        if words[0] != NONE:
            self._known(words[0])
        self.quorum = words[0]

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name!r} is not named before")

    def _new(self, name: str) -> str:
        if not name or name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyError(f"{name!r} can't be the name of another")
        return name
