"""`safety-credit bid-opening`: all bidders of a lot in one call, with the certificate of each."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.vocabulary import enterprise_code
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.view_store import RedisViews
from services.chassis.views import Views
from services.sanctions.read_model import lot_admission
from services.scoring.adapters.issuing import Issuer, NotCertifiableError, NotRatedError

from .certificate_command import codes_in, issuer_on
from .command_settings import scoring_settings
from .durable_files import written


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bid-opening")(open_bids)


def open_bids(
    bidders: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="One unified code a line.")
    ],
    lot: Annotated[str, typer.Option(help="What the lot is called; the certificates name it.")],
    value: Annotated[str, typer.Option(help="What it is worth, in yuan.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day.")] = None,
    certificates: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write a certificate each (CODE.jws).")
    ] = None,
) -> None:
    """Say who may bid for a lot on a day, and issue the certificates of the bidders."""
    settings = scoring_settings()
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    day = on.date() if on else day_of(clock())
    worth, codes = _worth(value), _codes(bidders)
    with RedisViews.from_url(settings.redis_url) as views:
        issuer = None
        if certificates is not None:
            issuer = issuer_on(views, settings)
            certificates.mkdir(parents=True, exist_ok=True)
        table = Table(title=f"开标 / Bid opening {day}: {lot}, {worth:,} 元 yuan")
        headings = ("企业 Bidder", "准入 admitted", "限制指令 order", "可投低于(元) below", "证明")
        for heading in headings:
            table.add_column(heading)
        for code in codes:
            table.add_row(
                *_row(views, code, worth, day), _certified(issuer, code, lot, day, certificates)
            )
    Console().print(table)


def _row(views: Views, code: str, worth: Decimal, day: date) -> tuple[str, ...]:
    found = lot_admission(views, code, worth, day)
    said = "是 yes" if found.admitted else "否 NO"
    if found.under_way:
        said += "（限制程序中 a limit is under way）"
    return code, said, found.order or "", "" if found.below is None else f"{found.below:,}"


def _certified(issuer: Issuer | None, code: str, lot: str, day: date, folder: Path | None) -> str:
    if issuer is None or folder is None:
        return ""
    try:
        issued = issuer.issue(code, lot, day, None)
    except (NotCertifiableError, NotRatedError) as error:
        return str(error)
    with written(folder / f"{code}.jws") as file:
        file.write(issued.certificate)
    return f"{issued.standing.grade}: {code}.jws"


def _worth(value: str) -> Decimal:
    try:
        worth = Decimal(value)
    except InvalidOperation as error:
        raise typer.BadParameter(f"--value: {value!r} is no amount of yuan") from error
    if not worth.is_finite() or worth < 0:
        raise typer.BadParameter(f"--value: {value!r} is no amount of yuan")
    return worth


def _codes(file: Path) -> list[str]:
    codes = [enterprise_code.tidy(line) for line in codes_in(file, "bidders")]
    if wrong := [code for code in codes if not enterprise_code.is_valid(code)]:
        raise typer.BadParameter(f"{file}: 代码无效 no valid codes: {', '.join(wrong)}")
    return codes
