"""Who is heard on a verdict or a follow-up: their words hold, whoever reported it first."""

from collections.abc import Mapping

import msgspec

from schemas.records import Accident, AccidentFollowUp, Content, ResponsibilityDetermined
from schemas.topics import SAFETY_RECORDS
from services.chassis.outcome import Publication
from services.intake.domain.admission import Heard, KnownRecord, Records, Voice, arranged, everyone
from services.intake.domain.reference import Find, heard_on
from services.intake.translation.kept_findings import unpacked
from services.intake.translation.records import admitted, record_named

Same = Mapping[str, str]  # of records that count as another one, by their ids, that one


def finder(code: str, records: Records, same: Same) -> Find:
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
        voices = [voice for each in (root, *doubles) for voice in records[each].voices]
        return msgspec.structs.replace(records[root], voices=tuple(voices))

    return find


def heard_in(code: str, records: Records, same: Same, content: Content) -> Heard:
    """Return which voices are heard on a record with such a content."""
    if not isinstance(content, AccidentFollowUp | ResponsibilityDetermined):
        return everyone
    return _heard_in(code, records, same)


def _heard_in(code: str, records: Records, same: Same) -> Heard:
    find = finder(code, records, same)

    def heard(voice: Voice) -> bool:
        allowed = heard_on(unpacked(voice.said).content, find)
        return allowed is None or voice.department in allowed

    return heard


def reheard(
    code: str, records: Records, same: Same, content: Content
) -> tuple[dict[str, KnownRecord], tuple[Publication, ...]]:
    """Return the records after one with such a content was admitted, and which are told anew.

    Who began to report an accident is heard on it from then on, and who ceased no more: of what
    several departments say of it other words may hold than before.
    """
    changed = dict(records)
    if not isinstance(content, Accident):
        return changed, ()
    heard, told = _heard_in(code, records, same), list[Publication]()
    for record_id, known in records.items():
        voices = arranged(known.voices, heard) if len(known.voices) > 1 else known.voices
        if voices[0] is not known.holding:
            anew = msgspec.structs.replace(known, voices=voices, revision=known.revision + 1)
            changed[record_id] = anew
            body = admitted(record_id, anew, same_as=same.get(record_id))
            told.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return changed, tuple(told)
