"""The public entry of an enterprise: who it is, its grade with its public reasons, its records."""

from collections.abc import Iterable, Mapping
from datetime import date

from schemas.vocabulary.disclosed_entry import (
    CommitmentStatus,
    DisclosedCounts,
    DisclosedEntry,
    DisclosedIdentity,
    DisclosedMeasure,
    GradeSince,
)
from schemas.vocabulary.disclosed_record import (
    DisclosedAccident,
    DisclosedCommitment,
    DisclosedDanger,
    DisclosedListing,
    DisclosedPenalty,
    DisclosedRecord,
    DisclosedReply,
)
from services.disclosure.domain.rules.edition import DisclosureRules

from .public_standing import PublicStanding

MOST_RECORDS = 50  # that an entry has, the latest
MOST_MEASURES = 50


def public_entry(
    standing: PublicStanding,
    grades: tuple[GradeSince, ...],
    records: Mapping[str, DisclosedRecord],
    measures: Iterable[DisclosedMeasure],
    rules: DisclosureRules,
) -> DisclosedEntry:
    """Return what is public of an enterprise; of a code that was succeeded, only that."""
    identity = standing.identity
    if identity.succeeded_by is not None:
        return _succeeded(identity, rules)
    shows_grade, shows_level = rules.grade.value, rules.level.value
    reasons = tuple(
        each.reason
        for each in standing.lines
        if each.record_ids and all(record_id in records for record_id in each.record_ids)
    )
    base = (standing.base,) if shows_level else ()
    latest = sorted(records.values(), key=_latest_first, reverse=True)[:MOST_RECORDS]
    published = [each for each in measures if each.measure in rules.measures.value]
    return DisclosedEntry(
        identity=identity,
        edition=rules.edition,
        grade=standing.grade if shows_grade else None,
        level=standing.level if shows_level else None,
        rating_edition=standing.rating_edition,
        counts=counts_of(records.values()),
        commitment=commitment_status(records.values()),
        reasons=(*base, *reasons) if shows_grade else base,
        further_reasons=shows_grade and standing.worse_lines > len(reasons),
        records=tuple(latest),
        measures=tuple(sorted(published, key=_latest_measure)[-MOST_MEASURES:]),
        grades=grades if shows_grade else (),
        thin=standing.thin,
    )


def _succeeded(identity: DisclosedIdentity, rules: DisclosureRules) -> DisclosedEntry:
    return DisclosedEntry(
        identity=identity,
        edition=rules.edition,
        grade=None,
        level=None,
        rating_edition=None,
        counts=DisclosedCounts(),
        commitment="none",
    )


def counts_of(records: Iterable[DisclosedRecord]) -> DisclosedCounts:
    """Return how many records of each kind there are."""
    kinds = [type(each.content) for each in records]
    return DisclosedCounts(
        penalties=kinds.count(DisclosedPenalty),
        accidents=kinds.count(DisclosedAccident),
        hidden_dangers=kinds.count(DisclosedDanger),
        listings=kinds.count(DisclosedListing),
        commitments=kinds.count(DisclosedCommitment),
        replies=kinds.count(DisclosedReply),
    )


def commitment_status(records: Iterable[DisclosedRecord]) -> CommitmentStatus:
    """Return what became of an enterprise's promise: broken, published, made, or none."""
    promises = [
        content for each in records if isinstance(content := each.content, DisclosedCommitment)
    ]
    if any(each.broken_on is not None for each in promises):
        return "broken"
    latest = max(promises, key=lambda each: each.made_on, default=None)
    if latest is None:
        return "none"
    return "published" if latest.published else "made"


def _latest_first(record: DisclosedRecord) -> tuple[date, str]:
    return record.first_day, record.record_id


def _latest_measure(measure: DisclosedMeasure) -> tuple[date, str]:
    return measure.since, measure.order
