"""What is secret comes in a file of its name, as a container gets it."""

from pathlib import Path

import pytest

from services.chassis.settings import SECRETS, ServiceSettings


def test_secrets_are_read_from_files_and_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kafka_password").write_text("a-secret\n")
    (tmp_path / "redis_url").write_text("rediss://scoring-api:another@redis:6379/0")
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
    monkeypatch.setenv("KAFKA_USERNAME", "scoring")
    settings = ServiceSettings(_secrets_dir=tmp_path)  # type: ignore[call-arg]  # of pydantic-settings
    assert settings.kafka_password.get_secret_value() == "a-secret"
    assert settings.redis_url.startswith("rediss://scoring-api")
    assert "a-secret" not in repr(settings)
    assert str(SECRETS) == "/run/secrets"
