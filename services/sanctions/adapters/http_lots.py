"""The check of all bidders of a lot in one call, for the opening of bids."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from schemas.vocabulary.written_code import doubt, written_code
from services.chassis.clock import Clock, day_of
from services.chassis.http.admission import reader
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.views.store import Views
from services.sanctions.read_model import lot_admission, name_of, numbers

MOST_BIDDERS = 500


class Lot(BaseModel):
    """A lot and its bidders."""

    model_config = ConfigDict(extra="forbid")

    lot: Annotated[str, Field(min_length=1, max_length=500, description="What the lot is called.")]
    value: Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=2, description="Yuan.")]
    on: Annotated[AskedDay | None, Field(description="The day of the opening; default: today.")] = (
        None
    )
    bidders: Annotated[
        list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=MOST_BIDDERS)
    ]


class BidderAnswer(BaseModel):
    """Whether a bidder may bid, and why not."""

    code: str
    name: str | None
    known: bool = Field(description="False: nothing is on record about it, so nothing limits it.")
    doubt: str | None = Field(description="Where nothing is on record: why its code may be wrong.")
    admitted: bool
    order: str | None = Field(description="The order that keeps it out.")
    below: Decimal | None = Field(description="It may bid for lots worth less than this (yuan).")
    under_way: bool = Field(description="A limit is noticed; it does not bind yet.")
    certificate: str = Field(
        description="Where scoring's API issues its certificate of standing, by POST."
    )


class LotAnswer(BaseModel):
    """The bidders of a lot on a day, in the order in which they were asked for."""

    lot: str
    value: Decimal
    day: date
    bidders: list[BidderAnswer]


def router(views: Views, clock: Clock) -> APIRouter:
    """Return the route."""
    routes = APIRouter()

    @routes.post("/lots/check", dependencies=[Depends(reader("measures:read"))])
    def check(asked: Request, request: Lot) -> LotAnswer:
        """Say of each bidder of a lot whether the limits in effect on a day let it bid."""
        today = day_of(clock())
        day = request.on or today
        if day > today:
            raise HTTPException(422, f"{day} is to come: nobody knows what will be in effect then")
        codes = [written_code(code) for code in request.bidders]
        name_enterprises(asked, codes, request.lot)
        bidders = [_bidder(views, code, request, day) for code in codes]
        return LotAnswer(lot=request.lot, value=request.value, day=day, bidders=bidders)

    return routes


def _bidder(views: Views, code: str, request: Lot, day: date) -> BidderAnswer:
    known = numbers(views, code)
    answer = lot_admission(views, code, known, request.value, day)
    return BidderAnswer(
        code=code,
        name=name_of(views, code, known),
        known=bool(known),
        doubt=None if known else doubt(code).strip(" ()") or None,
        admitted=answer.admitted,
        order=answer.order,
        below=answer.below,
        under_way=answer.under_way,
        certificate=f"/standings/{code}/certificate?lot={quote(request.lot)}&on={day}",
    )
