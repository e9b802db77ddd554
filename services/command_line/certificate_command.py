"""`safety-credit certificate`: a signed certificate of standing, and how anybody verifies it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from schemas.topics import SCORING
from services.chassis.clock import clock_at, system_clock
from services.chassis.signing import KeyUnusableError, load_public_keys
from services.chassis.view_store import RedisViews
from services.scoring.adapters.certificate import Certificate, CertificateError, verified
from services.scoring.adapters.issuing import Issuer, NotCertifiableError, NotRatedError
from services.scoring.settings import ScoringSettings
from services.scoring.stage import load_rulebooks

from .key_files import signing_key


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="信用证明 / Certificates of standing.", no_args_is_help=True)
    group.command("issue")(issue_certificate)
    group.command("verify")(verify)
    app.add_typer(group, name="certificate")


def issue_certificate(
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    lot: Annotated[str, typer.Option(help="What it is issued for, e.g. the lot of a tender.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day.")] = None,
    as_known: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As known at this day's end.")
    ] = None,
) -> None:
    """Print a signed certificate of an enterprise's standing on a day."""
    settings = ScoringSettings()
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    key, valid = signing_key(settings), timedelta(days=settings.certificate_days)
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    with RedisViews.from_url(settings.redis_url) as views:
        issuer = Issuer(key, valid, views, rulebooks, clock)
        try:
            issued = issuer.issue(
                code, lot, on.date() if on else None, as_known.date() if as_known else None
            )
        except (NotCertifiableError, NotRatedError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    typer.echo(issued.certificate)


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
