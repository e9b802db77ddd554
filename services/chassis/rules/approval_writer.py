"""Writing into an edition's file that a department approved it."""

from datetime import date
from pathlib import Path

from schemas.vocabulary.rule_value import Edition

from .adoption import APPROVALS, content_hash, with_approval
from .rulebook import RulebookError, load_document
from .strict_yaml import children, line_of, read_yaml


class _AnyEdition(Edition, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """What every edition has, whatever it is about."""


def approve(file: Path, department: str, office: str, day: date, today: date) -> str:
    """Write an approval of what the file says now, and return the hash of that.

    Raises RulebookError, and writes nothing, where the approval would not count (it was given
    already, after the edition's first day, or would only be given after `today`), and where
    `approvals` do not stand so that one can be added.
    """
    root, before = read_yaml(file)
    if not isinstance(before, dict):
        raise RulebookError(file, 1, "", "an edition is keys and values")
    text, line, approvals = file.read_text("utf-8"), 1, before.get(APPROVALS) or []
    for name, name_node, value in children(root):
        if name == APPROVALS:
            line = line_of(name_node)
            if not approvals:  # as `approvals: []`: it makes way for the lines
                text = text[: name_node.start_mark.index] + text[value.end_mark.index :]
    content = content_hash(before)
    text = with_approval(text, content, department, office, day)
    try:
        _, after = read_yaml(file, text)
    except RulebookError:
        after = {}  # told below: the line that breaks it is not yet in the file
    approval = {"department": department, "office": office, "day": day, "approved": content}
    if not isinstance(approvals, list) or after != {**before, APPROVALS: [*approvals, approval]}:
        what = "they have to be the last part of the file, each in a line that begins with `  - `"
        raise RulebookError(file, line, APPROVALS, f"{what}; nothing was written")
    edition = load_document(file, _AnyEdition, text)
    if any((each["department"], each["approved"]) == (department, content) for each in approvals):
        raise RulebookError(file, line, APPROVALS, f"{department} has approved this content")
    if day > min(today, edition.effective_from):
        what = f"{day} is after today ({today}) or the first day ({edition.effective_from})"
        raise RulebookError(file, line, APPROVALS, what)
    file.write_text(text, "utf-8")
    return content
