"""Badges over HTTP: the grade of an enterprise on the day of the answer, as picture and as JSON."""

from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from services.chassis.http.answer_models import answer_model
from services.chassis.http.problems import problems
from services.chassis.signing.key_register import NoKeyInForceError, RegisterError
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import KeyUnusableError
from services.disclosure.adapters.badges.badge import GradeBadge, signed_badge
from services.disclosure.adapters.badges.badge_picture import badge_picture
from services.disclosure.domain.look_up import AsOf, PublicLookUp

from .answers import StandsOn, stands_on
from .freshness import answered, kept_answer
from .look_up import public_entry_of

Code = Annotated[str, Path(description="Unified code or organization code.")]
_SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}
}


class BadgeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A badge: `token` is what is signed (a compact JWS), by the key of this id in the register.

    `grade` None: the enterprise has no public grade.
    """

    as_of: StandsOn
    code: str
    name: str | None
    grade: str | None
    day: date
    edition: str | None
    token: str
    key_id: str


def router(look_up: PublicLookUp, keys: Keyring | None, public_url: str | None) -> APIRouter:
    """Return the routes.

    `public_url` is the public address of this API, for the link of a picture (None: the picture's
    own neighbour).
    """
    routes = APIRouter(responses=problems(404, 503))

    def signed(as_of: AsOf, code: str) -> BadgeAnswer:
        entry = public_entry_of(look_up, code)
        if keys is None:
            raise HTTPException(503, "no badges are signed here: BADGE_KEYS is not set")
        if as_of.day is None:
            raise HTTPException(503, "the city's day is not known yet; try again later")
        badge = GradeBadge(
            sub=entry.code,
            name=entry.entry.identity.name,
            grade=entry.entry.grade,
            day=as_of.day,
            edition=entry.entry.rating_edition,
        )
        try:
            key = keys.on(as_of.day)
            token = signed_badge(badge, key)
        except (KeyUnusableError, NoKeyInForceError, RegisterError) as error:
            raise HTTPException(503, str(error)) from error
        return BadgeAnswer(
            as_of=stands_on(as_of),
            code=badge.sub,
            name=badge.name,
            grade=badge.grade,
            day=badge.day,
            edition=badge.edition,
            token=token,
            key_id=key.public.id,
        )

    @routes.get("/enterprises/{code}/badge.json", response_model=answer_model(BadgeAnswer))
    def statement(request: Request, code: Code) -> Response:
        """Return the grade of an enterprise on the day of the answer, and its proof."""
        return answered(request, look_up, lambda as_of: signed(as_of, code))

    @routes.get("/enterprises/{code}/badge.svg", response_class=Response, responses=_SVG)
    def picture(request: Request, code: Code) -> Response:
        """Return the same as a picture, to be shown elsewhere: it links its proof."""

        def drawn(as_of: AsOf) -> bytes:
            stated = signed(as_of, code)
            badge = GradeBadge(
                sub=stated.code,
                name=stated.name,
                grade=stated.grade,
                day=stated.day,
                edition=stated.edition,
            )
            base = (
                "" if public_url is None else f"{public_url.rstrip('/')}/enterprises/{badge.sub}/"
            )
            return badge_picture(badge, stated.token, f"{base}badge.json")

        return kept_answer(request, look_up, "image/svg+xml", drawn)

    return routes
