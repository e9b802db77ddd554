"""The message that a report becomes, and the key it goes to: a statement, an identifier, a code.

Called when the report comes, and again each time that a person has decided a statement of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.messages import Origin, ReportUndecided
from schemas.topics import ADMISSIONS, IDENTIFICATIONS
from services.chassis.clock import start_of
from services.chassis.processing.outcome import Publication
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.quality.completeness import FormFields
from services.intake.domain.records.normalization import normalize
from services.intake.domain.records.personal import mask_all
from services.intake.domain.statements.undecided import UndecidedError
from services.intake.translation.records import to_message


def next_hop(  # noqa: PLR0913, PLR0917 - a report, and what is known about it
    rulebook: Rulebook,
    forms: FormFields,
    origin: Origin,
    fields: dict[str, Any],
    reported_on: date,
    decided: Mapping[str, str],
) -> Publication:
    """Return the finding of a report, or that a person has to read a statement first.

    `decided` has what persons read its statements to say. Raises Refusal.
    """
    try:
        finding = normalize(
            rulebook, origin.layout, origin.department, fields, reported_on, decided
        )
    except UndecidedError as error:
        undecided = error.undecided
        personal = rulebook.layouts[origin.layout].personal
        stored_fields = {name: value for name, value in fields.items() if name not in personal}
        body = ReportUndecided(
            origin=origin,
            statement=undecided.identifier,
            field=undecided.field,
            sentence=undecided.sentence,
            choices=undecided.choices,
            fields=mask_all(stored_fields, rulebook.roles_of(origin.layout)),
            reported_on=reported_on,
            decided=dict(decided),
        )
        return Publication(topic=IDENTIFICATIONS, subject=undecided.identifier, body=body)
    filling = forms.filling(origin.layout, fields, finding)
    return Publication(
        topic=IDENTIFICATIONS if finding.code is None else ADMISSIONS,
        subject=finding.code or finding.identifier,
        body=to_message(finding, origin, reported_on, filling),
        occurred_at=start_of(finding.occurred_on),
    )
