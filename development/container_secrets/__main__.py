"""`make secrets`: make the secrets of docker-compose.yml that are not there yet.

What is there stays: to renew one, delete its file, run this again, and start the containers anew.
Redis' users and addresses follow from its passwords, so they are written each time.
"""

import argparse
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from schemas.topics import OPERATOR, SERVICES
from services.chassis.clock import system_clock

from .certificates import server_certificate
from .redis_users import access_list, rules

DEFAULT = Path("secrets")
PASSWORD_BYTES = 32
# The containers mount them one by one, under another user than the one who made them: each may be
# read by all, in a folder that its owner alone may enter.
FOLDER_MODE, FILE_MODE = 0o700, 0o444
REDIS, REDIS_PORT = "redis", 6379
REDIS_CERTIFICATE = ("redis-authority.pem", "redis-certificate.pem", "redis-key.pem")
AUTHORITY_IN_CONTAINER = "/run/secrets/redis_authority"


def make(folder: Path) -> list[str]:
    """Make what is missing in a folder; return the names of what was made."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    made = []

    def once(name: str, content: Callable[[], str]) -> str:
        path = folder / name
        if not path.exists():
            made.append(name)
            _write(path, content())
        return path.read_text()

    for principal in (OPERATOR, *SERVICES):
        once(f"kafka-{principal}", _password)
    passwords = {user: once(f"redis-{user}", _password) for user in rules()}
    if not all((folder / name).exists() for name in REDIS_CERTIFICATE):
        made += REDIS_CERTIFICATE
        contents = server_certificate(REDIS, system_clock())
        for name, content in zip(REDIS_CERTIFICATE, contents, strict=True):
            _write(folder / name, content)
    _write(folder / "redis-users.acl", access_list(passwords))
    for user, password in passwords.items():
        _write(folder / f"redis-url-{user}", redis_url(user, password))
    return made


def redis_url(user: str, password: str) -> str:
    """Return where a user's container finds Redis."""
    return (
        f"rediss://{user}:{password}@{REDIS}:{REDIS_PORT}/0?ssl_ca_certs={AUTHORITY_IN_CONTAINER}"
    )


def _password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _write(path: Path, content: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, FILE_MODE)
        file.write(content)


def main() -> None:
    """Make them, and say what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=DEFAULT)
    folder = parser.parse_args().folder
    made = make(folder)
    print(f"{folder}: {len(made)} made: {', '.join(made) or 'all were there'}")


if __name__ == "__main__":
    main()
