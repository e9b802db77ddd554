"""`safety-credit certificate`: a signed certificate of standing, and how anybody verifies it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from schemas.codec import to_json
from schemas.vocabulary.canonical_text import canonical
from services.chassis.clock import clock_at, day_of, system_clock
from services.scoring.adapters.certificates.certificate import (
    Certificate,
    CertificateError,
    verified,
)
from services.scoring.adapters.certificates.issuing import (
    CertificateQuestion,
    Issuer,
    NoKeyError,
    NotAnsweredError,
    NotCertifiableError,
    NotIssued,
    NotRatedError,
)
from services.scoring.adapters.certificates.requirement import Demand, Mismatch, is_of, mismatches

from .certificate_issuer import OPERATOR, opened_issuer
from .certificate_revocation import revoke
from .certificate_status import StatusUnknownError, status_at
from .code_argument import code_argument
from .command_settings import scoring_settings
from .key_files import AuthorityFile, RegisterFile, key_register
from .output import put, say

GOOD = "good"
PAST_DAY = 3  # exit code: valid, but of a past day, and no day was demanded


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="信用证明 / Certificates of standing.", no_args_is_help=True)
    group.command("issue")(issue_certificate)
    group.command("verify")(verify)
    group.command("revoke")(revoke)
    app.add_typer(group, name="certificate")


def issue_certificate(
    lot: Annotated[str, typer.Option(help="What it is issued for, e.g. the lot of a tender.")],
    code: Annotated[str | None, typer.Argument(help="Unified social credit code.")] = None,
    codes: Annotated[
        Path | None,
        typer.Option(help="A file of codes, one a line: all bidders of a lot.", exists=True),
    ] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day.")] = None,
    as_known: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As known at this day's end.")
    ] = None,
) -> None:
    """Print a signed certificate of an enterprise's standing on a day.

    With --codes one JSON object a line, the certificate of each code or why there is none; it ends
    with 1 where one has none.
    """
    if (code is None) == (codes is None):
        raise typer.BadParameter("须给出一个代码或 --codes name one code, or --codes FILE")
    question = CertificateQuestion(
        lot, OPERATOR, on.date() if on else None, as_known.date() if as_known else None
    )
    with opened_issuer(scoring_settings()) as issuer:
        try:
            if codes is not None:
                _issue_each(issuer, codes, question)
                return
            issued = issuer.issue(code_argument(code or ""), question)
        except (NoKeyError, NotAnsweredError, NotCertifiableError, NotRatedError) as error:
            say(str(error), err=True)
            raise typer.Exit(1) from error
    say(issued.certificate)


def codes_in(file: Path, option: str) -> list[str]:
    """Return the lines of a file of codes. Raises typer.BadParameter where it is no UTF-8."""
    try:
        return [line for line in file.read_text("utf-8-sig").splitlines() if canonical(line)]
    except UnicodeDecodeError as error:
        what = f"{file}: 不是UTF-8文本 is no text in UTF-8: {error}"
        raise typer.BadParameter(what, param_hint=option) from error


def _issue_each(issuer: Issuer, codes: Path, question: CertificateQuestion) -> None:
    complete = True
    for result in issuer.issue_each(codes_in(codes, "--codes"), question):
        if isinstance(result, NotIssued):
            complete = False
            entry = {"code": result.code, "reason": result.reason}
        else:
            entry = {
                "code": result.code,
                "day": str(result.stated.day),
                "grade": result.stated.grade,
                "certificate": result.certificate,
            }
        put(to_json(entry))
    if not complete:
        raise typer.Exit(1)


def verify(  # noqa: PLR0913, PLR0917 - what one may demand
    file: Annotated[Path, typer.Argument(help="The certificate.", exists=True)],
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Demand that it speaks for this day."),
    ] = None,
    code: Annotated[str | None, typer.Option(help="Demand that it is this enterprise's.")] = None,
    lot: Annotated[str | None, typer.Option(help="Demand that it was issued for this.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Was it valid on this day? Default: now."),
    ] = None,
    whatever: Annotated[
        bool, typer.Option("--any", help="Demand nothing of what is not named: show what it says.")
    ] = False,
    status_url: Annotated[
        str | None,
        typer.Option(help="The city's public address: ask there whether it still holds."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Verify a certificate with the register of keys alone; needs no server.

    --day, --code and --lot say what is expected; without one of them it is refused, but with --any.
    Ends with 1 where it is not valid, or not of the day, code or lot that is demanded, or where
    --status-url names an address that does not say that it is good; with 3 where it is valid, but
    no day was demanded and it speaks for a past one.
    """
    named = {"--day": day, "--code": code, "--lot": lot}
    if missing := [option for option, value in named.items() if value is None and not whatever]:
        raise typer.BadParameter(
            f"须写明 {'、'.join(missing)}，或用 --any / a certificate that is genuine may be of"
            " another day, enterprise or lot: say which is expected, or --any",
            param_hint=" ".join(missing),
        )
    now = clock_at(on.date())() if on else system_clock()
    demand = Demand(
        day=day.date() if day else None,
        code=None if code is None else code_argument(code, "--code"),
        lot=lot,
    )
    keys = key_register(register_file, authority)
    try:
        certificate = verified(file.read_text("utf-8"), keys, now)
    except (CertificateError, UnicodeDecodeError) as error:
        say(f"无效 NOT VALID: {error}", err=True)
        if json:
            put(to_json({"valid": False, "reason": str(error)}))
        raise typer.Exit(1) from error
    status = None if status_url is None else _status(status_url, certificate.serial)
    verdict = Verdict.of(certificate, demand, day_of(now), status)
    if json:
        put(to_json(verdict))
    else:
        _print(verdict)
    if not verdict.valid:
        raise typer.Exit(1)
    if demand.day is None and not verdict.speaks_for_today:
        raise typer.Exit(PAST_DAY)


def _status(url: str, serial: str) -> str:
    try:
        return status_at(url, serial)
    except StatusUnknownError as error:
        say(f"无法查询状态 its status can't be asked: {error}", err=True)
        raise typer.Exit(1) from error


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a certificate that is genuine and not expired."""

    valid: bool
    speaks_for: date
    speaks_for_today: bool
    mismatches: tuple[Mismatch, ...]
    status: str | None
    certificate: Certificate

    @classmethod
    def of(
        cls, certificate: Certificate, demand: Demand, today: date, status: str | None
    ) -> Verdict:
        """Return what a certificate is worth to who demands something, on a day.

        `status` is what the city says of it (None: it was not asked).
        """
        differences = tuple(mismatches(certificate, demand))
        return cls(
            valid=not differences and status in {None, GOOD},
            speaks_for=certificate.day,
            speaks_for_today=is_of(certificate, today),
            mismatches=differences,
            status=status,
            certificate=certificate,
        )


def _print(verdict: Verdict) -> None:
    certificate = verdict.certificate
    for mismatch in verdict.mismatches:
        say(f"不符 NOT WHAT IS DEMANDED: {mismatch}", err=True)
    if verdict.status not in {None, GOOD}:
        say(f"无效 NOT VALID: 状态 its status is {verdict.status}", err=True)
    for chinese, english, value in _fields(certificate):
        say(f"{chinese} {english}: {value}")
    if not verdict.speaks_for_today:
        known = f"（截至{certificate.as_known}所知 as known then）" if certificate.as_known else ""
        say(
            f"本证明说明的是{certificate.day}的状况{known}，不说明今日状况："
            f" it speaks for {certificate.day}, not for today. --day demands a day."
        )


def _fields(certificate: Certificate) -> list[tuple[str, str, object]]:
    until, decision = datetime.fromtimestamp(certificate.exp).astimezone(), certificate.decision
    return [
        ("编号", "serial", certificate.serial),
        ("有效", "valid until", until.isoformat()),
        ("企业", "enterprise", f"{certificate.name or '-'} ({certificate.sub})"),
        ("评价日", "day", certificate.day),
        ("数据截至", "as of", certificate.as_of.isoformat()),
        ("知悉截至", "as known", certificate.as_known or "-"),
        ("等级", "grade", certificate.grade),
        ("得分", "score", certificate.score),
        ("行业与版本", "sector and edition", f"{certificate.sector} / {certificate.edition}"),
        ("用途", "purpose", certificate.purpose),
        ("评价摘要", "digest of the standing", certificate.standing_digest),
        ("决定", "decision", "-" if decision is None else f"{decision.number}, {decision.hash}"),
        ("状态查询", "status at", certificate.status_at or "-"),
    ]
