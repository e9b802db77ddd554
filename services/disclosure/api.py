"""The API of disclosure: what the public may know of an enterprise, for whoever asks."""

from fastapi import FastAPI

from schemas.topics import DISCLOSURE
from services.chassis.http.app import serve, service_app

from .settings import DisclosureSettings


def create_app(settings: DisclosureSettings | None = None) -> FastAPI:
    """Return the application (None: settings from the environment)."""
    return service_app(DISCLOSURE, settings or DisclosureSettings(), views=None)


def main() -> None:
    """Serve the API."""
    settings = DisclosureSettings()
    serve(DISCLOSURE, create_app(settings), settings)


if __name__ == "__main__":
    main()
