"""`safety-credit certificate`: a signed certificate of standing, and how anybody verifies it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.codec import to_json
from schemas.topics import SCORING
from services.chassis.clock import clock_at, system_clock
from services.chassis.signing import KeyUnusableError, load_public_keys
from services.chassis.view_store import RedisViews
from services.chassis.views import Views
from services.scoring.adapters.certificate import Certificate, CertificateError, verified
from services.scoring.adapters.issuing import Issuer, NotCertifiableError, NotIssued, NotRatedError
from services.scoring.stage import load_rulebooks

from .command_settings import scoring_settings
from .key_files import signing_key

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="信用证明 / Certificates of standing.", no_args_is_help=True)
    group.command("issue")(issue_certificate)
    group.command("verify")(verify)
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
    settings = scoring_settings()
    day, known = on.date() if on else None, as_known.date() if as_known else None
    with RedisViews.from_url(settings.redis_url) as views:
        issuer = issuer_on(views, settings)
        try:
            if codes is not None:
                _issue_each(issuer, codes, lot, day, known)
                return
            issued = issuer.issue(code or "", lot, day, known)
        except (NotCertifiableError, NotRatedError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    typer.echo(issued.certificate)


def issuer_on(views: Views, settings: ScoringSettings) -> Issuer:
    """Return who issues certificates over some views, with the key and rules of the settings."""
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    key, valid = signing_key(settings), timedelta(days=settings.certificate_days)
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    return Issuer(key, valid, views, rulebooks, clock)


def codes_in(file: Path, option: str) -> list[str]:
    """Return the lines of a file of codes. Raises typer.BadParameter where it is no UTF-8."""
    try:
        return [line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        what = f"{file}: 不是UTF-8文本 is no text in UTF-8: {error}"
        raise typer.BadParameter(what, param_hint=option) from error


def _issue_each(
    issuer: Issuer, codes: Path, lot: str, day: date | None, known: date | None
) -> None:
    complete = True
    for found in issuer.issue_each(codes_in(codes, "--codes"), lot, day, known):
        if isinstance(found, NotIssued):
            complete = False
            told = {"code": found.code, "reason": found.reason}
        else:
            told = {
                "code": found.code,
                "day": str(found.standing.day),
                "grade": found.standing.grade,
                "certificate": found.certificate,
            }
        typer.echo(to_json(told).decode())
    if not complete:
        raise typer.Exit(1)


def verify(
    file: Annotated[Path, typer.Argument(help="The certificate.", exists=True)],
    key: Annotated[list[Path], typer.Option(help="A public key (PEM); may be repeated.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Was it valid on this day? Default: now."),
    ] = None,
) -> None:
    """Verify a certificate with the public key alone; needs no server."""
    now = clock_at(on.date())() if on else system_clock()
    try:
        certificate = verified(file.read_text("utf-8"), load_public_keys(key), now)
    except (CertificateError, KeyUnusableError, UnicodeDecodeError) as error:
        typer.echo(f"无效 NOT VALID: {error}", err=True)
        raise typer.Exit(1) from error
    for chinese, english, value in _said(certificate):
        typer.echo(f"{chinese} {english}: {value}")


def _said(certificate: Certificate) -> list[tuple[str, str, object]]:
    until = datetime.fromtimestamp(certificate.exp).astimezone()
    return [
        ("有效", "valid until", until.isoformat()),
        ("企业", "enterprise", f"{certificate.name or '-'} ({certificate.sub})"),
        ("评价日", "day", certificate.day),
        ("知悉截至", "as known", certificate.as_known or "-"),
        ("等级", "grade", certificate.grade),
        ("得分", "score", certificate.score),
        ("行业与版本", "sector and edition", f"{certificate.sector} / {certificate.edition}"),
        ("用途", "purpose", certificate.purpose),
        ("评价摘要", "digest of the standing", certificate.standing_digest),
        ("决定", "decision", certificate.decision or "-"),
    ]
