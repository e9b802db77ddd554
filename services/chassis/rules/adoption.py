"""Whether an edition of the rules was adopted as it is: who approved exactly this content."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.vocabulary.adoption import Approval, quorum
from schemas.vocabulary.amounts import plain
from schemas.vocabulary.department import departments, lead
from schemas.vocabulary.rule_value import Edition

APPROVALS = "approvals"
Data = Any  # what YAML can hold


def content_hash(data: Data) -> str:
    """Return the hash of all that an edition's file says, but the approvals.

    It does not depend on comments, on the order of keys, or on how a number is written.
    """
    content = {name: value for name, value in data.items() if name != APPROVALS}
    text = json.dumps(_plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def not_adopted(edition: Edition, content: str, today: date) -> Iterator[str]:
    """Yield why an edition whose content has a hash is not adopted; nothing where it is.

    An approval of a day after `today` (in the city) is not given yet, and does not count.
    """
    members = {member.code for member in departments()}
    approving: set[str] = set()
    void: list[str] = []
    for approval in edition.approvals:
        if approval.department not in members:
            yield f"{approval.department} is no member of the joint conference"
        elif approval.department in approving:
            yield f"{approval.department} approved twice"
        elif approval.approved != content:
            void.append(
                f"{approval.department} approved another content ({approval.approved[:12]}...)"
            )
        elif approval.day > today:
            void.append(f"{approval.department} approves on {approval.day}, after {today}")
        elif approval.day > edition.effective_from:
            yield f"{approval.department} approved on {approval.day}, after its first day"
        else:
            approving.add(approval.department)
    if lead().code not in approving or len(approving) < quorum():
        yield from void
    if lead().code not in approving:
        yield f"the lead department ({lead().code}) has not approved this content"
    if len(approving) < quorum():
        yield f"{len(approving)} departments have approved this content, {quorum()} are needed"


def with_approval(text: str, content: str, department: str, office: str, day: date) -> str:
    """Return the text of an edition's file with one more approval at its end.

    That is right where `approvals` are its last part, in lines as this one, or stand nowhere.
    """
    approval = Approval(department=department, office=office, day=day, approved=content)
    office_text = json.dumps(approval.office, ensure_ascii=False)
    line = (
        f"  - {{department: {approval.department}, office: {office_text}, "
        f"day: {approval.day}, approved: {approval.approved}}}\n"
    )
    if not text.endswith("\n"):
        text += "\n"
    return text + line if f"\n{APPROVALS}:" in text else f"{text}\n{APPROVALS}:\n{line}"


def _plain(value: Data) -> Data:
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        whole = Decimal(value)
        return plain(whole)
    return str(value)
