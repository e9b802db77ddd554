"""`safety-credit demo` and `safety-credit up`: the whole system on this machine."""

import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.topics import DISCLOSURE
from services.command_line.output import say, show_table
from services.command_line.tables import Table

if TYPE_CHECKING:
    from development.local_system.system import LocalSystem

POLL_SECONDS = 2.0
DATA = Path("var") / "up"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(demo)
    app.command()(up)


def _stop_on_signals() -> None:
    """End in good order at SIGTERM and SIGINT, also where a shell started us with it ignored."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)


def demo() -> None:
    """Play the city on an embedded broker: its files, an accident, and what follows from it."""
    from development.brokers import ServerError  # noqa: PLC0415 - as below
    from development.demo.city_reader import NotQuietError  # noqa: PLC0415 - heavy: only where it is played
    from development.demo.play import run_demo  # noqa: PLC0415 - as above

    _stop_on_signals()
    with tempfile.TemporaryDirectory(prefix="safety-credit-") as folder:
        try:
            run_demo(Path(folder))
        except (ServerError, NotQuietError) as error:
            say(f"失败 demo failed: {error}", err=True)
            raise typer.Exit(1) from error
    say("完成，所有进程已停止 / done, nothing is left running")


def up(
    data: Annotated[Path, typer.Option(help="Folder that keeps broker, views and logs.")] = DATA,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65_531, help="First port of the five APIs; default: as in the run before."
        ),
    ] = None,
) -> None:
    """Start the system and stay up until interrupted; data is kept between runs."""
    from development.brokers import ServerError  # noqa: PLC0415 - heavy: only where it is started
    from development.local_system.system import LocalSystem  # noqa: PLC0415 - heavy: only where it is started

    _stop_on_signals()
    try:
        with LocalSystem(data, say, persistent=True, clock="system", port=port) as system:
            show_table(_addresses(system, data))
            try:
                while True:
                    system.check()
                    time.sleep(POLL_SECONDS)
            except KeyboardInterrupt:
                say("stopping")
    except ServerError as error:
        say(f"未启动 not started: {error}", err=True)
        raise typer.Exit(1) from error


def _addresses(system: "LocalSystem", data: Path) -> Table:
    from development.local_system.credentials import READER  # noqa: PLC0415 - as above

    table = Table("what", "where", title=f"up on {system.broker}; stop with Ctrl-C")
    table.add_row("公众首页 public home page", f"{system.addresses[DISCLOSURE]}/")
    environment = system.environment
    for name in ("KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "TOPIC_PARTITIONS"):
        table.add_row(name, environment[name])
    for service, address in system.addresses.items():
        table.add_row(f"{service} API", f"{address}/openapi.json")
    for service in system.addresses:
        table.add_row(f"{service} worker", system.metrics_url(service))
    table.add_row("notify dispatcher", system.dispatcher_metrics_url)
    table.add_row("tokens", f"{data / 'tokens.json'} (a department each, and {READER!r})")
    table.add_row("logs", str(data / "logs"))
    table.add_row(
        "environment", f"source {data / 'environment'}, then safety-credit report|standing|tail"
    )
    return table
