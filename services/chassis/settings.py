"""Settings that all services share, from the environment; built only in main() or create_app()."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRETS = Path("/run/secrets")


def _separated(value: object) -> object:
    return tuple(filter(None, value.split(","))) if isinstance(value, str) else value


Files = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_separated)]
"""Files, in the environment comma-separated."""


class ServiceSettings(BaseSettings):
    """Environment variables of every worker and API; each service adds its own."""

    # What is secret may also stand in a file of its name, as containers get it: `kafka_password`.
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", secrets_dir=SECRETS if SECRETS.is_dir() else None
    )

    kafka_bootstrap_servers: str = Field(
        default="127.0.0.1:9092", description="Brokers to start from, host:port, comma-separated."
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT",
        description="Whether connections to the brokers are encrypted (SSL), and whether clients"
        " prove who they are (SASL, by SCRAM-SHA-512).",
    )
    kafka_username: str = Field(
        default="", description="Who this process is to the brokers, where they ask (SASL)."
    )
    kafka_password: SecretStr = Field(
        default=SecretStr(""), description="The password of KAFKA_USERNAME."
    )
    kafka_ca_file: Path | None = Field(
        default=None,
        description="Certificates that vouch for the brokers (PEM); default: the system's.",
    )
    redis_url: str = Field(
        default="redis://127.0.0.1:6379/0", description="Where the service's views are kept."
    )
    views_key: Path | None = Field(
        default=None,
        description="File with the secret by which a service's views prove themselves: its worker's"
        " and its API's alone.",
    )
    views_behind_seconds: float = Field(
        default=3600.0,
        gt=0,
        description="How old views may be, while the log goes on, for an API to answer from them.",
    )
    state_folder: Path | None = Field(
        default=None,
        description="Where a worker keeps its states on disk, each worker in a folder of its own "
        "(none: in memory).",
    )
    topic_partitions: int = Field(
        default=8, ge=1, le=1000, description="Partitions of every topic; the same for all."
    )
    kafka_replication_factor: int = Field(
        default=1, ge=1, le=9, description="Brokers that hold each partition."
    )
    kafka_session_timeout_seconds: float = Field(
        default=10.0,
        ge=6.0,
        le=300.0,
        description="Silence after which a worker counts as dead and its partitions move.",
    )
    kafka_rebalance_timeout_seconds: float = Field(
        default=20.0,
        ge=1.0,
        le=600.0,
        description="Longest time a worker may take to finish its batch when partitions move.",
    )
    kafka_batch_messages: int = Field(
        default=2000, ge=1, le=100_000, description="Most messages that a worker takes at once."
    )
    http_host: str = Field(default="127.0.0.1", description="Address that the API listens on.")
    http_port: int = Field(default=0, ge=0, le=65535, description="Port of the API (0: any free).")
    http_trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, comma-separated, of proxies whose X-Forwarded-For and"
        " X-Forwarded-Proto are believed; default: none.",
    )
    http_requests_at_once: int = Field(
        default=500, ge=1, le=10_000, description="Most requests that an API answers at once."
    )
    http_failed_sign_ins_a_minute: int = Field(
        default=20, ge=1, description="Failed sign-ins of an address, or under a credential's id."
    )
    http_requests_a_minute_by_credential: int = Field(
        default=60_000, ge=1, description="Most requests with one credential, by process."
    )
    http_requests_a_minute_by_address: int = Field(
        default=120_000, ge=1, description="Most requests of one address, by process."
    )
    access_journal: Path | None = Field(
        default=None,
        description="Folder in which an API keeps who read what until the log has it; default: one"
        " that goes with the process.",
    )
    access_journal_mebibytes: int = Field(
        default=1024,
        ge=1,
        description="Most that waits there; beyond it no answer names an enterprise.",
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port of a worker's health and metrics (0: any)."
    )
    log_level: str = Field(default="INFO", description="Least level that is logged.")
    credentials_file: Path | None = Field(
        default=None, description="Hashed credentials of departments and readers (JSON)."
    )
    rulebooks: Path | None = Field(
        default=None, description="Folder with one folder of editions a service; default: shipped."
    )
    clock: Literal["system", "manual"] = Field(
        default="system",
        description="Who announces the days: intake's worker (system), or somebody else (manual)."
        " Under the system's clock a report is known when the brokers took it.",
    )
    city_day: date | None = Field(
        default=None, description="Stand the clock on this day (stories, tests); default: today."
    )

    @property
    def proves_itself(self) -> bool:
        """Say whether this process proves to the brokers, by name and password, who it is."""
        return self.kafka_security_protocol.startswith("SASL_")

    @model_validator(mode="after")
    def _require_identity(self) -> Self:
        if self.proves_itself and not (
            self.kafka_username and self.kafka_password.get_secret_value()
        ):
            raise ValueError(
                f"{self.kafka_security_protocol} needs KAFKA_USERNAME and KAFKA_PASSWORD"
            )
        return self
