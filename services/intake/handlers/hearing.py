"""Who is heard on a verdict or a follow-up: their words hold, whoever reported it first."""

import msgspec

from schemas.records import Accident, AccidentFollowUp, Content, ResponsibilityDetermined
from schemas.topics import SAFETY_RECORDS
from services.chassis.outcome import Publication
from services.intake.domain.admission import Heard, KnownRecord, Records, Voice, arranged, everyone
from services.intake.domain.reference import Find, heard_on
from services.intake.translation.kept_findings import unpacked
from services.intake.translation.records import admitted, record_named


def finder(code: str, records: Records) -> Find:
    """Return what finds an enterprise's records that stand."""

    def find(kind: str, number: str) -> KnownRecord | None:
        known = records.get(record_named(code, kind, number))
        return None if known is None or known.withdrawn else known

    return find


def heard_in(code: str, records: Records, content: Content) -> Heard:
    """Return which voices are heard on a record with such a content."""
    if not isinstance(content, AccidentFollowUp | ResponsibilityDetermined):
        return everyone
    return _heard_in(code, records)


def _heard_in(code: str, records: Records) -> Heard:
    find = finder(code, records)

    def heard(voice: Voice) -> bool:
        allowed = heard_on(unpacked(voice.said).content, find)
        return allowed is None or voice.department in allowed

    return heard


def reheard(
    code: str, records: Records, content: Content
) -> tuple[dict[str, KnownRecord], tuple[Publication, ...]]:
    """Return the records after one with such a content was admitted, and which are told anew.

    Who began to report an accident is heard on it from then on, and who ceased no more: of what
    several departments say of it other words may hold than before.
    """
    changed = dict(records)
    if not isinstance(content, Accident):
        return changed, ()
    heard, told = _heard_in(code, records), list[Publication]()
    for record_id, known in records.items():
        voices = arranged(known.voices, heard) if len(known.voices) > 1 else known.voices
        if voices[0] is not known.holding:
            anew = msgspec.structs.replace(known, voices=voices, revision=known.revision + 1)
            changed[record_id] = anew
            body = admitted(record_id, anew)
            told.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return changed, tuple(told)
