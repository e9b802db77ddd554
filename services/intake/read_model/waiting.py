"""The work list: the identifiers for which findings wait until a person decides, and doubles."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from schemas.codec import to_json
from schemas.messages import RecordNamed
from services.chassis.clock import day_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.intake.domain.identities.identifier import CODE, identifier_in
from services.intake.domain.identities.identifier_links import Identification
from services.intake.domain.identities.waiting import WaitingSummary
from services.intake.domain.state import IntakeState

QUARANTINE = "intake:quarantine"
KINDS = ("org", "reg", "code", "name", "statement", "double")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier, or a statement, that a person has to decide about, and what waits for it.

    `kind` is one of KINDS. `names` are the first few that the findings gave, `proposals` the
    unified codes that the registry, or the fitting check character, suggests. `since` is the day on
    which the oldest was known. Of a statement `sentence` is what it says, `field` where it stood,
    `choices` what it could mean. Of two records of one enterprise (`code`) that may be one: the
    `records`, their `day` and what is the `same`; `differing`: decided to be one, and corrected
    since.
    """

    identifier: str
    kind: str
    findings: int
    since: date
    departments: tuple[str, ...]
    names: tuple[str, ...]
    proposals: tuple[str, ...]
    field: str | None = None
    sentence: str | None = None
    choices: tuple[str, ...] = ()
    code: str | None = None
    records: tuple[RecordNamed, ...] = ()
    day: date | None = None
    same: dict[str, str] = msgspec.field(default_factory=dict)
    differing: bool = False


class WorkListPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the work list; `following` is what the next part begins after (None: the last)."""

    total: int
    waiting: tuple[Waiting, ...]
    following: str | None


def work_list_write(subject: str, state: IntakeState) -> Iterable[ViewWrite]:
    """Return the write for the work list: none where nothing ever waited."""
    identification = state.identification
    if not identification.waited:
        return
    summary = identification.waiting
    value = to_json(_waiting(subject, identification, summary)) if summary else None
    yield ViewWrite(key=QUARANTINE, field=subject, value=value)


def _waiting(subject: str, identification: Identification, summary: WaitingSummary) -> Waiting:
    of_a_statement = summary.sentence is not None
    return Waiting(
        identifier=subject,
        kind=identifier_in(subject).kind,
        findings=summary.count,
        since=day_of(summary.since),
        departments=summary.departments,
        names=summary.names,
        proposals=() if of_a_statement else identification.choices(subject),
        # The same sentence stands in fields of several names, where departments have several forms.
        field="、".join(summary.fields) or None,
        sentence=summary.sentence,
        choices=summary.choices,
    )


def quarantine(views: Views, kind: str | None = None) -> list[Waiting]:
    """Return what waits for a person's decision, by identifier; of one kind, if asked for."""
    return [
        msgspec.json.decode(value, type=Waiting)
        for identifier, value in sorted(views.fields(QUARANTINE).items())
        if kind is None or identifier_in(identifier).kind == kind
    ]


def codes_named(waiting: Iterable[Waiting]) -> Iterator[str]:
    """Yield the unified codes of the enterprises that a part of the work list names."""
    for each in waiting:
        kind, value = identifier_in(each.identifier)
        if kind == CODE:
            yield value
        if each.code is not None:
            yield each.code
        yield from each.proposals


def waiting_for(views: Views, identifier: str) -> Waiting | None:
    """Return what waits for a decision about an identifier, or None."""
    value = views.field(QUARANTINE, identifier)
    return None if value is None else msgspec.json.decode(value, type=Waiting)


def nothing_waits(identifier: str, in_advance: str) -> str:
    """Say that a decision decides nothing; `in_advance` is how it is asked for all the same."""
    return (
        f"{identifier}：没有待核实的报送，未作决定；对今后的报送预先决定请用 {in_advance} / "
        f"nothing waits under it, so nothing was decided; to decide for what may come: {in_advance}"
    )


def page(views: Views, kind: str | None, after: str | None, most: int) -> WorkListPage:
    """Return at most so many of the work list, those that follow an identifier."""
    work_list = quarantine(views, kind)
    rest = [each for each in work_list if after is None or each.identifier > after]
    listed = rest[:most]
    return WorkListPage(
        total=len(work_list),
        waiting=tuple(listed),
        following=listed[-1].identifier if len(rest) > len(listed) else None,
    )
