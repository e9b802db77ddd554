"""What the public may know of a record: of each kind these fields, and no others."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from .legal_basis import Basis

DisclosureEnd = Literal[
    "term_over",  # 公示期满
    "removed",  # 隐患销号, 移出名单
    "repaired",  # 信用修复
    "upheld",  # 异议成立
    "withdrawn",
    "counted_as_another",
    "kept_no_longer",
    "not_public",
]


class _Disclosed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    omit_defaults=True,
    gc=False,
):
    """What is public of a record; on the wire the field `kind` names its kind."""


class DisclosedPenalty(_Disclosed, frozen=True, kw_only=True, tag="penalty"):
    """An administrative penalty in the columns of double publicity (双公示). `fine` is in yuan."""

    severity: Literal["minor", "general", "severe"]
    fine: Decimal
    decided_on: date
    authority: str
    violation: str
    legal_ground: str
    types: tuple[str, ...]


class DisclosedAccident(_Disclosed, frozen=True, kw_only=True, tag="accident"):
    """An accident for which the enterprise was determined to be responsible, as reported last.

    `loss` is the direct economic loss in yuan.
    """

    happened_on: date
    deaths: int
    serious_injuries: int
    loss: Decimal
    nature: Literal["production", "road_traffic", "fire"]
    concealed: bool = False
    determined_on: date | None = None


class DisclosedDanger(_Disclosed, frozen=True, kw_only=True, tag="hidden_danger"):
    """A hidden danger whose removal an authority supervises in public (挂牌督办)."""

    level: Literal["ordinary", "major"]
    listed_by: Literal["city", "province"]
    listed_on: date
    due_on: date
    description: str = ""


class DisclosedListing(_Disclosed, frozen=True, kw_only=True, tag="blacklist_decision"):
    """A list of the dishonest that the enterprise is on, and when it may apply to leave."""

    list_name: Literal["severe_list", "blacklist"]
    tier: Literal["national", "province", "city", "county"]
    ground: str
    decided_on: date
    may_leave_on: date | None = None


class DisclosedCommitment(_Disclosed, frozen=True, kw_only=True, tag="commitment"):
    """A work-safety promise (安全生产承诺): where it was published, and whether it was broken."""

    made_on: date
    published_at: str | None = None
    published: bool = False
    broken_on: date | None = None


class DisclosedReply(_Disclosed, frozen=True, kw_only=True, tag="reply"):
    """The enterprise's own words beside its entry (企业申述)."""

    text: str
    made_on: date


DisclosedContent = (
    DisclosedPenalty
    | DisclosedAccident
    | DisclosedDanger
    | DisclosedListing
    | DisclosedCommitment
    | DisclosedReply
)


class DisclosedRecord(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """A record that is public: what of it, from which day to which, and by which articles.

    `last_day` None: until something ends it. `because` is what lets or makes it be public, `until`
    what ends it. `due_on` is the last day on which it had to be made public (None: there is none).
    `objected_since` is the day from which an objection to it is under way.
    """

    record_id: str
    document_number: str
    department: str
    content: DisclosedContent
    first_day: date
    last_day: date | None
    because: Basis
    until: Basis
    due_on: date | None = None
    objected_since: date | None = None

    @property
    def is_late(self) -> bool:
        """Say whether it was made public later than the law wants."""
        return self.due_on is not None and self.first_day > self.due_on
