"""The request and answer bodies of the API of subscriptions."""

from datetime import datetime
from typing import Annotated, Literal, TypeVar

from msgspec import to_builtins
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.messages import Selection, SubscriptionStated
from schemas.messages.subscription_stated import SubscribedKind
from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.department import departments
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.written_code import NotACodeError, written_code

MOST_CODES = 5000
MOST_LISTED = 200
_LONGEST_CODE = 100  # as it is written, with what is taken off it
LONGEST_FORMER_HOURS = 168
_FORMER_HOURS = 24
_LONGEST_CODE = 64  # characters, blanks included

T = TypeVar("T", bound=str)


def _codes(values: list[str]) -> list[str]:
    return [_code(number, value) for number, value in enumerate(values)]


def _code(number: int, value: str, also: str = "") -> str:
    try:
        return written_code(value)
    except NotACodeError as error:
        raise ValueError(f"number {number} is {also}no unified code: {error.why}") from None


def _agencies(values: list[str]) -> list[str]:
    known = {each.code for each in departments()}
    values = [canonical_phrase(value) for value in values]
    for number, value in enumerate(values):
        if value not in known:
            raise ValueError(f"number {number} is no department's code")
    return values


def _recipients(values: list[str]) -> list[str]:
    known, also = {each.code for each in departments()}, "no department's code and "
    named = [(number, value, canonical_phrase(value)) for number, value in enumerate(values)]
    return [
        phrase if phrase in known else _code(number, value, also) for number, value, phrase in named
    ]


Word = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Code = Annotated[str, Field(max_length=_LONGEST_CODE)]
Words = Annotated[list[Word], Field(min_length=1, max_length=MOST_LISTED)]
Codes = Annotated[list[Code], Field(min_length=1, max_length=MOST_CODES), AfterValidator(_codes)]
Agencies = Annotated[Words, AfterValidator(_agencies)]
Recipients = Annotated[
    list[Word], Field(min_length=1, max_length=MOST_CODES), AfterValidator(_recipients)
]
Measures = Annotated[list[MeasureKind], Field(min_length=1, max_length=MOST_LISTED)]


class SelectionRequest(BaseModel):
    """Which changes are wanted: those that fit each list that is given."""

    model_config = ConfigDict(extra="forbid")

    kinds: Annotated[list[SubscribedKind], Field(min_length=1, max_length=10)]
    codes: Codes | None = Field(None, description="Enterprises; of alerts, whom they are about.")
    sectors: Words | None = Field(None, description="Not with alerts, which state none.")
    districts: Words | None = Field(None, description="Not with alerts, which state none.")
    grades: Words | None = Field(None, description="The grade now. Not with alerts.")
    measures: Measures | None = Field(None, description="Of measure changes alone.")
    agencies: Agencies | None = Field(None, description="Of measure changes alone.")
    recipients: Recipients | None = Field(None, description="Of alerts alone.")

    def selection(self) -> Selection:
        """Return it in one form: each value once, in order, so that equal ones are equal."""
        return Selection(
            kinds=tuple(sorted(set(self.kinds))),
            codes=_once(self.codes),
            sectors=_once(self.sectors),
            districts=_once(self.districts),
            grades=_once(self.grades),
            measures=_once(self.measures),
            agencies=_once(self.agencies),
            recipients=_once(self.recipients),
        )


class ChangeRequest(BaseModel):
    """The parts of a subscription that can be changed, both of them."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(min_length=1, max_length=10_000)]
    selection: SelectionRequest


class SubscriptionRequest(ChangeRequest):
    """A new subscription."""

    from_beginning: bool = Field(
        False, description="Also what was published before: for a first filling."
    )


class RotationRequest(BaseModel):
    """How a secret is to be changed."""

    model_config = ConfigDict(extra="forbid")

    former_key_hours: int = Field(
        _FORMER_HOURS,
        ge=0,
        le=LONGEST_FORMER_HOURS,
        description="For how many hours the former secret signs as well (0: no longer at once).",
    )
    key_version: int | None = Field(
        None,
        ge=1,
        le=2**31,
        description="The version that is to be changed: sent again, it is changed once. Default:"
        " the present one, whatever it is.",
    )


class SelectionAnswer(BaseModel):
    """Which changes are wanted, as it was stated: what has gone since is still shown."""

    kinds: list[str]
    codes: list[str] | None
    sectors: list[str] | None
    districts: list[str] | None
    grades: list[str] | None
    measures: list[str] | None
    agencies: list[str] | None
    recipients: list[str] | None


class SubscriptionAnswer(BaseModel):
    """A subscription, without its secret."""

    id: str
    holder: str
    url: str
    selection: SelectionAnswer
    from_beginning: bool
    state: Literal["active", "paused", "ended"]
    key_version: int
    former_key_until: datetime | None = Field(
        description="Until then the former secret signs as well."
    )
    stated_at: datetime
    rests: str | None = Field(
        description="Why nothing is sent though it is active: the right that was lost. Null: it is"
        " served."
    )


class SecretAnswer(SubscriptionAnswer):
    """A subscription with its secret: it is told now, and not shown again."""

    secret: str = Field(description="`whsec_` and base64, as Standard Webhooks write it.")


def subscription_answer(body: SubscriptionStated, rests: str | None) -> SubscriptionAnswer:
    """Return a subscription for its holder, and the right that it lost."""
    return SubscriptionAnswer.model_validate({**_fields(body), "rests": rests})


def secret_answer(body: SubscriptionStated, rests: str | None, secret: str) -> SecretAnswer:
    """Return a subscription, the right that it lost, and its secret for its holder."""
    return SecretAnswer.model_validate({**_fields(body), "rests": rests, "secret": secret})


def _once(values: list[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(sorted(set(values)))


def _fields(body: SubscriptionStated) -> dict[str, object]:
    return {
        "id": body.subscription,
        "holder": body.holder,
        "url": body.url,
        "selection": to_builtins(body.selection),
        "from_beginning": not body.begins,
        "state": body.state,
        "key_version": body.key_version,
        "former_key_until": body.former_key_until,
        "stated_at": body.stated_at,
    }
