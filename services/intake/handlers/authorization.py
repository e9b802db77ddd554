"""The departments that are authorized to report a follow-up or a responsibility of an accident.

Their versions of such a record go before all others, whoever reported it first.
"""

from collections.abc import Iterable

import msgspec

from schemas.records import Content
from schemas.topics import SAFETY_RECORDS
from services.chassis.processing.outcome import Publication
from services.intake.domain.doubles.compared_records import Doubles
from services.intake.domain.doubles.doubles import counted_with
from services.intake.domain.doubles.name import letters_of
from services.intake.domain.records.admission import Authorization, all_authorized, by_precedence
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.records.known_records import DepartmentVersion, KnownRecord
from services.intake.domain.records.reference import ADDITIONS, Find, authorized_departments
from services.intake.domain.state import IntakeState
from services.intake.translation.packed_findings import unpacked
from services.intake.translation.records import admitted, record_named


def record_finder(code: str, state: IntakeState) -> Find:
    """Return what finds an enterprise's records that stand.

    Of those that were decided to be one, the one that counts, with the sources of all of them.
    """
    records, doubles = state.records, state.doubles

    def find(kind: str, number: str) -> KnownRecord | None:
        known = records.get(record_named(code, kind, number))
        if known is None or known.withdrawn:
            return None
        group = counted_with(doubles, letters_of(kind, number))
        if len(group) == 1:
            return known
        members = [records[doubles.compared[each].record_id] for each in group]
        versions = [version for each in members for version in each.versions]
        return msgspec.structs.replace(members[0], versions=tuple(versions))

    return find


def authorization_for(code: str, state: IntakeState, content: Content) -> Authorization:
    """Return which versions of a record with such a content are authorized."""
    if not isinstance(content, ADDITIONS):
        return all_authorized
    return _authorization(code, state)


def _authorization(code: str, state: IntakeState) -> Authorization:
    find = record_finder(code, state)

    def authorized(version: DepartmentVersion) -> bool:
        allowed = authorized_departments(unpacked(version.packed_finding).content, find)
        return allowed is None or version.department in allowed

    return authorized


def reordered(
    code: str, state: IntakeState, accidents: Iterable[str]
) -> tuple[IntakeState, tuple[Publication, ...]]:
    """Return the state after accidents (by their letters) changed, and what to publish again.

    A department that reports an accident is authorized from then on; one that withdrew it is not
    any more. So another department's version of what adds to it may prevail than before.
    """
    records, doubles = state.records, state.doubles
    near = {each for one in accidents for each in (one, *doubles.decided_with(one))}
    numbers = {each for one in near for each in counted_with(doubles, one)}
    additions = {record_id for each in numbers for record_id in records.additions_to(each)}
    authorized, publications = _authorization(code, state), list[Publication]()
    for record_id in sorted(additions):
        known = records[record_id]
        versions = by_precedence(known.versions, authorized)
        if versions[0] is not known.prevailing:
            changed = msgspec.structs.replace(known, versions=versions, revision=known.revision + 1)
            records = records.with_row(record_id, changed)
            body = admitted(record_id, changed, same_as=_same_as(doubles, changed))
            publications.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return state.over(records), tuple(publications)


def _same_as(doubles: Doubles, known: KnownRecord) -> str | None:
    finding = unpacked(known.prevailing.packed_finding)
    return doubles.same_as(letters_of(kind_of(finding.content), finding.document_number))
