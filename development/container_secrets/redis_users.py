"""Who may do what in Redis: a user for each container, with the views of its service alone."""

import hashlib
from collections.abc import Mapping

from schemas.topics import DISCLOSURE, INTAKE, NOTIFY, SERVICES

OPERATOR = "operator"
WITH_VIEWS = tuple(service for service in SERVICES if service != DISCLOSURE)
HEALTH = "health"  # asks whether the server answers; it may do nothing else, and has no password
REGISTER, DISPATCHER = f"{NOTIFY}-access-register", f"{NOTIFY}-dispatcher"
# What is dangerous (FLUSHALL, KEYS, CONFIG and the like) asks for no key: it would be everybody's.
# Who reads what proves itself runs scripts that only read, who writes it does so in transactions.
_READ = "+@read +evalsha_ro +eval_ro -@dangerous -scan -randomkey -dbsize"
_WRITE = "+@read +@write +@transaction -@dangerous -randomkey -dbsize"
_CONNECT = "+@connection -@dangerous"


def rules() -> dict[str, str]:
    """Return, by user, what it may do, as an access control list of Redis has it.

    A worker writes the views of its service, an API reads them, and so does notify's dispatcher;
    who has no views has no user. Beyond that intake's API remembers requests.
    """
    users = {}
    for service in WITH_VIEWS:
        users[f"{service}-worker"] = f"~{service}:* {_WRITE}"
        users[f"{service}-api"] = f"%R~{service}:* {_READ}"
    users[f"{INTAKE}-api"] += " (~requests:* +@read +@write +@scripting -@dangerous)"
    users[DISPATCHER] = users[f"{NOTIFY}-api"]
    users[f"{NOTIFY}-api"] += f" (%R~{NOTIFY}-accesses:* {_READ})"
    users[REGISTER] = f"~{NOTIFY}-accesses:* {_WRITE}"
    users[OPERATOR] = "~* +@read +@write +@scripting -@dangerous"
    return users


def access_list(passwords: Mapping[str, str]) -> str:
    """Return the file of users that Redis reads: their passwords are hashed in it."""
    lines = ["user default off", f"user {HEALTH} on nopass resetkeys -@all +ping"]
    for user, rule in rules().items():
        digest = hashlib.sha256(passwords[user].encode()).hexdigest()
        own, _, more = rule.partition(" (")
        selectors = f" ({more}" if more else ""
        lines.append(f"user {user} on #{digest} resetchannels -@all {own} {_CONNECT}{selectors}")
    return "\n".join(lines) + "\n"
