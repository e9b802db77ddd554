"""The departments that are authorized to report a follow-up or a responsibility of an accident.

Their versions of such a record go before all others, whoever reported it first.
"""

from collections.abc import Mapping

import msgspec

from schemas.records import Accident, AccidentFollowUp, Content, ResponsibilityDetermined
from schemas.topics import SAFETY_RECORDS
from services.chassis.processing.outcome import Publication
from services.intake.domain.records.admission import Authorization, all_authorized, by_precedence
from services.intake.domain.records.known_records import DepartmentVersion, KnownRecord, Records
from services.intake.domain.records.reference import Find, authorized_departments
from services.intake.translation.packed_findings import unpacked
from services.intake.translation.records import admitted, record_named

Same = Mapping[str, str]  # of records that count as another one, by their ids, that one


def record_finder(code: str, records: Records, same: Same) -> Find:
    """Return what finds an enterprise's records that stand.

    Of those that were decided to be one, the one that counts, with the sources of all of them.
    """

    def find(kind: str, number: str) -> KnownRecord | None:
        record_id = record_named(code, kind, number)
        known = records.get(record_id)
        if known is None or known.withdrawn:
            return None
        if not same:
            return known
        root = same.get(record_id, record_id)
        doubles = [each for each, counted_as in same.items() if counted_as == root]
        versions = [version for each in (root, *doubles) for version in records[each].versions]
        return msgspec.structs.replace(records[root], versions=tuple(versions))

    return find


def authorization_for(code: str, records: Records, same: Same, content: Content) -> Authorization:
    """Return which versions of a record with such a content are authorized."""
    if not isinstance(content, AccidentFollowUp | ResponsibilityDetermined):
        return all_authorized
    return _authorization_for(code, records, same)


def _authorization_for(code: str, records: Records, same: Same) -> Authorization:
    find = record_finder(code, records, same)

    def authorized(version: DepartmentVersion) -> bool:
        allowed = authorized_departments(unpacked(version.packed_finding).content, find)
        return allowed is None or version.department in allowed

    return authorized


def reordered(
    code: str, records: Records, same: Same, content: Content
) -> tuple[Records, tuple[Publication, ...]]:
    """Return the records after one with such a content was admitted, and those to publish again.

    A department that reports an accident is authorized from then on; one that withdrew it is not
    any more. So another department's version of a follow-up may prevail than before.
    """
    changed = records
    if not isinstance(content, Accident):
        return changed, ()
    authorized, publications = _authorization_for(code, records, same), list[Publication]()
    for record_id, known in records.items():
        versions = (
            by_precedence(known.versions, authorized) if len(known.versions) > 1 else known.versions
        )
        if versions[0] is not known.prevailing:
            reordered_record = msgspec.structs.replace(
                known, versions=versions, revision=known.revision + 1
            )
            changed = changed.with_row(record_id, reordered_record)
            body = admitted(record_id, reordered_record, same_as=same.get(record_id))
            publications.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return changed, tuple(publications)
