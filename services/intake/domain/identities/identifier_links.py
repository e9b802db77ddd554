"""The enterprise that an identifier belongs to: by the registry, or by a person's decision.

The owner for a finding depends on when the finding and the links were known, not on which of them
came here first: a redelivery gets the same owner as the first delivery.
"""

from bisect import bisect_right
from datetime import datetime

import msgspec

from schemas.vocabulary import enterprise_code

from .identification import flaw_of
from .identifier import CODE, NAME, ORGANIZATION, REGISTRATION, identifier_in
from .waiting import WaitingSummary

MOST_WAITING_BYTES = 2 * 1024 * 1024
MOST_LINKS = 200  # a state has to fit into a message; no name has as many bearers in one city
_BY_REGISTRY = (ORGANIZATION, REGISTRATION)


class IdentifierLink(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link of an identifier to the code of its enterprise, known at an instant.

    For a statement `code` is the choice that a person made. None: refused, for `reason`.
    `decision` is the id of a person's decision (empty: the registry's link). `instead_of` are the
    codes that `code` has succeeded.
    """

    known_at: datetime
    code: str | None
    decision: str = ""
    reason: str = ""
    instead_of: tuple[str, ...] = ()


class IdentifierOwner(msgspec.Struct, frozen=True, gc=False):
    """The code that an identifier belongs to, known since `known_at`.

    For a statement it is the choice that was decided. None: refused, for `reason`.
    """

    code: str | None
    reason: str
    known_at: datetime


class Identification(msgspec.Struct, frozen=True, array_like=True):
    """An identifier's links in the order in which they were known, and what waits for one.

    `waited` counts the facts that have ever waited here.
    """

    links: tuple[IdentifierLink, ...] = ()
    waiting: WaitingSummary | None = None
    waited: int = 0

    def with_link(self, link: IdentifierLink) -> "Identification":
        """Return the identification with one more link: this very value where it adds nothing."""
        if not self.links:
            return msgspec.structs.replace(self, links=(link,))
        position = bisect_right(self.links, link.known_at, key=lambda each: each.known_at)
        same_source = [each for each in self.links if bool(each.decision) == bool(link.decision)]
        if link.decision:
            before = [each for each in self.links[:position] if each.decision]
            known = any(each.decision == link.decision for each in same_source)
            if known or (before and _decided_value(before[-1]) == _decided_value(link)):
                return self
        else:
            same = [each for each in same_source if each.code == link.code]
            if same and same[-1].instead_of == link.instead_of:
                return self
            if len(same_source) >= MOST_LINKS:
                return self
        links = [*self.links[:position], link, *self.links[position:]]
        decisions = [each for each in links if each.decision]
        if len(decisions) > MOST_LINKS:
            links.remove(decisions[0])
        return msgspec.structs.replace(self, links=tuple(links))

    def owner_at(self, identifier: str, known_at: datetime) -> IdentifierOwner | None:
        """Return the owner when a finding was known, or the first one that became known later.

        A decision overrides the registry. The registry's links count only for numbers that it
        issues (`org:`, `reg:`), and only where one enterprise alone has the number.
        """
        by_registry = identifier_in(identifier).kind in _BY_REGISTRY
        owner: IdentifierOwner | None = None
        decided: IdentifierLink | None = None
        for count, link in enumerate(self.links, start=1):
            if owner is not None and link.known_at > known_at:
                break
            if link.decision:
                decided = link
            if decided is not None:
                owner = IdentifierOwner(decided.code, decided.reason, decided.known_at)
            elif by_registry:
                codes = _codes(self.links[:count])
                owner = IdentifierOwner(codes[0], "", link.known_at) if len(codes) == 1 else None
        return owner

    @property
    def proposals(self) -> tuple[str, ...]:
        """The enterprises that have the identifier by the registry."""
        return _codes(self.links)

    def has_room_for(self, waiting: bytes) -> bool:
        """Say whether one more finding may wait: a decision sends all of them on in one batch."""
        size = self.waiting.size if self.waiting else 0
        return size + len(waiting) <= MOST_WAITING_BYTES

    def with_one_waiting(self, waiting: WaitingSummary) -> "Identification":
        """Return the identification with one more fact waiting, which is in the summary."""
        return msgspec.structs.replace(self, waiting=waiting, waited=self.waited + 1)

    def with_left_waiting(self, waiting: WaitingSummary | None) -> "Identification":
        """Return the identification with the facts that are left waiting (None: with none)."""
        return msgspec.structs.replace(self, waiting=waiting)

    def waiting_reason(self, identifier: str) -> str:
        """Return the reason code for a finding that has to wait."""
        if identifier_in(identifier).kind == NAME:
            return "name_only"
        if self.proposals:
            return "identifier_ambiguous"
        return flaw_of(identifier) or "identifier_unknown"

    def choices(self, identifier: str) -> tuple[str, ...]:
        """Return the unified codes that a person may choose from."""
        kind, value = identifier_in(identifier)
        if kind == CODE:
            likely = enterprise_code.likely_code(value)
            return (likely,) if likely else ()
        return self.proposals


def _decided_value(link: IdentifierLink) -> tuple[str | None, str]:
    """Return what a decision decides; the reason of an acceptance changes nothing."""
    return link.code, "" if link.code else link.reason


def _codes(links: tuple[IdentifierLink, ...]) -> tuple[str, ...]:
    """Return the codes that the registry links, without those that were succeeded."""
    latest = {link.code: link.instead_of for link in links if link.code and not link.decision}
    succeeded = {old for replaced in latest.values() for old in replaced}
    return tuple(sorted(latest.keys() - succeeded or latest.keys()))
