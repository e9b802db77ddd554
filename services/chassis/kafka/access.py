"""Principals on the broker: a password each, and what the access rules let them do."""

import secrets

import msgspec
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from services.chassis.settings import ServiceSettings

from .access_rules import AccessRule, rules_of
from .admin import admin_of

PASSWORD_BYTES = 32
ITERATIONS = 8192
_ANY_HOST = "*"


class AccessRefusedError(RuntimeError):
    """The broker did not do it. The text says to whom and why."""


class KnownPrincipal(msgspec.Struct, frozen=True, order=True):
    """A principal that has a password on the broker (kept there salted and hashed)."""

    name: str
    mechanism: str


def admit(settings: ServiceSettings, principal: str, password: str | None = None) -> str:
    """Give a principal its rules and a password (None: a new one), which is returned this once.

    Raises UnknownPrincipalError or AccessRefusedError.
    """
    rules = rules_of(principal)
    password = password or secrets.token_urlsafe(PASSWORD_BYTES)
    with admin_of(settings) as admin:
        answer = admin.create_acls([_acl(rule) for rule in rules])
        if answer["failed"]:
            raise AccessRefusedError(f"{principal}: {answer['failed'][0].__name__}")
        credential = UserScramCredentialUpsertion(
            principal, ScramMechanism.SCRAM_SHA_512, password, iterations=ITERATIONS
        )
        _require(admin.alter_user_scram_credentials([credential]), principal)
    return password


def dismiss(settings: ServiceSettings, principal: str) -> None:
    """Take a principal's password and rules away. Raises AccessRefusedError."""
    with admin_of(settings) as admin:
        deletion = UserScramCredentialDeletion(principal, ScramMechanism.SCRAM_SHA_512)
        _require(admin.alter_user_scram_credentials([deletion]), principal)
        admin.delete_acls(
            [
                ACLFilter(
                    f"User:{principal}",
                    _ANY_HOST,
                    ACLOperation.ANY,
                    ACLPermissionType.ANY,
                    ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
                )
            ]
        )


def admitted(settings: ServiceSettings) -> list[KnownPrincipal]:
    """Return the principals that have a password."""
    with admin_of(settings) as admin:
        principals = admin.describe_user_scram_credentials()
    return sorted(
        KnownPrincipal(
            name, ", ".join(each["mechanism"].name for each in known["credential_infos"])
        )
        for name, known in principals.items()
    )


def _acl(rule: AccessRule) -> ACL:
    return ACL(
        f"User:{rule.principal}",
        _ANY_HOST,
        ACLOperation[rule.operation.upper()],
        ACLPermissionType.ALLOW,
        ResourcePattern(
            ResourceType[rule.resource.upper()],
            rule.name,
            ACLResourcePatternType[rule.pattern.upper()],
        ),
    )


def _require(answer: dict[str, object], principal: str) -> None:
    if error := answer.get(principal):
        raise AccessRefusedError(f"{principal}: {error}")
