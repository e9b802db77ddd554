"""Credentials for a system on one machine: a token a department, and one for reading."""

import os
from pathlib import Path

import msgspec

from schemas.vocabulary.department import departments
from services.chassis.clock import system_clock
from services.chassis.http.credentials import (
    SCOPES,
    CredentialFile,
    issue_department,
    issue_reader,
)

READER = "reader"


def issue_local_credentials(folder: Path) -> dict[str, str]:
    """Return the tokens by department (and `reader`), from `folder`/tokens.json if it is there.

    The file is for this machine's user alone; the services get the hashes in credentials.json.
    """
    token_file = folder / "tokens.json"
    if token_file.exists() and (folder / "credentials.json").exists():
        return msgspec.json.decode(token_file.read_bytes(), type=dict[str, str])
    file, now = CredentialFile(folder / "credentials.json"), system_clock()
    tokens: dict[str, str] = {}
    for department in departments():
        credential, tokens[department.code] = issue_department(department.code, now)
        file.add(credential)
    credential, tokens[READER] = issue_reader("local-reader", SCOPES, now, None, "this machine")
    file.add(credential)
    descriptor = os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        output.write(msgspec.json.format(msgspec.json.encode(tokens), indent=2) + b"\n")
    return tokens
