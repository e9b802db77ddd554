"""`safety-credit keys set-up`, `list`, `rotate` and `revoke`: the lives of the keys that sign."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.durable_files import held_alone
from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyPurpose, KeyRegister, RegisterError
from services.chassis.signing.keys import SUITES, KeyUnusableError, load_key, load_public_key
from services.chassis.signing.register_file import load_register, write_register
from services.chassis.signing.rotation import revoked, rotated
from services.chassis.signing.suites import SuiteMissingError

from .command_settings import scoring_settings
from .key_files import AuthorityFile, IfMissing, RegisterFile, SuiteName, SuiteOption, key_register
from .output import say, show_table
from .tables import Table, text_column

LIFE = timedelta(days=730)
Authority = Annotated[
    Path,
    typer.Option("--authority", help="The authority's private key; it is kept off every host."),
]
Register = Annotated[Path, typer.Option("--register", help="The register of keys.", exists=True)]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
First = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Its first day.")
]
Last = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day; default: two years."),
]


def register_commands(keys: typer.Typer) -> None:
    """Add the commands to the group."""
    keys.command("set-up")(set_up)
    keys.command("list")(list_keys)
    keys.command("rotate")(rotate)
    keys.command("revoke")(revoke)


def set_up(  # noqa: PLR0913, PLR0917 - a city's keys and their life
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where they go.")],
    origin: Annotated[
        str, typer.Option(help="The name of the city's log, as credit.city.gov.cn/decisions.")
    ],
    valid_from: First = None,
    valid_until: Last = None,
    suite: SuiteOption = SuiteName.ED25519,
    if_missing: IfMissing = False,
) -> None:
    """Make the first keys of a city: authority, seals, certificates, badges; and their register."""
    keys = KeyFolder(folder)
    if if_missing and keys.register.exists():
        say(f"{keys.register}: 已存在，未改动 is there already, and left as it is")
        return
    first = _day(valid_from) or _today()
    with _reasons():
        keys.set_up(origin, first, _day(valid_until) or first + LIFE, SUITES[suite])
    for name, value in keys.settings.items():
        say(f"{name}={value}")
    say(f"{keys.authority}: 离线保管 keep it off every host; it signs the register alone")


def list_keys(file: RegisterFile = None, authority: AuthorityFile = None) -> None:
    """List the keys of the register, and what each is today."""
    register, today = key_register(file, authority), _today()
    table = Table(
        *("钥 key", "套件 suite", "用途 purpose", "自 from", "至 until"),
        text_column("状态 today"),
        title=f"{register.origin}, {register.version}, {register.issued_on}",
    )
    for entry in register.keys:
        state = str(entry.state(today))
        if entry.revoked is not None:
            state += f": {entry.revoked.since}, {entry.revoked.reason}"
        life = (str(entry.valid_from), str(entry.last_day))
        table.add_row(entry.id, entry.suite, entry.purpose, *life, state)
    show_table(table)


def rotate(  # noqa: PLR0913, PLR0917 - a key and its life
    key: Annotated[Path, typer.Argument(help="The next public key (PEM).", exists=True)],
    purpose: Annotated[KeyPurpose, typer.Option(help="What it signs.")],
    register: Register,
    authority: Authority,
    valid_from: First = None,
    valid_until: Last = None,
) -> None:
    """Let a key take over from the present one, from tomorrow on or when it is due."""
    with _reasons(), held_alone(register):
        signer = load_key(authority)
        before = load_register(register, signer.public)
        today = _today()
        tomorrow = today + timedelta(days=1)
        first = _day(valid_from) or min(before.first_gap(purpose) or tomorrow, tomorrow)
        last = _day(valid_until) or first + LIFE
        next_key = load_public_key(key)
        after = rotated(before, next_key, purpose, first, last, today)
        write_register(register, after, signer)
    say(f"{next_key.id}: {purpose}, {first} .. {last}; 登记册 register {after.version}")
    for entry in _changed(before, after):
        say(
            f"{entry}: 末日 its last day is {first - timedelta(days=1)}；新密钥首次签名后销毁"
            " destroy it when the next one has signed"
        )


def revoke(
    key_id: Annotated[str, typer.Argument(help="The id of the key.")],
    since: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="The first day on which others may have had it."),
    ],
    reason: Annotated[str, typer.Option(help="Why; it is published.")],
    register: Register,
    authority: Authority,
) -> None:
    """Revoke a key that somebody else may have: what it signs from a day on is not believed."""
    with _reasons(), held_alone(register):
        signer = load_key(authority)
        before = load_register(register, signer.public)
        after = revoked(before, key_id, since.date(), reason, _today())
        write_register(register, after, signer)
    say(f"{key_id}: 已吊销 revoked, {since.date()}; 登记册 register {after.version}")


def _changed(before: KeyRegister, after: KeyRegister) -> Iterator[str]:
    return (old.id for old, new in zip(before.keys, after.keys, strict=False) if old != new)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _today() -> date:
    settings = scoring_settings()
    return day_of((clock_at(settings.city_day) if settings.city_day else system_clock)())


@contextmanager
def _reasons() -> Iterator[None]:
    """End with 1, and say why, where a key or the register is not as it has to be."""
    try:
        yield
    except (KeyUnusableError, RegisterError, SuiteMissingError) as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        say(f"{error.filename or error}: {error.strerror}", err=True)
        raise typer.Exit(1) from error
