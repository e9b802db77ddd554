"""The documents that an alert brings, and the early warnings, through the stage."""

from datetime import date

import pytest
from msgspec.structs import replace

from schemas.messages import ServedDocument
from schemas.topics import EARLY_WARNINGS
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import Reached
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


@pytest.mark.parametrize(("act", "serving"), [(None, "noticed"), ("告1", None)])
def test_the_alert_is_the_notice_where_the_system_gives_it(act, serving):
    history = (Reached(status="noticed", since=DEADLINE, act=act),)
    body = measure_changed(MeasureKind.LOAN_LIMIT, "noticed", "peoples-bank", deadline=DEADLINE)
    enterprise, agency = Notices().of(replace(body, history=history))
    assert (enterprise.serves.act if enterprise.serves else None) == serving
    assert agency.serves is None
    proposed = replace(body, to_status="proposed")
    assert [(alert.recipient, alert.serves) for alert in Notices().of(proposed)] == [
        ("peoples-bank", None)
    ]


@pytest.mark.parametrize("warning", WARNINGS.values(), ids=list(WARNINGS))
def test_early_warnings_are_read_and_told_as_their_kind(warning):
    alerts = Notices().of(warning)
    assert EARLY_WARNINGS in build_stage().reads
    assert {alert.template for alert in alerts} <= {f"warning.{warning.warning}"}
