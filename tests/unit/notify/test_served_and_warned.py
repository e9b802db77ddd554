"""The documents that an alert brings, and the early warnings, through the stage."""

from datetime import date

import pytest

from schemas.messages import ServedDocument
from schemas.topics import EARLY_WARNINGS
from schemas.vocabulary.measure_kind import MeasureKind
from services.notify.stage import build_stage
from tests.support.notices import Notices, measure_changed
from tests.support.raised_warnings import WARNINGS

DEADLINE = date(2026, 11, 24)


def test_a_decision_is_served_to_the_enterprise_alone():
    body = measure_changed(MeasureKind.LOAN_LIMIT, "decided", "peoples-bank", deadline=DEADLINE)
    enterprise, agency = Notices().of(body)
    assert enterprise.serves == ServedDocument(
        order=body.order, measure=MeasureKind.LOAN_LIMIT, agency="peoples-bank", act="served"
    )
    assert agency.serves is None
    noticed = measure_changed(MeasureKind.LOAN_LIMIT, "noticed", "peoples-bank", deadline=DEADLINE)
    assert [alert.serves for alert in Notices().of(noticed)] == [None, None]


@pytest.mark.parametrize("warning", WARNINGS, ids=lambda each: each.warning)
def test_early_warnings_are_read_and_told_as_their_kind(warning):
    alerts = Notices().of(warning)
    assert EARLY_WARNINGS in build_stage().reads
    assert {alert.template for alert in alerts} <= {f"warning.{warning.warning}"}
