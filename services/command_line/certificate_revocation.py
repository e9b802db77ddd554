"""`safety-credit certificate revoke`: a certificate of standing holds no longer."""

from typing import Annotated
from uuid import uuid4

import typer

from schemas.messages import CertificateRevoked, first_fact
from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.personal_data import mask
from services.chassis.clock import clock_at, system_clock
from services.scoring.adapters.certificates.issuing import SOURCE, NotAnsweredError
from services.scoring.read_model.certificates import certificate

from .certificate_issuer import OPERATOR, opened_request_log
from .command_settings import scoring_settings
from .output import say
from .service_views import scoring_views


def revoke(
    serial: Annotated[str, typer.Argument(help="Its serial number.")],
    reason: Annotated[str, typer.Option(help="Why it holds no longer.")],
) -> None:
    """Revoke a certificate: from now on its status says so to anybody who asks.

    Ends with 1 where none of this number was issued.
    """
    why = mask(in_one_line(reason))
    if not why:
        raise typer.BadParameter("须写明理由 say why", param_hint="--reason")
    settings = scoring_settings()
    with scoring_views(settings) as views:
        known = certificate(views, serial.strip())
    if known is None:
        say(f"{serial}: 没有此编号的证明 none of this number was issued", err=True)
        raise typer.Exit(1)
    if known.certificate.revoked_at is not None:
        say(f"{serial}: 已于此前撤销 was revoked before, {known.certificate.reason}")
        return
    now = (clock_at(settings.city_day) if settings.city_day else system_clock)()
    body = CertificateRevoked(serial=known.certificate.serial, reason=why, revoked_by=OPERATOR)
    fact = first_fact(body, identity=str(uuid4()), source=SOURCE, subject=known.code, known_at=now)
    with opened_request_log(settings) as log:
        try:
            log.publish([fact])
        except NotAnsweredError as error:
            say(str(error), err=True)
            raise typer.Exit(1) from error
    say(f"{serial}: 已撤销 revoked ({known.code})")
