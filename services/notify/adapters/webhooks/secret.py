"""The secrets that sign webhooks: derived from one key, stored nowhere.

Who holds the log holds no secret; who loses the key makes a new one, and every subscriber gets a
new secret. A secret is HKDF-SHA256 (RFC 5869) of the key for a subscription and the version of its
secret; the signatures are those of Standard Webhooks.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from standardwebhooks import Webhook

from schemas.messages import SubscriptionStated
from services.chassis.secret_files import SECRET_BYTES, create_secret, load_secret

PREFIX = "whsec_"
_USE = "safety-credit webhook secret"


class WebhookKey:
    """The key from which the secrets of all subscriptions follow. It is never printed."""

    def __init__(self, key: bytes) -> None:
        if len(key) < SECRET_BYTES:
            raise ValueError(f"a key of webhooks has {SECRET_BYTES} bytes at least")
        self._key = key

    def secret(self, subscription: str, version: int) -> str:
        """Return the secret of a subscription (`whsec_` and 32 bytes in base64)."""
        purpose = "\x1f".join((_USE, subscription, str(version))).encode()
        derived = HKDF(SHA256(), SECRET_BYTES, salt=None, info=purpose).derive(self._key)
        return PREFIX + base64.b64encode(derived).decode()

    def secrets_of(self, subscription: SubscriptionStated, now: datetime) -> tuple[str, ...]:
        """Return the secrets that sign at an instant: the present one, and the former if it may."""
        version, until = subscription.key_version, subscription.former_key_until
        versions = [version]
        if until is not None and now < until:
            versions.append(version - 1)
        return tuple(self.secret(subscription.subscription, each) for each in versions)


def signature_headers(
    identity: str, now: datetime, body: bytes, secrets_now: Sequence[str]
) -> dict[str, str]:
    """Return the headers that prove a message: its id, the instant, a signature of each secret.

    A receiver takes it if one of the signatures is right (Standard Webhooks, several signatures
    separated by blanks), so its holder may put in the new secret at any time while both sign.
    """
    instant, text = now.astimezone(UTC), body.decode()
    signatures = (Webhook(secret).sign(identity, instant, text) for secret in secrets_now)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def create_webhook_key(file: Path) -> WebhookKey:
    """Make a key and write it to a new file, in base64, for its owner alone.

    Raises FileExistsError: a key is never overwritten.
    """
    return WebhookKey(create_secret(file))


def load_webhook_key(file: Path) -> WebhookKey:
    """Return the key in a file. Raises SecretUnusableError, which names the file."""
    return WebhookKey(load_secret(file, "webhooks"))
