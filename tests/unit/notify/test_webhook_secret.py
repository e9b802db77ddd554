"""Secrets are derived, differ, and sign so that a receiver with either takes the message."""

import hmac
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from schemas.messages import Selection, SubscriptionStated
from services.chassis.clock import system_clock
from services.chassis.secret_files import SecretUnusableError
from services.notify.adapters.webhooks.secret import (
    WebhookKey,
    create_webhook_key,
    load_webhook_key,
    signature_headers,
)

KEY = WebhookKey(bytes(range(32)))
NOW = datetime(2026, 11, 10, 1, tzinfo=UTC)
BODY = '{"a": "安全"}'.encode()


def subscription(version: int = 1, until: datetime | None = None) -> SubscriptionStated:
    return SubscriptionStated(
        subscription="one",
        holder="bank",
        url="https://bank.example.com/",
        selection=Selection(kinds=("grade-changed",)),
        begins={},
        key_version=version,
        former_key_until=until,
        state="active",
        stated_at=NOW,
    )


def test_a_secret_is_derived_as_the_rfc_says():
    """By hand after RFC 5869. Were it derived otherwise, every subscriber would need a new one."""
    extracted = hmac.digest(bytes(32), bytes(range(32)), "sha256")
    expanded = hmac.digest(extracted, b"safety-credit webhook secret\x1fone\x1f1\x01", "sha256")
    assert KEY.secret("one", 1) == "whsec_" + b64encode(expanded).decode()
    assert len(expanded) == 32


def test_subscriptions_versions_and_keys_have_different_secrets():
    secrets = {
        KEY.secret("one", 1),
        KEY.secret("one", 2),
        KEY.secret("two", 1),
        KEY.secret("one1", 1),
        KEY.secret("one", 11),
        WebhookKey(bytes(32)).secret("one", 1),
    }
    assert len(secrets) == 6


def test_the_former_secret_signs_until_its_time_and_not_at_it():
    both = (KEY.secret("one", 2), KEY.secret("one", 1))
    rotated = subscription(2, NOW)
    assert KEY.secrets_of(rotated, NOW - timedelta(seconds=1)) == both
    assert KEY.secrets_of(rotated, NOW) == both[:1]
    assert KEY.secrets_of(subscription(2), NOW) == both[:1]
    assert KEY.secrets_of(subscription(), NOW) == both[1:]


def test_a_receiver_with_either_secret_verifies_and_one_with_another_does_not():
    secrets = (KEY.secret("one", 2), KEY.secret("one", 1))
    headers = signature_headers("id-1", system_clock(), BODY, secrets)
    assert headers["webhook-id"] == "id-1"
    assert headers["webhook-signature"].count(" ") == 1
    for secret in secrets:
        assert Webhook(secret).verify(BODY, headers) == {"a": "安全"}
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY.secret("one", 3)).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secrets[0]).verify(BODY + b" ", headers)


def test_an_instant_of_another_zone_is_the_same_instant():
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    secrets = (KEY.secret("one", 1),)
    assert signature_headers("i", shanghai, BODY, secrets) == signature_headers(
        "i", NOW, BODY, secrets
    )
    assert signature_headers("i", NOW, BODY, secrets)["webhook-timestamp"] == "1794272400"


def test_a_key_is_kept_for_its_owner_and_never_overwritten(tmp_path):
    file = tmp_path / "webhook-key"
    made = create_webhook_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(b64decode(file.read_bytes())) == 32
    assert load_webhook_key(file).secret("one", 1) == made.secret("one", 1)
    with pytest.raises(FileExistsError):
        create_webhook_key(file)
    file.chmod(0o640)
    with pytest.raises(SecretUnusableError, match="others may read it"):
        load_webhook_key(file)


@pytest.mark.parametrize(
    "content",
    [b"", b"no base64!", b64encode(bytes(31)), b"-----BEGIN PRIVATE KEY-----"],
)
def test_a_file_without_a_key_is_named_and_its_content_is_not(tmp_path, content):
    file = tmp_path / "webhook-key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(SecretUnusableError, match="webhook-key: no secret of webhooks") as found:
        load_webhook_key(file)
    assert not content or content.decode() not in str(found.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SecretUnusableError, match="nowhere: no secret of webhooks"):
        load_webhook_key(tmp_path / "nowhere")


def test_a_key_does_not_show_itself():
    assert str(bytes(range(32))) not in repr(KEY)
    assert "_key" not in repr(KEY)
