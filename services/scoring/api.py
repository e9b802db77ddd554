"""The API of scoring: standings on any day, explained and foretold, grades and effect."""

from datetime import timedelta

from fastapi import Depends, FastAPI

from schemas.topics import SCORING
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.admission import reader
from services.chassis.http.app import serve, service_app
from services.chassis.kafka.handled_log import HandledLog
from services.chassis.signing.key_register import KeyPurpose
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import load_key, load_public_key
from services.chassis.signing.register_file import RegisterFile
from services.chassis.views.access import view_reader
from services.chassis.views.log_positions import LogPositions
from services.chassis.views.store import Views
from services.scoring.adapters.certificates.issuing import Issuer, RequestLog
from services.scoring.adapters.certificates.request_log import handled_until, request_log
from services.scoring.adapters.http import certificate_status as http_certificate_status
from services.scoring.adapters.http import certificates as http_certificates
from services.scoring.adapters.http import effect as http_effect
from services.scoring.adapters.http import key_register as http_key_register
from services.scoring.adapters.http import sheets as http_sheets
from services.scoring.adapters.http import standings as http_standings

from .settings import ScoringSettings
from .stage import READS, load_rulebooks


def create_app(
    settings: ScoringSettings | None = None,
    views: Views | None = None,
    requests: RequestLog | None = None,
    positions: LogPositions | None = None,
) -> FastAPI:
    """Return the application.

    None: settings from the environment, views in their Redis, certificates asked for on the topic
    of their brokers (`requests`), which are asked how far the worker is (`positions`).
    """
    settings = settings or ScoringSettings()
    log = positions or HandledLog(settings, SCORING, (topic.name for topic in READS))
    store = views or view_reader(settings, SCORING, READS, log)
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    app = service_app(SCORING, settings, store)
    issuer = read_register = None
    if settings.key_register and settings.key_authority:
        register = RegisterFile(settings.key_register, load_public_key(settings.key_authority))
        read_register = register.signed
        if settings.certificate_keys:
            keys = Keyring(
                KeyPurpose.CERTIFICATES, register, map(load_key, settings.certificate_keys)
            )
            issuer = Issuer(
                keys,
                timedelta(days=settings.certificate_days),
                requests or request_log(settings),
                handled_until(settings, log),
                clock,
                settings.certificate_status_url,
            )
    may_read = [Depends(reader("standings:read"))]
    may_read_records = [Depends(reader("standings:read", asks_why=True))]
    app.include_router(http_sheets.router(store, rulebooks, clock), dependencies=may_read_records)
    for routes in (
        http_standings.router(store, rulebooks, clock),
        http_effect.router(store, rulebooks, clock),
        http_certificates.router(issuer),
    ):
        app.include_router(routes, dependencies=may_read)
    app.include_router(
        http_certificate_status.router(store, clock, settings.certificate_status_url)
    )
    app.include_router(http_key_register.router(read_register, clock))
    return app


def main() -> None:
    """Serve the API."""
    settings = ScoringSettings()
    serve(SCORING, create_app(settings), settings)


if __name__ == "__main__":
    main()
