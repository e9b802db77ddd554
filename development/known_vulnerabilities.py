"""`make vulnerabilities`: ask a public database about the locked versions (pip-audit).

pip-audit takes a package that the database does not answer for as none that is known to be bad, and
says that all is well. Here that is what it is: not checked.
Exit code 0: all were checked and none is known; 1: some are known; 3: some could not be checked.
"""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

AUDIT = Path("var/audit-tools/bin/pip-audit")
LOCKS = ("requirements.txt", "requirements-build.txt")
SECONDS = 600
KNOWN, UNCHECKED = 1, 3


class Vulnerability(msgspec.Struct):
    """One that is known of a package, and the versions in which it is mended."""

    id: str
    fix_versions: list[str] = []


class Package(msgspec.Struct):
    """A package as pip-audit tells of it; `skip_reason`: it was not checked."""

    name: str
    version: str = ""
    vulns: list[Vulnerability] = []
    skip_reason: str | None = None


class _Report(msgspec.Struct):
    dependencies: list[Package]


class AuditVerdict(NamedTuple):
    """What to say of a lock, and the exit code."""

    lines: list[str]
    code: int


def verdict(lock: str, report: str, why: str) -> AuditVerdict:
    """Return what a report of pip-audit (JSON) means; of none, `why` is what it said instead."""
    try:
        packages = msgspec.json.decode(report, type=_Report).dependencies
    except msgspec.DecodeError:
        return AuditVerdict([_unchecked(f"{lock}: {why}")], UNCHECKED)
    lines = [
        f"{lock}: {each.name} {each.version}: {known.id}, mended in"
        f" {', '.join(known.fix_versions) or 'no version yet'}"
        for each in packages
        for known in each.vulns
    ]
    skipped = [each for each in packages if each.skip_reason is not None]
    code = KNOWN if lines else 0
    if skipped:
        named = f"{lock}: {len(skipped)} of {len(packages)}, as {skipped[0].skip_reason}"
        lines.append(_unchecked(named))
        code = code or UNCHECKED
    if not lines:
        lines.append(f"{lock}: {len(packages)} 个包无已知漏洞 packages, nothing known against them")
    return AuditVerdict(lines, code)


def _unchecked(what: str) -> str:
    return f"未作检查 NOT CHECKED, no database answered: {what}"


def audited(lock: str) -> AuditVerdict:
    """Ask about a lock."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [str(AUDIT), *options, "--requirement", lock]
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    return verdict(lock, run.stdout, (run.stderr.strip().splitlines() or ["no answer"])[-1])


def main() -> None:
    """Ask about all locks that go into the image."""
    verdicts = [audited(lock) for lock in LOCKS]
    for each in verdicts:
        print("\n".join(each.lines))
    codes = {each.code for each in verdicts}
    sys.exit(KNOWN if KNOWN in codes else max(codes))


if __name__ == "__main__":
    main()
