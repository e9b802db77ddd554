"""`safety-credit bid-opening`: all bidders of a lot in one call, with the certificate of each."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.vocabulary.canonical_text import uniform
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.durable_files import written
from services.chassis.views.store import Views
from services.sanctions.read_model import lot_admission, numbers
from services.scoring.adapters.certificates.issuing import (
    CertificateQuestion,
    NoKeyError,
    NotAnsweredError,
    NotCertifiableError,
    NotIssued,
)

from .certificate_command import codes_in
from .certificate_issuer import OPERATOR, opened_issuer
from .code_argument import code_argument
from .command_settings import scoring_settings
from .key_files import AuthorityFile, RegisterFile, key_register
from .output import show_table
from .presented_certificates import NotPresentedError, PresentedCertificates
from .service_views import sanctions_views
from .tables import Table, number_column, text_column

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bid-opening")(open_bids)


def open_bids(  # noqa: PLR0913, PLR0917 - what one may ask for
    bidders: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="One unified code a line.")
    ],
    lot: Annotated[str, typer.Option(help="What the lot is called; the certificates name it.")],
    value: Annotated[str, typer.Option(help="What it is worth, in yuan.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day.")] = None,
    certificates: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write a certificate each (CODE.jws).")
    ] = None,
    presented: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            exists=True,
            help="Verify those that the bidders present (CODE.jws), for this day, lot and bidder.",
        ),
    ] = None,
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
) -> None:
    """Say who may bid for a lot on a day; issue the bidders' certificates, or verify theirs.

    Ends with 1 where a bidder presents no certificate that speaks for this day, lot and bidder.
    """
    if certificates is not None and presented is not None:
        raise typer.BadParameter("--certificates 与 --presented 不能同用 can't both be had")
    settings = scoring_settings()
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    day = on.date() if on else day_of(clock())
    worth, codes = _worth(value), _codes(bidders)
    theirs = None
    if presented is not None:
        keys = key_register(register_file, authority)
        theirs = PresentedCertificates(presented, keys, day, lot, clock())
    all_presented = True
    issued = _issued(settings, codes, lot, day, certificates) if certificates else {}
    with sanctions_views(settings) as views:
        table = Table(
            *("企业 Bidder", text_column("准入 admitted"), "限制指令 order"),
            *(number_column("可投低于(元) below"), text_column("证明 certificate")),
            title=f"开标 / Bid opening {day}: {lot}, {worth:,} 元 yuan",
        )
        for code in codes:
            if theirs is None:
                certificate = issued.get(code, "")
            else:
                try:
                    certificate = f"有效 valid: {theirs.grade_of(code)}"
                except NotPresentedError as error:
                    certificate, all_presented = str(error), False
            table.add_row(*_row(views, code, worth, day), certificate)
    show_table(table)
    if not all_presented:
        raise typer.Exit(1)


def _row(views: Views, code: str, worth: Decimal, day: date) -> tuple[str, ...]:
    known = numbers(views, code)
    admission = lot_admission(views, code, known, worth, day)
    admitted = "是 yes" if admission.admitted else "否 NO"
    if not known:
        admitted += f"（无记录 nothing is on record）{doubt(code)}"
    if admission.under_way:
        admitted += "（限制程序中 a limit is under way）"
    return (
        code,
        admitted,
        admission.order or "",
        "" if admission.below is None else f"{admission.below:,}",
    )


def _issued(
    settings: ScoringSettings, codes: list[str], lot: str, day: date, folder: Path
) -> dict[str, str]:
    """Write the certificate of each bidder into a folder; say by code what came of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened_issuer(settings) as issuer:
        try:
            results = issuer.issue_each(codes, CertificateQuestion(lot, OPERATOR, day))
        except (NoKeyError, NotAnsweredError, NotCertifiableError) as error:
            return dict.fromkeys(codes, str(error))
    said: dict[str, str] = {}
    for result in results:
        if isinstance(result, NotIssued):
            said[result.code] = result.reason
            continue
        with written(folder / f"{result.code}.jws") as file:
            file.write(result.certificate)
        said[result.code] = f"{result.stated.grade}: {result.code}.jws"
    return said


def _worth(value: str) -> Decimal:
    try:
        worth = Decimal(uniform(value).replace(",", ""))
    except InvalidOperation as error:
        raise typer.BadParameter(f"--value: {value!r} is no amount of yuan") from error
    if not worth.is_finite() or worth < 0:
        raise typer.BadParameter(f"--value: {value!r} is no amount of yuan")
    return worth


def _codes(file: Path) -> list[str]:
    codes = (code_argument(line, "bidders") for line in codes_in(file, "bidders"))
    return list(dict.fromkeys(codes))
