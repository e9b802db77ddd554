"""The API of disclosure: what the public may know of an enterprise, for whoever asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.concurrency import run_in_threadpool

from schemas.topics import DISCLOSURE
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.app import serve, service_app
from services.chassis.kafka.copy_follower import CopyFollower
from services.chassis.signing.key_register import KeyPurpose
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import load_key, load_public_key
from services.chassis.signing.register_file import RegisterFile
from services.disclosure.adapters.http import badges as http_badges
from services.disclosure.adapters.http import look_up as http_look_up
from services.disclosure.adapters.http import open_data
from services.disclosure.adapters.index.public_index import TOPICS, NotReadYetError, PublicIndex
from services.disclosure.pages.public_site import PublicSite
from services.disclosure.pages.published_rules import published_rules
from services.disclosure.pages.routes import public_pages

from .settings import DisclosureSettings


def create_app(
    settings: DisclosureSettings | None = None, index: PublicIndex | None = None
) -> FastAPI:
    """Return the application.

    None: settings from the environment; an index in the folder that they name, which follows the
    log as long as the application runs. One that is given is followed by who gives it.
    """
    settings = settings or DisclosureSettings()
    known = index or _index(settings)
    app = service_app(DISCLOSURE, settings, None, {"index": known.require_whole})
    if index is None:
        app.include_router(_following(known, settings))
    whole = [Depends(partial(_require_whole, known))]
    app.include_router(http_look_up.router(known), dependencies=whole)
    badges = http_badges.router(known, _badge_keys(settings), settings.public_url)
    app.include_router(badges, dependencies=whole)
    folder = settings.open_data_folder
    app.include_router(open_data.router(folder))
    site = PublicSite(
        settings.public_url,
        published_rules(settings.rulebooks),
        partial(open_data.latest_files, folder),
    )
    # The last: its pages answer what no other route does.
    app.include_router(public_pages(known, site), dependencies=whole)
    return app


def _badge_keys(settings: DisclosureSettings) -> Keyring | None:
    """Return what signs badges. Raises KeyUnusableError."""
    if not (settings.key_register and settings.key_authority and settings.badge_keys):
        return None
    register = RegisterFile(settings.key_register, load_public_key(settings.key_authority))
    return Keyring(KeyPurpose.BADGES, register, map(load_key, settings.badge_keys))


def _index(settings: DisclosureSettings) -> PublicIndex:
    folder = settings.index_folder
    passing = None if folder else TemporaryDirectory(prefix="public-index-")
    return PublicIndex(
        folder or Path(passing.name if passing else ""),
        clock_at(settings.city_day) if settings.city_day else system_clock,
        days_by_hand=settings.clock == "manual" and settings.city_day is None,
        passing=passing,
    )


def _following(index: PublicIndex, settings: DisclosureSettings) -> APIRouter:
    """Return a router without routes that follows the log as long as the application runs."""
    follower = CopyFollower(TOPICS, index)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        follower.start(settings)
        try:
            yield
        finally:
            await run_in_threadpool(follower.stop)
            index.close()

    return APIRouter(lifespan=lifespan)


def _require_whole(index: PublicIndex) -> None:
    """Answer 503 until all was read once: what is missing must not pass for what is not there."""
    try:
        index.require_whole()
    except NotReadYetError as error:
        raise HTTPException(503, "what is public is still being read; try again soon") from error


def main() -> None:
    """Serve the API."""
    settings = DisclosureSettings()
    serve(DISCLOSURE, create_app(settings), settings)


if __name__ == "__main__":
    main()
