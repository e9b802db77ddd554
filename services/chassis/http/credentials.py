"""Credentials of departments and readers: random tokens, of which only hashes are kept.

A token is `safety-credit.<id>.<secret>`. The secret is 256 random bits, so nobody can try them all
and a slow password hash (scrypt, Argon2) would add nothing but its cost to every request; one
salted SHA-256 is enough, and it is compared in constant time.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from schemas.messages import HolderKind
from schemas.vocabulary.department import departments
from schemas.vocabulary.enterprise_code import is_written
from schemas.vocabulary.written_code import NotACodeError, written_code
from services.chassis.durable_files import held_alone, written_bytes

SCOPES = (
    "standings:read",
    "measures:read",
    "orders:read",
    "receipts:read",
    "alerts:read",
    "alerts:acknowledge",
    "quarantine:read",
    "quarantine:decide",
    "quality:read",
    "subscriptions:write",
    "contacts:read",
    "contacts:write",
    "changes:read",
    "accesses:read",
)
PREFIX = "safety-credit"
_SECRET_BYTES = 32
_IDENTITY_BYTES = 6
_PARTS = 3


class CredentialError(ValueError):
    """A credential that can't be made, or a file of credentials that can't be read."""


class Credential(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may do what, until when, and a reader: what for.

    `holder` is a department's code, a reader's name, or the unified code of an enterprise.
    """

    id: str
    kind: HolderKind
    holder: str
    scopes: tuple[str, ...] = ()
    purpose: str | None = None
    salt: str
    digest: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Say whether the credential is not revoked, nor expired at an instant.

        What was revoked stays so, whatever the clock says: another host's may be ahead.
        """
        return self.revoked_at is None and (self.expires_at is None or instant < self.expires_at)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    credentials: tuple[Credential, ...] = ()


def issue_department(
    department: str, now: datetime, expires_at: datetime | None = None
) -> tuple[Credential, str]:
    """Return a credential by which a department reports as itself, and its token."""
    if department not in {known.code for known in departments()}:
        raise CredentialError(f"no department {department!r} in schemas/vocabulary/departments")
    return _issue("department", department, (), now, expires_at)


def issue_enterprise(
    code: str, now: datetime, expires_at: datetime | None = None
) -> tuple[Credential, str]:
    """Return a credential by which an enterprise reads what concerns itself, and its token."""
    try:
        return _issue("enterprise", written_code(code), (), now, expires_at)
    except NotACodeError as error:
        raise CredentialError(str(error)) from error


def issue_reader(
    name: str,
    scopes: Iterable[str],
    now: datetime,
    expires_at: datetime | None = None,
    purpose: str | None = None,
) -> tuple[Credential, str]:
    """Return a credential by which a reader reads what its scopes allow, and its token.

    `purpose` is what it reads for, where its requests do not say it.
    """
    requested = tuple(sorted(set(scopes)))
    if unknown := [scope for scope in requested if scope not in SCOPES]:
        raise CredentialError(f"no such scope: {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    if not requested or not name:
        raise CredentialError("a reader needs a name and at least one scope")
    if name in {known.code for known in departments()}:
        # What a holder made is its own by its name: no reader may pass for a department.
        raise CredentialError(f"{name!r} is a department's code: give the reader another name")
    if is_written(name):
        raise CredentialError(f"{name!r} is an enterprise's code: give the reader another name")
    credential, token = _issue("reader", name, requested, now, expires_at)
    return msgspec.structs.replace(credential, purpose=purpose), token


def _issue(
    kind: HolderKind,
    holder: str,
    scopes: tuple[str, ...],
    now: datetime,
    expires_at: datetime | None,
) -> tuple[Credential, str]:
    if expires_at is not None and expires_at <= now:
        raise CredentialError(f"expires at {expires_at.isoformat()}, which is past")
    identity = secrets.token_hex(_IDENTITY_BYTES)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    salt = secrets.token_hex(_SECRET_BYTES // 2)
    credential = Credential(
        id=identity,
        kind=kind,
        holder=holder,
        scopes=scopes,
        salt=salt,
        digest=_digest(salt, secret),
        created_at=now,
        expires_at=expires_at,
    )
    return credential, f"{PREFIX}.{identity}.{secret}"


class CredentialFile:
    """Credentials in a JSON file; a change of the file holds from the next question on.

    Changes take turns, those of other processes too: each is made to what the one before left, and
    is on the disk when it is answered. Who only asks waits for nobody, and sees a whole file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: tuple[int, int, int] | None = None
        self._by_id: dict[str, Credential] = {}

    def all(self) -> tuple[Credential, ...]:
        """Return all credentials, the revoked too. A file that does not exist holds none."""
        self._refresh()
        return tuple(self._by_id.values())

    def find(self, token: str, now: datetime) -> Credential | None:
        """Return the credential that the token proves at an instant, or None."""
        self._refresh()
        parts = token.split(".")
        if len(parts) != _PARTS or parts[0] != PREFIX:
            return None
        credential = self._by_id.get(parts[1])
        # An unknown id costs the same hash and comparison as a known one.
        salt, digest = (credential.salt, credential.digest) if credential else ("", "")
        fits = hmac.compare_digest(_digest(salt, parts[2]).encode(), digest.encode())
        return credential if fits and credential and credential.holds_at(now) else None

    def add(self, credential: Credential) -> None:
        """Keep one more credential."""
        with self._changed() as known:
            known[credential.id] = credential

    def revoke(self, identity: str, now: datetime) -> Credential:
        """End a credential now. Raises CredentialError where there is none of this id."""
        with self._changed() as known:
            before = known.get(identity)
            if before is None:
                raise CredentialError(f"no credential {identity!r} in {self._path}")
            revoked_at = before.revoked_at or now
            known[identity] = msgspec.structs.replace(before, revoked_at=revoked_at)
            return known[identity]

    @contextmanager
    def _changed(self) -> Iterator[dict[str, Credential]]:
        """Yield the credentials of now, to be changed; they are kept at the end of the block."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with held_alone(self._path):
            known = self._read()
            yield known
            content = msgspec.json.encode(_File(tuple(known.values())))
            with written_bytes(self._path, mode=0o600) as file:
                file.write(msgspec.json.format(content, indent=2) + b"\n")

    def _refresh(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._read_at, self._by_id = None, {}
            return
        mark = (status.st_mtime_ns, status.st_size, status.st_ino)
        if mark != self._read_at:
            self._by_id = self._read()
            self._read_at = mark

    def _read(self) -> dict[str, Credential]:
        try:
            content = msgspec.json.decode(self._path.read_bytes(), type=_File)
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError as error:
            raise CredentialError(f"{self._path} is no file of credentials: {error}") from error
        return {credential.id: credential for credential in content.credentials}


def _digest(salt: str, secret: str) -> str:
    return hashlib.sha256(f"{salt}:{secret}".encode()).hexdigest()
