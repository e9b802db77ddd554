"""Who is delivered to: a subscription rests where no credential of its holder holds."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from schemas.codec import encode
from schemas.messages import Fact, Selection, SubscriptionStated
from schemas.topics import CONTACTS, SUBSCRIPTIONS
from services.chassis.http.credentials import (
    CredentialError,
    CredentialFile,
    issue_department,
    issue_reader,
)
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.views.store import MemoryViews
from services.notify.adapters.delivery.receivers import Receivers
from services.notify.adapters.webhooks.secret import create_webhook_key
from services.notify.dispatcher import receivers_of
from services.notify.settings import NotifySettings
from tests.support.deliveries import START, SetClock
from tests.support.webhooks import subscription

OWN = Selection(kinds=("measure-changed",), agencies=("tax",))
HOLDERS = {"loans": "bank", "rates": "bank", "rebates": "tax", "premiums": "insurer"}


def stated(body: SubscriptionStated) -> Received:
    fact = Fact(
        id=body.subscription,
        source="/safety-credit/notify",
        subject=body.subscription,
        known_at=START,
        occurred_at=START,
        correlation_id=body.subscription,
        body=body,
    )
    return Received(SUBSCRIPTIONS.name, 0, 0, body.subscription.encode(), encode(fact), 0)


def receivers(folder: Path, clock: SetClock, file: Path | None) -> Receivers:
    registry = LatestFacts((SUBSCRIPTIONS, CONTACTS))
    for name, holder in HOLDERS.items():
        selection = OWN if holder == "tax" else Selection(kinds=("grade-changed",))
        url = "https://bank.example/"
        registry.take(stated(subscription(name, url, holder=holder, selection=selection)))
    key = folder / "webhook-key"
    create_webhook_key(key)
    settings = NotifySettings(webhook_key=key, credentials_file=file)
    return receivers_of(settings, MemoryViews(), clock, registry)


def test_it_rests_with_the_last_credential_of_its_holder_and_goes_on_with_a_new_one(
    tmp_path, clock
):
    known = CredentialFile(tmp_path / "credentials.json")
    first, _ = issue_reader("bank", ("subscriptions:write",), START)
    second, _ = issue_reader("bank", ("changes:read", "subscriptions:write"), START)
    for credential in (first, second, issue_department("tax", START)[0]):
        known.add(credential)
    wanted = receivers(tmp_path, clock, tmp_path / "credentials.json")
    # The insurer never had one here.
    assert wanted().keys() == {"loans", "rates", "rebates"}
    before = wanted()["rebates"]
    known.revoke(first.id, START)
    assert wanted().keys() == {"loans", "rates", "rebates"}
    known.revoke(second.id, START)
    assert wanted().keys() == {"rebates"}
    assert wanted()["rebates"] is before
    known.add(issue_reader("bank", ("subscriptions:write",), START)[0])
    assert wanted().keys() == {"loans", "rates", "rebates"}


def test_another_credential_of_its_holder_without_the_right_does_not_keep_it_going(tmp_path, clock):
    known = CredentialFile(tmp_path / "credentials.json")
    right, _ = issue_reader("bank", ("subscriptions:write",), START)
    known.add(right)
    known.add(issue_reader("bank", ("standings:read", "alerts:read"), START)[0])
    wanted = receivers(tmp_path, clock, tmp_path / "credentials.json")
    assert wanted().keys() == {"loans", "rates"}
    known.revoke(right.id, START)
    with capture_logs() as lines:
        assert wanted().keys() == set()
    said = {line["receiver"]: line["why"] for line in lines}
    assert said.keys() >= {"loans", "rates"}
    assert said["loans"] == "the credential lacks the scope subscriptions:write"


def test_it_rests_from_the_instant_at_which_the_credential_expires(tmp_path, clock):
    end = START + timedelta(seconds=60)
    known = CredentialFile(tmp_path / "credentials.json")
    known.add(issue_reader("bank", ("subscriptions:write",), START, end)[0])
    wanted = receivers(tmp_path, clock, tmp_path / "credentials.json")
    clock.go(59)
    assert wanted().keys() == {"loans", "rates"}
    clock.go(1)
    assert wanted().keys() == set()


def test_where_no_file_is_set_nobody_is_asked(tmp_path, clock):
    assert receivers(tmp_path, clock, None)().keys() == HOLDERS.keys()


def test_a_file_that_can_not_be_read_changes_nothing_but_none_begins_with_it(tmp_path, clock):
    file = tmp_path / "credentials.json"
    CredentialFile(file).add(issue_reader("bank", ("subscriptions:write",), START)[0])
    wanted = receivers(tmp_path, clock, file)
    assert wanted().keys() == {"loans", "rates"}
    file.write_text("half a fi")
    assert wanted().keys() == {"loans", "rates"}
    (tmp_path / "other").mkdir()
    with pytest.raises(CredentialError, match="no file of credentials"):
        receivers(tmp_path / "other", clock, file)
