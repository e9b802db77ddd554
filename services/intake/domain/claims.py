"""What is known about one identifier: whose it is by the registry, or by a person's decision.

The answer for a finding depends on when the finding was known and on what was claimed when, not on
which of them came here first: a redelivery finds the answer that the first delivery found.
"""

from bisect import bisect_right
from datetime import datetime

import msgspec

from schemas.vocabulary import enterprise_code

from .identification import flaw_of

MOST_WAITING_BYTES = 2 * 1024 * 1024
MOST_CLAIMS = 200  # a state has to fit into a message; no name has as many bearers in one city
_BY_REGISTRY = ("org:", "reg:")


class Claim(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The registry, or a person, says at an instant whose an identifier is.

    Of a statement `code` is the choice that a person made. None: nobody's, or refused, for
    `reason`. `decision` is the id of a person's decision (empty: the
    registry's claim). `instead_of` are codes that `code` has succeeded.
    """

    known_at: datetime
    code: str | None
    decision: str = ""
    reason: str = ""
    instead_of: tuple[str, ...] = ()


class Told(msgspec.Struct, frozen=True, gc=False):
    """Whose an identifier is (None: refused, for `reason`), and since when that is known."""

    code: str | None
    reason: str
    known_at: datetime


class Identification(msgspec.Struct, frozen=True, array_like=True):
    """The claims in the order in which they were known, and the findings that wait.

    `has_waited` says whether ever one did.
    """

    claims: tuple[Claim, ...] = ()
    waiting: tuple[bytes, ...] = ()
    has_waited: bool = False

    def with_claim(self, claim: Claim) -> "Identification":
        """Return what is known with one more claim: this very value where it says nothing new."""
        if not self.claims:
            return msgspec.structs.replace(self, claims=(claim,))
        place = bisect_right(self.claims, claim.known_at, key=lambda each: each.known_at)
        mine = [each for each in self.claims if bool(each.decision) == bool(claim.decision)]
        if claim.decision:
            before = [each for each in self.claims[:place] if each.decision]
            known = any(each.decision == claim.decision for each in mine)
            if known or (before and _said(before[-1]) == _said(claim)):
                return self
        else:
            same = [each for each in mine if each.code == claim.code]
            if same and same[-1].instead_of == claim.instead_of:
                return self
            if len(mine) >= MOST_CLAIMS:
                return self
        claims = [*self.claims[:place], claim, *self.claims[place:]]
        decisions = [each for each in claims if each.decision]
        if len(decisions) > MOST_CLAIMS:
            claims.remove(decisions[0])
        return msgspec.structs.replace(self, claims=tuple(claims))

    def told(self, identifier: str, known_at: datetime) -> Told | None:
        """Return whose an identifier was when a finding was known, or as soon as that was told.

        A decision holds over the registry; the registry's claim counts only where the identifier is
        a number that it gave, and one enterprise alone has it.
        """
        by_registry = identifier.startswith(_BY_REGISTRY)
        answer: Told | None = None
        decided: Claim | None = None
        for place, claim in enumerate(self.claims, start=1):
            if answer is not None and claim.known_at > known_at:
                break
            if claim.decision:
                decided = claim
            if decided is not None:
                answer = Told(decided.code, decided.reason, decided.known_at)
            elif by_registry:
                codes = _codes(self.claims[:place])
                answer = Told(codes[0], "", claim.known_at) if len(codes) == 1 else None
        return answer

    @property
    def proposals(self) -> tuple[str, ...]:
        """The enterprises that have the identifier by the registry."""
        return _codes(self.claims)

    def has_room_for(self, waiting: bytes) -> bool:
        """Say whether one more finding may wait: a state has to fit into a message."""
        return sum(map(len, self.waiting)) + len(waiting) <= MOST_WAITING_BYTES

    def with_waiting(self, waiting: tuple[bytes, ...]) -> "Identification":
        """Return what is known with other findings waiting."""
        return msgspec.structs.replace(self, waiting=waiting, has_waited=True)

    def why_unknown(self, identifier: str) -> str:
        """Return the reason code for a finding that has to wait."""
        if identifier.startswith("name:"):
            return "name_only"
        if self.proposals:
            return "identifier_ambiguous"
        return flaw_of(identifier) or "identifier_unknown"

    def choices(self, identifier: str) -> tuple[str, ...]:
        """Return the unified codes that a person may choose from."""
        if identifier.startswith("code:"):
            likely = enterprise_code.likely_code(identifier.removeprefix("code:"))
            return (likely,) if likely else ()
        return self.proposals


def _said(claim: Claim) -> tuple[str | None, str]:
    """Return what a decision decides; the words of an acceptance change nothing."""
    return claim.code, "" if claim.code else claim.reason


def _codes(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """Return the codes that the registry claims for, without those that were succeeded."""
    latest = {claim.code: claim.instead_of for claim in claims if claim.code and not claim.decision}
    succeeded = {old for replaced in latest.values() for old in replaced}
    return tuple(sorted(latest.keys() - succeeded or latest.keys()))
